// The npm entries for servers: the same names, and nothing happens. There is no core in it.

import { nowhere } from './package.js';
import { createTracker } from './tracker.js';

/** A tracker that does nothing. */
export const posthog = createTracker(nowhere, 'npm', () => undefined);
/** As in `hoofprint/slim`. */
export const loadCore = () => {};

export default posthog;
