// `hoofprint/worker`: the tracker for web workers, service workers and the background of browser extensions. The bundler puts
// `worker_page.js` in the place of what only pages have.

import { createEngine } from './engine.js';
import { instantiate } from './packed.js';
import { createTracker } from './tracker.js';
import { fill } from './worker_page.js';

/**
 * Makes a tracker. `storage` keeps what a page keeps in localStorage: `read()` gives all of it as an object of texts, or a promise
 * of that; `write(key, text)` stores one, `remove(key)` deletes one. Without it nothing is kept, and each worker is a visitor.
 */
export function createWorkerTracker({ storage } = {}) {
  const ready = fill(storage);
  return createTracker(createEngine(async (imports) => (await ready, instantiate(imports))), 'npm', () => location.origin);
}
