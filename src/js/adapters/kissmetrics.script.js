// The script for pages that carry the tracker's snippet, or load `array.js`.

import { followKissmetrics } from './kissmetrics.js';

followKissmetrics(() => window.posthog);
