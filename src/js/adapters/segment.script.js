// The script for pages that carry the tracker's snippet, or load `array.js`; `data-group-type` names the type of their groups.

import { createAnalytics } from './segment.js';

createAnalytics(() => window.posthog, { groupType: document.currentScript?.dataset?.groupType });
