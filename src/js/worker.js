// `hoofprint/worker`: the tracker for web workers, service workers and the background of browser extensions. The build puts
// `worker_page.js` in the place of what only pages have.

import { createEngine } from './engine.js';
import { instantiate } from './packed.js';
import { createTracker } from './tracker.js';
import { fill } from './worker_page.js';

/** What a page has and a worker has not. */
const DEFAULTS = { autocapture: false, capture_pageview: false, capture_pageleave: false, disable_scroll_properties: true };

/**
 * Makes a tracker. `storage` keeps what a page keeps in localStorage: `read()` gives all of it as an object of texts, or a promise
 * of that; `write(key, text)` stores one, `remove(key)` deletes one. Without it nothing is kept, and each worker is a visitor.
 */
export function createWorkerTracker({ storage } = {}) {
  const engine = createEngine(async (imports) => (await fill(storage), instantiate(imports)));
  const tracker = createTracker(engine, 'npm', () => location.origin);
  const { init } = tracker;
  tracker.init = (token, options, name) => init(token, { ...DEFAULTS, ...options }, name);
  return tracker;
}
