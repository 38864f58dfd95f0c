// The npm entry. Importing it does nothing; outside of a page nothing ever does.

import { createPackageTracker } from './package.js';
import { instantiate } from './packed.js';

/** The tracker. */
export const posthog = createPackageTracker(instantiate);

export default posthog;
