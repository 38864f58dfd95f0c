// The npm entry. Importing it does nothing; outside of a page nothing ever does.

import { createEngine } from './engine.js';
import { instantiate } from './packed.js';
import { createTracker } from './tracker.js';

const nowhere = (_started, failed) => failed('this is no page');

/** The tracker. */
export const posthog = createTracker(
  typeof document === 'undefined' ? nowhere : createEngine(instantiate),
  'npm',
  () => globalThis.location?.origin,
);

export default posthog;
