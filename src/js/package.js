// What the package's entries have in common.

import { attempt } from './attempt.js';
import { createEngine } from './engine.js';
import { living } from './snippet.js';
import { createTracker } from './tracker.js';

/** The engine of what is no page. */
const nowhere = (_started, failed) => failed('this is no page');

/**
 * Makes the tracker that an application imports, with a core by `load(imports)`. Outside of a page it does nothing. A page has one
 * tracker, whatever comes first: the package, another copy of it, or the snippet.
 */
export function createPackageTracker(load) {
  const create = (engine) => createTracker(engine, 'npm', () => globalThis.location?.origin);
  if (typeof document === 'undefined') return create(nowhere);
  const tracker = living() ?? create(createEngine(load));
  attempt(() => (globalThis.hoofprint = tracker));
  return tracker;
}
