/** JavaScript for an inline script: `posthog` can be called from there on, and `posthog.init` loads the rest. */
export const snippet: string;
export default snippet;
