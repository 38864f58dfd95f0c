// The npm entry for servers: the same names, and nothing happens. It has no core.

import { createPackageTracker } from './package.js';

const nowhere = () => {
  throw 'this is no page';
};

/** A tracker that does nothing. */
export const posthog = createPackageTracker(nowhere);
/** As in `hoofprint/slim`. */
export const loadCore = () => {};

export default posthog;
