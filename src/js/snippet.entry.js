// `hoofprint/snippet`: the stub's text, for the head of a page.

import text from 'hoofprint-stub';

/** JavaScript for an inline script: `posthog` can be called from there on, and `posthog.init` loads the rest. */
export const snippet = text.trim();

export default snippet;
