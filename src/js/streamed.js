// The core from a file of its own.

/** Gives an instance of the module that a response carries. */
export async function instantiateStreamed(response, imports) {
  const isWasm = response.headers.get('content-type')?.startsWith('application/wasm');
  // Compiling while it arrives needs the right type; from a server that does not send it, the bytes will do.
  const compiled = isWasm
    ? WebAssembly.instantiateStreaming(response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
  const { instance } = await compiled;
  // The trackers start in a task of their own, so that none is long.
  await new Promise((resolve) => setTimeout(resolve));
  return instance;
}
