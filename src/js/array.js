// The script for pages that carry the snippet: fetches the core from beside itself.

import { createEngine } from './engine.js';
import { install, scriptAddress } from './snippet.js';
import { instantiateStreamed } from './streamed.js';

const here = scriptAddress();

const load = async (imports) => {
  // Developer tools note who asks: for a short stack the engine reads little of this script again.
  await undefined;
  return instantiateStreamed(await fetch(new URL('hoofprint_bg.wasm', here)), imports);
};

install(createEngine(load), () => new URL(here).origin);
