// What the package's entries have in common.

import { createEngine } from './engine.js';
import { adoptStub } from './snippet.js';
import { createTracker } from './tracker.js';

const nowhere = (_started, failed) => failed('this is no page');

/**
 * Makes the tracker that an application imports, with a core by `load(imports)`. Outside of a page it does nothing. Where a page
 * carries the snippet, too, both are one tracker: whoever comes first is it.
 */
export function createPackageTracker(load) {
  const isPage = typeof document !== 'undefined';
  const living = isPage && globalThis.hoofprint;
  if (living?.__SV) return living;
  const tracker = createTracker(isPage ? createEngine(load) : nowhere, 'npm', () => globalThis.location?.origin);
  if (!isPage) return tracker;
  const { init } = tracker;
  tracker.init = (...args) => {
    const result = init(...args);
    adoptStub(tracker);
    return result;
  };
  return tracker;
}
