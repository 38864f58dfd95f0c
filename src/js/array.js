// The script for pages that carry the snippet: fetches the core from beside itself.

import { createEngine } from './engine.js';
import { install, scriptAddress } from './snippet.js';

const here = scriptAddress();

const load = async (imports) => {
  // Developer tools note who asks: for a short stack the engine reads little of this script again.
  await undefined;
  const response = await fetch(new URL('hoofprint_bg.wasm', here));
  const isWasm = response.headers.get('content-type')?.startsWith('application/wasm');
  // Compiling while it arrives needs the right type; from a server that does not send it, the bytes will do.
  const compiled = isWasm
    ? WebAssembly.instantiateStreaming(response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
  const { instance } = await compiled;
  // The trackers start in a task of their own, so that none is long.
  await new Promise((resolve) => setTimeout(resolve));
  return instance;
};

install(createEngine(load), () => new URL(here).origin);
