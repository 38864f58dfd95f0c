// The script with everything inside: needs no second file, so it works from `file://` too.

import { createEngine } from './engine.js';
import { instantiate } from './packed.js';
import { install, scriptAddress } from './snippet.js';

const here = scriptAddress();

install(createEngine(instantiate), () => (here.startsWith('http') ? new URL(here).origin : location.origin));
