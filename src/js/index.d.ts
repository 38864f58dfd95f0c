// Placeholder until the types are written.
declare const posthog: { version: string };
export default posthog;
