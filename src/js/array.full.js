// The script with everything inside: needs no second file, so it works from `file://` too.

import { createEngine } from './engine.js';
import { load } from 'hoofprint-packed';
import { install, scriptAddress } from './snippet.js';

const here = scriptAddress();

install(createEngine(load), () => (here.startsWith('http') ? new URL(here).origin : location.origin));
