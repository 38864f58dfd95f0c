// What is compared: each as its own documentation puts it on a page. Only limits are raised, so that everything arrives, and
// settings that others would load from their own servers stay away.

import { readFileSync } from 'node:fs';

import { build } from 'esbuild';

import { STUB } from '../e2e/support/world.js';

const LIMITS = { events_per_second: 1e6, events_burst_limit: 1e6 };

/** Subjects that come as an npm package: what a page's own bundle says to start them and to send a pageview. */
const PACKAGES = {
  mixpanel: {
    package: 'mixpanel-browser',
    pageview: '$mp_web_page_view',
    ready: 'window.mixpanel',
    track: '(name, properties) => mixpanel.track(name, properties)',
    bundle: `import mixpanel from 'mixpanel-browser';
      window.mixpanel = mixpanel;
      mixpanel.init('token', { api_host: SINK + '/mixpanel' });
      mixpanel.track_pageview();`,
    namesIn: (text) => JSON.parse(text).map(({ event }) => event),
  },
  amplitude: {
    package: '@amplitude/analytics-browser',
    pageview: '[Amplitude] Page Viewed',
    ready: 'window.amplitude',
    track: '(name, properties) => amplitude.track(name, properties)',
    bundle: `import * as amplitude from '@amplitude/analytics-browser';
      // Of calls that come before this promise is kept it can lose one.
      amplitude.init('token', { serverUrl: SINK + '/amplitude/', remoteConfig: { fetchRemoteConfig: false } })
        .promise.then(() => { window.amplitude = amplitude; });`,
    namesIn: (text) => JSON.parse(text).events.map(({ event_type }) => event_type),
  },
  segment: {
    package: '@segment/analytics-next',
    pageview: 'page',
    ready: 'window.analytics',
    track: '(name, properties) => analytics.track(name, properties)',
    bundle: `import { AnalyticsBrowser } from '@segment/analytics-next';
      const [protocol, host] = SINK.split('://');
      const integrations = { 'Segment.io': { apiHost: host + '/segment', protocol } };
      window.analytics = AnalyticsBrowser.load({ writeKey: 'token', cdnSettings: { integrations, plan: {}, remotePlugins: [] } });
      analytics.page();`,
    namesIn: (text) => [JSON.parse(text)].map(({ type, event }) => event ?? type),
  },
  snowplow: {
    package: '@snowplow/browser-tracker',
    pageview: 'pv',
    ready: 'window.snowplow',
    track: `(name, data) => snowplow.trackSelfDescribingEvent({ event: { schema: 'iglu:bench/' + name + '/jsonschema/1-0-0', data } })`,
    bundle: `import * as snowplow from '@snowplow/browser-tracker';
      window.snowplow = snowplow;
      snowplow.newTracker('sp', SINK, { appId: 'bench', postPath: '/snowplow/tp2', maxLocalStorageQueueSize: 1e5, connectionTimeout: 6e4 });
      snowplow.trackPageView();`,
    namesIn: (text) => JSON.parse(text).data.map(({ e, ue_pr }) => (e === 'ue' ? schemaOf(ue_pr) : e)),
  },
};

/** The name in the schema of one of Snowplow's events. */
const schemaOf = (text) => JSON.parse(text).data.schema.split('/')[1];

/** The version of an npm package that is installed. */
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
const titleOf = (name) => `${name} ${versionOf(name)}`;
const script = (text) => `<script>${text}</script>`;

/** The scripts that the sink serves, by their paths. */
export async function scripts() {
  const files = { '/posthog/static/array.js': readFileSync('node_modules/posthog-js/dist/array.js') };
  for (const [key, { bundle }] of Object.entries(PACKAGES)) files[`/${key}/bundle.js`] = await bundled(bundle);
  return files;
}

/** A script as a customer's build makes it, with the package inside. */
async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents: `const SINK = new URL(document.currentScript.src).origin; ${contents}`, resolveDir: '.' },
    bundle: true, minify: true, write: false, format: 'iife', logLevel: 'error',
  });
  return outputFiles[0].contents;
}

/** How the sink reads what is posted for a subject: text → names of events. */
export const namesIn = {
  posthog: (text) => JSON.parse(text).batch.map(({ event }) => event),
  ...Object.fromEntries(Object.entries(PACKAGES).map(([key, { namesIn }]) => [key, namesIn])),
};

/**
 * The subjects, by their keys. `head` is what stands in a page's head; `ready` tells, in the page, that the tracker is at
 * work; `track` captures an event there; `pageview` is the event that the page sends by itself; `count(name)` tells how many
 * events of a name have arrived.
 */
export function subjectsOf({ collector, sink }) {
  const options = (host, more) => JSON.stringify({ api_host: host, rate_limiting: LIMITS, ...more });
  const init = (host) => `posthog.init('token', ${options(host)})`;
  const posthogLike = { pageview: '$pageview', ready: 'posthog.__loaded', track: '(name, properties) => posthog.capture(name, properties)' };
  const ours = { ...posthogLike, isOurs: true, count: collector.count };
  const packages = Object.entries(PACKAGES).map(([key, { package: name, pageview, ready, track }]) => [key, {
    title: titleOf(name),
    head: `<script async crossorigin src="${sink.url}/${key}/bundle.js"></script>`,
    ready,
    track,
    pageview,
    count: (name) => sink.count(key, name),
  }]);
  return {
    empty: { title: 'an empty page', head: '', ready: 'true' },
    hoofprint: { ...ours, title: 'Hoofprint', head: script(STUB) + script(init(collector.url)) },
    full: {
      ...ours,
      title: 'Hoofprint, `array.full.js`',
      head: `<script crossorigin src="${collector.url}/static/array.full.js"></script>${script(init(collector.url))}`,
    },
    posthog: {
      ...posthogLike,
      title: titleOf('posthog-js'),
      // What its snippet leaves for its script to find. Without flags it waits for nothing from a server before it captures clicks.
      head:
        script(`window.posthog = Object.assign([], { people: [], __SV: 1,
          _i: [['token', ${options(`${sink.url}/posthog`, { advanced_disable_flags: true })}]] });`) +
        `<script async crossorigin src="${sink.url}/posthog/static/array.js"></script>`,
      count: (name) => sink.count('posthog', name),
    },
    ...Object.fromEntries(packages),
  };
}
