// The trackers that are compared: how a page carries each, and what takes its events.

import { readFileSync } from 'node:fs';

import { build } from 'esbuild';

import { startCollector } from '../e2e/support/collector.js';
import { startSink } from './sink.js';

const ONLY_CALLS = { capture_pageview: false, capture_pageleave: false, autocapture: false };
/** posthog-js drops on purpose what is beyond a hundred events at once; that is not what is measured here. */
const EVERY_CALL = { rate_limiting: { events_per_second: 1000, events_burst_limit: 1000 } };
const STORED = "SELECT uuid AS id, properties ->> 'number' AS number, timestamp FROM events WHERE number IS NOT NULL";

/**
 * A subject's page sets `track(properties)`, which says whether the event was accepted, and `isReady()`. Everything is at its
 * default, but that nothing is captured by itself.
 */
export const SUBJECTS = [
  {
    name: 'hoofprint',
    isOurs: true,
    startServer: startOurs,
    script: () => readFileSync('dist/stub.js', 'utf8'),
    page: (host) => posthogPage({ api_host: host, ...ONLY_CALLS }),
  },
  {
    name: 'posthog-js',
    startServer: startOurs,
    script: () => bundle("import posthog from 'posthog-js'; window.posthog = posthog;"),
    page: (host) => posthogPage({ api_host: host, ...ONLY_CALLS, ...EVERY_CALL }),
  },
  {
    name: 'mixpanel-browser',
    startServer: startSink,
    script: () => bundle("import mixpanel from 'mixpanel-browser'; window.mixpanel = mixpanel;"),
    page: (host) => `mixpanel.init('token', {api_host: '${host}', loaded: () => (window.isLoaded = true)});
      window.isReady = () => window.isLoaded;
      window.track = (properties) => (mixpanel.track('event', properties), true);`,
  },
];

const posthogPage = (options) => `posthog.init('token', ${JSON.stringify(options)});
  window.isReady = () => posthog.__loaded;
  window.track = (properties) => !!posthog.capture('event', properties);`;

/** The real collector, which speaks PostHog's protocol too. */
async function startOurs() {
  let collector = await startCollector();
  const { url, data, port } = collector;
  return {
    url,
    stored: () => collector.query(STORED),
    kill: () => collector.kill(),
    async restart() {
      collector = await startCollector({ data, port });
    },
    stop: () => collector.stop(),
  };
}

/** A script made of npm packages, as a customer makes it. */
async function bundle(contents) {
  const { outputFiles } = await build({ stdin: { contents, resolveDir: '.' }, bundle: true, minify: true, write: false, logLevel: 'error' });
  return outputFiles[0].text;
}
