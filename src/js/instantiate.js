// Instances of the core from whatever somebody has it in.

/** Gives an instance of the module in those bytes, or a promise of one. */
export function instantiateBytes(bytes, imports) {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  } catch {
    // Some engines compile only small modules synchronously, but any in the background.
    return WebAssembly.instantiate(bytes, imports).then(({ instance }) => instance);
  }
}
