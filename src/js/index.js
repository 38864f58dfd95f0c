// Placeholder until the npm entry is written.
import { initSync } from 'hoofprint-glue';
import bytes from 'hoofprint-wasm';

initSync({ module: bytes });
export default { version: VERSION };
