export { default as core } from 'url:hoofprint/hoofprint.wasm';
export { default as integrity } from 'hoofprint/integrity.json';
export { followKissmetrics } from 'hoofprint/kissmetrics';
export { createAnalytics } from 'hoofprint/segment';
export { posthog } from 'hoofprint/slim';
export { snippet } from 'hoofprint/snippet';
export { createWorkerTracker } from 'hoofprint/worker';
