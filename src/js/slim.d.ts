import type { Hoofprint } from './index.js';
export * from './index.js';

/** Where the core is. */
export type CoreSource = string | URL | Response | ArrayBuffer | ArrayBufferView | WebAssembly.Module;

/** Says where the core is. The first call counts; trackers begin to work when it has been made. */
export function loadCore(source: CoreSource | Promise<CoreSource>): void;

/** The tracker. */
export const posthog: Hoofprint;
export default posthog;
