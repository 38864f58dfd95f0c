// Placeholder until the loader is written.
import { initSync } from 'hoofprint-glue';
import bytes from 'hoofprint-wasm';

initSync({ module: bytes });
window.hoofprint = { version: VERSION };
