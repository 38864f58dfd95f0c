// Placeholder until the loader is written: proves that the bindings are bundled and the module found.
import init from 'hoofprint-glue';

const here = document.currentScript.src;
init({ module_or_path: new URL('hoofprint_bg.wasm', here) });
window.hoofprint = { version: VERSION };
