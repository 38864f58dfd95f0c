// The core from inside of the script.

import { load } from 'hoofprint-packed';

/** Gives an instance of the module, or a promise of one. */
export function instantiate(imports) {
  const bytes = load();
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  } catch {
    // Some engines compile only small modules synchronously, but any in the background.
    return WebAssembly.instantiate(bytes, imports).then(({ instance }) => instance);
  }
}
