// `hoofprint/slim`: the tracker without the core, for applications that host `hoofprint.wasm` themselves.

import { createEngine } from './engine.js';
import { instantiateBytes } from './instantiate.js';
import { createPackageTracker } from './package.js';
import { instantiateStreamed } from './streamed.js';

let give;
const given = new Promise((resolve) => (give = resolve));
// Of a source that fails the tracker tells, and not the page's console.
given.catch(() => {});
let source;

/**
 * Says where the core is: a URL (text or object), a `Response`, the bytes (an `ArrayBuffer` or a view of one), a
 * `WebAssembly.Module`, or a promise of any of these. The first call counts. Trackers begin to work when it has been made; with a
 * module, or with bytes where the engine permits, ids are readable on the line after `init`.
 */
export function loadCore(from) {
  source ??= from;
  give(from);
}

const instantiate = async (imports) => instantiateFrom(await given, imports);

function instantiateFrom(from, imports) {
  if (from instanceof WebAssembly.Module) return new WebAssembly.Instance(from, imports);
  if (from instanceof ArrayBuffer || ArrayBuffer.isView(from)) return instantiateBytes(from, imports);
  return instantiateResponse(from, imports);
}

const instantiateResponse = async (from, imports) =>
  instantiateStreamed(from instanceof Response ? from : await fetch(from), imports);

const isAtHand = () => source instanceof WebAssembly.Module || source instanceof ArrayBuffer || ArrayBuffer.isView(source);

/** The tracker. */
export const posthog = createPackageTracker((imports) => (isAtHand() ? instantiateFrom(source, imports) : instantiate(imports)));

export default posthog;
