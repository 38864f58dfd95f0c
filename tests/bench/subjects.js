// What is compared: each as its own documentation puts it on a page, with limits raised so that everything arrives.

import { readFileSync } from 'node:fs';

import { STUB } from '../e2e/support/world.js';

const SNIPPET = readFileSync(new URL('posthog.snippet.js', import.meta.url), 'utf8').trim();
const LIMITS = { events_per_second: 1e6, events_burst_limit: 1e6 };

/** The version of an npm package that is installed. */
export const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;

const script = (text) => `<script>${text}</script>`;
const namesOf = (text) => JSON.parse(text).batch.map(({ event }) => event);

/** Scripts that the sink serves, by their paths. */
export const files = () => ({ '/posthog/static/array.js': readFileSync('node_modules/posthog-js/dist/array.js') });

/** How the sink reads what is posted below a path: body → names of events. */
export const eventsIn = { '/posthog/': namesOf };

/**
 * The subjects, by their keys: `head` is what stands in a page's head, `ready` tells in the page that the tracker is at work,
 * `count(name)` how many events of a name its collector has.
 */
export function subjectsOf({ collector, sink }) {
  const posthogLike = (host, more) =>
    `posthog.init('token', ${JSON.stringify({ api_host: host, rate_limiting: LIMITS, ...more })})`;
  return {
    empty: { title: 'the empty page', head: '', ready: 'true' },
    hoofprint: {
      title: 'Hoofprint',
      head: script(STUB) + script(posthogLike(collector.url)),
      ready: 'posthog.__loaded',
      count: collector.count,
    },
    posthog: {
      title: `posthog-js ${versionOf('posthog-js')}`,
      // Without flags it waits for nothing from a server before it captures clicks.
      head: script(SNIPPET) + script(posthogLike(`${sink.url}/posthog`, { advanced_disable_flags: true })),
      ready: 'posthog.__loaded',
      count: sink.count,
    },
  };
}
