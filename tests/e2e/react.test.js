// `hoofprint/react`: applications of React with the provider and the hooks, in a page and on a server.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { build } from 'esbuild';

import { watch } from './support/browser.js';
import { ADMIN_KEY } from './support/collector.js';
import { useWorld } from './support/visits.js';

const SHARED = `
  import posthog from 'hoofprint';
  import * as hoofprint from 'hoofprint/react';
  import { createElement as h, StrictMode, useEffect, useState } from 'react';
  const { PostHogProvider, usePostHog } = hoofprint;`;

describe('hoofprint/react', () => {
  const world = useWorld();

  /** Bundles an application, as it is developed: then React says what is wrong, and does twice under StrictMode what it may. */
  const bundle = async (source, platform = 'browser') => {
    const { outputFiles } = await build({
      stdin: { contents: SHARED + source, resolveDir: '.' }, bundle: true, write: false, logLevel: 'error', platform,
      format: platform === 'browser' ? 'iife' : 'cjs', define: { 'process.env.NODE_ENV': '"development"' },
    });
    return outputFiles[0].text;
  };

  /** Opens an application that gives `App`, with `api_host`; `before` comes before its script. */
  const open = async (source, { before: first = '', ready = () => window.isRendered, markup = '' } = {}) => {
    const body = await bundle(`
      import { createRoot, hydrateRoot } from 'react-dom/client';
      const api_host = ${JSON.stringify(world.wire.url)};
      const options = { api_host, request_queue_config: { flush_interval_ms: 250 } };
      ${source}
      const Rendered = () => (useEffect(() => void (window.isRendered = true)), h(App));
      const root = document.getElementById('root');
      const app = h(StrictMode, null, h(Rendered));
      if (root.firstChild) hydrateRoot(root, app);
      else createRoot(root).render(app);`);
    world.site.pages['/app.js'] = { type: 'text/javascript', body };
    world.site.pages['/'] = `<!doctype html><title>React</title><link rel="icon" href="data:,">${first}
      <div id="root">${markup}</div><script src="/app.js"></script>`;
    const page = await (await world.browser.newVisitor()).newPage();
    const seen = watch(page);
    await page.goto(world.site.url);
    await page.waitForFunction(ready);
    return { page, seen };
  };

  /** React recommends its developer tools, in development. */
  const isQuiet = ({ console: said, errors }) =>
    assert.deepEqual([said.filter((text) => !text.includes('React DevTools')), errors], [[], []]);

  const define = async (key, filters, groups = [{ properties: [], rollout_percentage: 100 }]) => {
    const headers = { Authorization: `Bearer ${ADMIN_KEY}` };
    const body = JSON.stringify({ token: 'flagged', key, filters: { groups, ...filters } });
    const response = await fetch(`${world.collector.url}/api/flags`, { method: 'POST', headers, body });
    assert.ok(response.ok, `${response.status}`);
  };

  before(async () => {
    await define('sale', { payloads: { true: '{"percent":20}' } });
    await define('colour', { multivariate: { variants: [{ key: 'red', rollout_percentage: 100 }] } });
    await define('nobody', {}, [{ properties: [], rollout_percentage: 0 }]);
  });

  it('StrictMode: children render at once, what they capture comes after init, and there is one pageview', async () => {
    let seen;
    const events = await world.expectEvents(async () => {
      ({ seen } = await open(`
        function Child() {
          const tracker = usePostHog();
          const capture = (event) => void tracker.capture(event, { visitor: tracker.get_distinct_id() });
          useState(() => capture('while rendering'));
          useEffect(() => capture('when mounted'), [tracker]);
          return h('p', null, 'child');
        }
        const App = () => h(PostHogProvider, { apiKey: 'token', options }, h(Child));`));
    }, ['while rendering', 'while rendering', 'when mounted', 'when mounted', '$pageview']);
    for (const { properties, distinct_id } of events.slice(0, -1)) assert.equal(properties.visitor, distinct_id);
    isQuiet(seen);
  });

  it('children are there where the tracker cannot start', async () => {
    const { page, seen } = await open(`
      WebAssembly.Module = WebAssembly.instantiate = WebAssembly.compile = () => { throw new Error('not here'); };
      WebAssembly.Instance = WebAssembly.Module;
      const App = () => h(PostHogProvider, { apiKey: 'token', options }, h('p', null, 'child'));`);
    assert.equal(await page.textContent('p'), 'child');
    isQuiet(seen);
  });

  it('several providers begin one tracker', async () => {
    let seen;
    await world.expectEvents(async () => {
      ({ seen } = await open(`
        const App = () => [1, 2].map((key) => h(PostHogProvider, { key, apiKey: 'token', options }, h('p')));`));
    }, ['$pageview']);
    isQuiet(seen);
  });

  it('client: is the tracker of the children, whoever began it', async () => {
    let page;
    const [event] = await world.expectEvents(async () => {
      ({ page } = await open(`
        const other = posthog.init('token', { ...options, capture_pageview: false, autocapture: false }, 'other');
        function Child() {
          const tracker = usePostHog();
          return h('button', { onClick: () => tracker.capture('clicked', { name: tracker.config.name }) });
        }
        const App = () => h(PostHogProvider, { client: other }, h(Child));`));
      await page.click('button');
    }, ['clicked']);
    assert.equal(event.properties.name, 'other');
  });

  it('usePostHog: without a provider, and with a client that is not there, gives the package\'s own', async () => {
    const { page } = await open(`
      const Child = () => String(usePostHog() === posthog);
      const App = () => [h(Child, { key: 1 }), h(PostHogProvider, { key: 2, client: null }, h(Child))];`);
    assert.equal(await page.textContent('#root'), 'truetrue');
  });

  it('options that change are set, and those that stay are not', async () => {
    const { page } = await open(`
      const sets = (window.sets = []);
      const { set_config } = posthog;
      posthog.set_config = (changed) => (sets.push(Object.keys(changed)), set_config(changed));
      function App() {
        const [denied, deny] = useState([]);
        window.deny = deny;
        return h(PostHogProvider, { apiKey: 'token', options: { ...options, capture_pageview: false, property_denylist: denied } });
      }`);
    await world.expectEvents(async () => {
      await page.evaluate(() => deny(['secret']));
      await page.waitForFunction(() => sets.length);
      await page.evaluate(() => hoofprint.capture('e', { secret: 1, other: 2 }));
    }, [{ event: 'e', secret: undefined, other: 2 }]);
    assert.deepEqual(await page.evaluate(() => sets), [['property_denylist']]);
  });

  const FLAGS = `
    const flagged = { ...options, capture_pageview: false };
    const renders = (window.renders = []);
    function Flags() {
      const given = {
        sale: hoofprint.useFeatureFlagEnabled('sale'),
        off: hoofprint.useFeatureFlagEnabled('nobody'),
        missing: hoofprint.useFeatureFlagEnabled('missing'),
        fallback: hoofprint.useFeatureFlagEnabled('missing', true),
        colour: hoofprint.useFeatureFlagVariantKey('colour'),
        payload: hoofprint.useFeatureFlagPayload('sale'),
        result: hoofprint.useFeatureFlagResult('colour'),
        active: hoofprint.useActiveFeatureFlags(),
      };
      const { payload, active, result } = given;
      const [changes, count] = useState(0);
      // Who puts a new value into the state at each of its changes renders without end if it never is the same.
      useEffect(() => count((changes) => changes + 1), [payload, active, result]);
      renders.push({ ...given, changes });
      return h('pre', null, JSON.stringify(given));
    }
    const App = () => h(PostHogProvider, { apiKey: 'flagged', options: flagged }, h(Flags));`;

  it('hooks: nothing is known at first, then what the collector says, then what changes; values are stable', async () => {
    const { page, seen } = await open(FLAGS, { ready: () => document.querySelector('pre')?.textContent.includes('red') });
    const shown = async () => JSON.parse(await page.textContent('pre'));
    const first = await page.evaluate(() => JSON.parse(JSON.stringify(renders[0])));
    assert.deepEqual(first, { fallback: true, active: [], changes: 0 });
    const known = await shown();
    assert.deepEqual({ ...known, active: known.active.sort() }, {
      sale: true, off: false, fallback: true, colour: 'red', payload: { percent: 20 },
      result: { key: 'colour', enabled: true, variant: 'red' }, active: ['colour', 'sale'],
    });
    await page.evaluate(() => hoofprint.updateFlags({ sale: false, colour: 'blue' }));
    await page.waitForFunction(() => document.querySelector('pre').textContent.includes('blue'));
    assert.deepEqual(await shown(), {
      sale: false, fallback: true, colour: 'blue', result: { key: 'colour', enabled: true, variant: 'blue' },
      active: ['colour'],
    });
    const count = () => page.evaluate(() => renders.length);
    const before = await count();
    // Nothing changes with the same flags.
    await page.evaluate(() => [1, 2, 3].forEach(() => hoofprint.updateFlags({ sale: false, colour: 'blue' })));
    await page.waitForTimeout(300);
    assert.equal(await count(), before);
    isQuiet(seen);
  });

  it('a server renders the children and does nothing; the page comes to life without a word', async () => {
    const source = await bundle(`
      import { renderToString } from 'react-dom/server';
      const options = { api_host: 'http://127.0.0.1:9' };
      ${FLAGS.replace('window.renders', 'globalThis.renders')}
      module.exports = renderToString(h(App));`, 'node');
    const module = {};
    new Function('module', 'require', source)(module, (await import('node:module')).createRequire(import.meta.url));
    const markup = module.exports;
    assert.equal(markup.replaceAll('&quot;', '"'), '<pre>{"fallback":true,"active":[]}</pre>');
    assert.equal(globalThis.hoofprint, undefined);
    const { page, seen } = await open(FLAGS, { markup, ready: () => document.querySelector('pre').textContent.includes('red') });
    assert.equal(await page.evaluate(() => document.querySelectorAll('pre').length), 1);
    isQuiet(seen);
  });

  it('with the snippet in the head, without apiKey: one tracker', async () => {
    const { pageWithSnippet } = world;
    const head = pageWithSnippet('').match(/<script>[^]*<\/script>/)[0];
    let page;
    const [, clicked] = await world.expectEvents(async () => {
      ({ page } = await open(`
        function Child() {
          const tracker = usePostHog();
          return h('button', { onClick: () => tracker.capture('clicked') });
        }
        const App = () => h(PostHogProvider, null, h(Child));`, { before: head }));
      await page.waitForFunction(() => window.posthog === window.hoofprint && posthog.__loaded);
      await page.click('button');
    }, ['$pageview', 'clicked'], { apart: ['$autocapture'] });
    assert.equal(clicked.distinct_id, await page.evaluate(() => posthog.get_distinct_id()));
  });
});
