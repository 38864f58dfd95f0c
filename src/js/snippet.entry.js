// `hoofprint/snippet`: the stub's text, for the head of a page.

/** JavaScript for an inline script: `posthog` can be called from there on, and `posthog.init` loads the rest. */
export const snippet = STUB;

export default snippet;
