// Everything an end-to-end test stands on, and the one assertion that carries most of them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { startBrowser } from './browser.js';
import { eventually, startCollector } from './collector.js';
import { startSite } from './site.js';
import { startWire } from './wire.js';

/** The stub, as README shows it. */
export const STUB = readFileSync('dist/stub.js', 'utf8');

/** The package's version, which stands in the addresses that the stub asks for. */
export const { version: VERSION } = JSON.parse(readFileSync('package.json', 'utf8'));

/** A stub in the shape of PostHog's: methods that are there after `init`, and do without the time of a call. */
export const THEIR_STUB = `
  const stub = (window.posthog = []);
  stub._i = [];
  stub.__SV = 1;
  stub.init = (token, config) => {
    const script = document.createElement('script');
    script.src = config.api_host + '/static/array.js';
    document.head.append(script);
    stub.people = [];
    for (const method of 'capture identify alias register reset group set_config'.split(' ')) {
      stub[method] = (...args) => void stub.push([method, ...args]);
    }
    for (const method of ['set', 'set_once']) stub.people[method] = (...args) => void stub.people.push([method, ...args]);
    stub._i.push([token, config]);
  };`;

const FULL = readFileSync('dist/array.full.js');
const FLUSH_MS = 250;

/** Starts a browser, a collector, a wire to it and a site. */
export async function startWorld() {
  const collector = await startCollector();
  const wire = await startWire(collector.url);
  const site = await startSite({});
  const browser = await startBrowser();
  return {
    collector,
    wire,
    site,
    browser,
    async stop() {
      await browser.stop();
      await site.stop();
      await wire.stop();
      await collector.stop();
    },

    /** A page's HTML with the stub, initialised, and `script` after that. No page leaves, unless `options` ask for them. */
    pageWithSnippet(script = '', options = {}) {
      const all = { api_host: wire.url, capture_pageleave: false, request_queue_config: { flush_interval_ms: FLUSH_MS }, ...options };
      return `<!doctype html><title>A page</title><script>${STUB}</script>
        <script>posthog.init('token', ${JSON.stringify(all)}); ${script}</script>`;
    },

    /** Opens HTML as a page of the site (or of another `host` that leads there), as a new visitor. */
    async open(html, { path = '/', visitor, host = '127.0.0.1' } = {}) {
      site.pages[path] = html;
      const page = await (visitor ?? (await browser.newVisitor())).newPage();
      await page.goto(site.url.replace('127.0.0.1', host) + path);
      return page;
    },

    /**
     * Opens a page with the tracker inside, started with `options` (the text of JavaScript, or an object), so that all of it
     * can be used at once. Unless `options` say otherwise there is no automatic pageview, and requests can be read.
     */
    async visit(options = {}, { script = '', before = '', ...where } = {}) {
      const given = typeof options === 'string' ? options : JSON.stringify(options);
      site.pages['/array.full.js'] = { type: 'text/javascript', body: FULL };
      const html = `<!doctype html><title>A page</title><script>${before}</script><script src="/array.full.js"></script>
        <script>posthog.init('token', {api_host: '${wire.url}', capture_pageview: false, disable_compression: true,
          request_queue_config: {flush_interval_ms: ${FLUSH_MS}}, ...${given}}); ${script}</script>`;
      const page = await this.open(html, where);
      await page.waitForFunction(() => posthog.__loaded || !posthog.config.token);
      return page;
    },

    /**
     * Asserts that `action` makes the collector store exactly the `expected` events, in their order, and gives them. An
     * expected event is its name, or an object of which every property must be in the stored event's properties (and
     * `event`, `distinct_id` are the event's own). Events of the names `apart` are left aside.
     */
    async expectEvents(action, expected, { apart = [] } = {}) {
      const before = new Set(collector.events().map((event) => event.uuid));
      await action();
      const fresh = () => collector.events().filter(({ uuid, event }) => !before.has(uuid) && !apart.includes(event));
      await eventually(() => fresh().length >= expected.length, {
        describe: () => `${expected.length} events, got ${JSON.stringify(fresh().map((event) => event.event))}`,
      });
      await sleep(FLUSH_MS * 2); // For those that should not come.
      const events = fresh();
      const wanted = expected.map((event) => (typeof event === 'string' ? { event } : event));
      assert.deepEqual(events.map((event) => event.event), wanted.map((event) => event.event));
      wanted.forEach(({ event, distinct_id, ...properties }, at) => {
        if (distinct_id !== undefined) assert.equal(events[at].distinct_id, distinct_id, event);
        for (const [key, value] of Object.entries(properties)) {
          assert.deepEqual(events[at].properties[key], value, `${key} of ${event}`);
        }
      });
      return events;
    },
  };
}
