// The core's bytes, from inside the bundle.

import base64 from 'hoofprint-wasm';

/** Decodes them. */
export const load = () => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
