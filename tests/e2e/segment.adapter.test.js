// Pages written for Segment's `analytics`: what they call, before and after our script is there, is in the database.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';

import { readDocument } from './support/documents.js';
import { STUB, THEIR_STUB } from './support/world.js';
import { useWorld } from './support/visits.js';

const QUIET = { capture_pageview: false, autocapture: false };
const DOCUMENT = readDocument('docs/segment.md');
const METHODS = 'track page identify group alias reset ready user debug on once off screen trackLink trackForm';

/** A stub like that of Segment's snippet: methods that queue, with what they know of the page at the end. */
const SNIPPET = `
  var analytics = (window.analytics = window.analytics || []);
  if (!analytics.initialize && !analytics.invoked) {
    analytics.invoked = true;
    for (const method of '${METHODS}'.split(' ')) {
      analytics[method] = (...args) => {
        if (window.analytics.initialized) return window.analytics[method](...args);
        analytics.push([method, ...args, {__t: 'bpc', u: location.href}]);
        return analytics;
      };
    }
    analytics.load = () => {};
    analytics._writeKey = 'key';
  }`;

const bundle = (input) =>
  execFileSync('node_modules/.bin/esbuild', ['--bundle', '--format=iife', '--log-level=error'], { input, encoding: 'utf8' });

describe('analytics', () => {
  const world = useWorld();
  const script = (attributes = '') => `<script src="${world.wire.url}/static/segment.js" ${attributes}></script>`;
  const snippet = () => world.pageWithSnippet('', QUIET);
  /** A page with Segment's stub, calls of it, and our script after that. */
  const called = (code, attributes) => `${snippet()}<script>${SNIPPET} ${code}</script>${script(attributes)}`;
  const personOf = (id) => world.collector.persons().find((person) => person.ids.includes(id));
  let paths = 0;
  const open = async (html) => {
    const page = await (await world.browser.newVisitor()).newPage();
    page.errors = [];
    page.on('pageerror', (error) => page.errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && page.errors.push(message.text()));
    const path = `/segment-${paths++}`;
    world.site.pages[path] = html;
    world.site.pages['/favicon.ico'] = { type: 'image/x-icon', body: '' };
    await page.goto(world.site.url + path);
    return page;
  };
  /** A page with our `analytics` in force. */
  const ready = async () => {
    const page = await open(called(''));
    await page.evaluate(() => analytics.ready());
    return page;
  };

  it('serves what the stub has queued, in its order, and what is called on it later', async () => {
    let page;
    const [first] = await world.expectEvents(async () => {
      page = await open(called(`
        window.stub = analytics;
        analytics.track('first', {n: 1});
        analytics.identify('ann@segment.example', {plan: 'pro'});
        analytics.page('Shop', 'Cart', {items: 2});
        analytics.group('acme', {seats: 7});
        analytics.track('bought', {price: 9.5}, {timestamp: '2026-01-02T03:04:05.000Z'});`));
      await page.evaluate(() => analytics.ready());
      await page.evaluate(() => [stub.track('by the stub'), stub.push(['track', 'pushed']), analytics.track('direct')]);
    }, [
      { event: 'bought', price: 9.5, distinct_id: 'ann@segment.example', $groups: { company: 'acme' } },
      { event: 'first', n: 1 }, '$identify',
      { event: '$pageview', name: 'Cart', category: 'Shop', items: 2, distinct_id: 'ann@segment.example' },
      { event: '$groupidentify', $group_type: 'company', $group_key: 'acme', $group_set: { seats: 7 } },
      'by the stub', 'pushed', 'direct',
    ]);
    assert.equal(first.timestamp, Date.parse('2026-01-02T03:04:05Z'));
    assert.equal(personOf('ann@segment.example').properties.plan, 'pro');
    assert.deepEqual(page.errors, []);
  });

  it('takes scripts in whichever order they come', async () => {
    const calls = `<script>analytics.identify('segment-order'); analytics.track('one');</script>`;
    const options = JSON.stringify({ ...QUIET, api_host: world.wire.url });
    const theirs = `<script>${THEIR_STUB} posthog.init('token', ${options})</script>`;
    const direct = `<script src="${world.wire.url}/static/array.js"></script><script>posthog.init('token', ${options})</script>`;
    for (const html of [
      snippet() + script() + calls,
      script() + snippet() + calls,
      script() + calls + snippet(),
      script() + calls + direct,
      direct + script() + calls,
      theirs + script() + calls,
      script() + calls + theirs,
      `<script>${SNIPPET}</script>${calls}${script()}${snippet()}`,
      `${script()}<script>${SNIPPET}</script>${calls}${snippet()}`,
    ]) {
      const before = new Set(world.collector.events().map(({ uuid }) => uuid));
      const page = await open(html);
      await page.evaluate(() => analytics.ready().then(() => analytics.track('two')));
      const fresh = () => world.collector.events().filter(({ uuid }) => !before.has(uuid));
      await page.waitForFunction(() => posthog.flush({ timeoutMs: 5000 }));
      const events = fresh().map(({ event, distinct_id }) => `${event} ${distinct_id}`).sort();
      assert.deepEqual(events, ['$identify', 'one', 'two'].map((event) => `${event} segment-order`), html);
    }
  });

  it('lets arguments be left out, and gives promises', async () => {
    const page = await ready();
    await world.expectEvents(async () => {
      const told = await page.evaluate(async () => {
        const told = [];
        const tell = (name) => () => told.push(name);
        await analytics.track('a', tell('a'));
        await analytics.track('b', { n: 1 }, tell('b'));
        await analytics.track('c', null, {}, tell('c'));
        await analytics.track({ event: 'd', properties: { n: 2 } }, tell('d'));
        await analytics.page(tell('page'));
        await analytics.page('Only');
        await analytics.page({ path: '/p', url: 'https://segment.example/p' });
        await analytics.page('Cat', 'Name', tell('named'));
        await analytics.page('Name', { n: 3 }, { timestamp: new Date() });
        await analytics.identify('segment-args', tell('identify'));
        await analytics.identify({ plan: 'free' }, tell('traits'));
        await analytics.identify(null, { seats: 1 });
        await analytics.identify(77, {}, {}, tell('number'));
        await analytics.group('acme', tell('group'));
        const context = await analytics.track('last');
        return [...told, context.event.type];
      });
      assert.deepEqual(told, ['a', 'b', 'c', 'd', 'page', 'named', 'identify', 'traits', 'number', 'group', 'track']);
    }, [
      'a', { event: 'b', n: 1 }, 'c', { event: 'd', n: 2 },
      { event: '$pageview', name: undefined }, { event: '$pageview', name: 'Only', category: undefined },
      { event: '$pageview', $pathname: '/p', $current_url: 'https://segment.example/p' },
      { event: '$pageview', name: 'Name', category: 'Cat' }, { event: '$pageview', name: 'Name', n: 3 },
      { event: '$identify', distinct_id: 'segment-args' }, '$set', '$set', { event: 'last', distinct_id: '77' },
    ], { apart: ['$groupidentify'] });
    assert.equal(personOf('segment-args').properties.plan, 'free');
  });

  it('knows the visitor and the group, tells listeners, and forgets by reset', async () => {
    const page = await ready();
    const seen = await page.evaluate(async () => {
      const seen = [];
      const listen = (...news) => seen.push(news);
      analytics.on('identify', listen).once('track', listen).on('track', () => { throw new Error('of the page'); }).on('reset', listen);
      const known = () => [analytics.user().id(), analytics.user().traits(), analytics.group().id(), analytics.group().traits()];
      seen.push(known(), analytics.user().anonymousId() === posthog.get_distinct_id());
      await analytics.identify('segment-known', { plan: 'pro' });
      await analytics.group('acme', { seats: 7 });
      await analytics.track('once', { n: 1 });
      await analytics.track('twice');
      analytics.off('identify', listen);
      await analytics.identify('segment-known', { seats: 1 });
      seen.push(known(), analytics.debug(false) === analytics);
      analytics.reset();
      seen.push(known());
      return seen;
    });
    assert.deepEqual(seen, [
      [null, {}, null, {}], true,
      ['segment-known', { plan: 'pro' }, {}], ['once', { n: 1 }, {}],
      ['segment-known', { plan: 'pro', seats: 1 }, 'acme', { seats: 7 }], true,
      [], [null, {}, null, {}],
    ]);
    assert.deepEqual(page.errors, []);
  });

  it('connects two names of a visitor by alias', async () => {
    const page = await ready();
    await world.expectEvents(() => page.evaluate(async () => {
      await analytics.identify('segment-new');
      await analytics.alias('segment-old');
      await analytics.alias('segment-older', 'segment-new');
    }), ['$identify', { event: '$create_alias', alias: 'segment-old' }, { event: '$create_alias', distinct_id: 'segment-new' }]);
    assert.deepEqual(personOf('segment-new').ids.sort().slice(-3), ['segment-new', 'segment-old', 'segment-older']);
  });

  it('names the type of groups as the page says', async () => {
    const page = called("analytics.group('acme');", 'data-group-type="segment_group"');
    await world.expectEvents(() => open(page), [{ event: '$groupidentify', $group_type: 'segment_group' }]);
  });

  it('tracks links and forms, and nothing of what they hold', async () => {
    const page = await ready();
    world.site.pages['/segment-away'] = '<!doctype html>';
    const events = await world.expectEvents(async () => {
      await page.evaluate(() => {
        document.body.innerHTML = '<form><input name="email" value="secret@segment.example"><button>Go</button></form><a href="/segment-away" id="l">Away</a>';
        document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
        analytics.trackForm(document.querySelector('form'), 'signed up', { plan: 'pro' });
        analytics.trackLink(document.querySelectorAll('a'), (link) => `left by ${link.id}`, (link) => ({ id: link.id }));
        analytics.trackLink(null, 'nothing');
      });
      await page.click('button');
      await page.click('a');
      await page.waitForURL('**/segment-away');
    }, [{ event: 'signed up', plan: 'pro' }, { event: 'left by l', id: 'l' }]);
    assert.ok(!JSON.stringify(events).includes('secret'));
  });

  it('is not disturbed by what a page may pass', async () => {
    const hostile = called(`
      const hostile = {get ok() { throw 2 }, fine: 3};
      for (const item of [null, undefined, 7, 'track', {}, [], [null], ['nothing'], ['__proto__'], ['push', ['track', 'nested']],
        [Symbol('s')], ['track'], ['track', {}], ['track', ''], ['identify', {}, null, 7], ['group'], ['ready', 7], ['on', 'x', 7], ['once', 'x', 7],
        [{toString() { throw 5 }}], new Proxy([], {get() { throw 4 }}), ['trackLink'], ['track', 'hostile', hostile],
        ['track', 'callback', () => { throw 6 }], ['track', 'no time', {}, {timestamp: 'never'}]]) analytics.push(item);`);
    let page;
    await world.expectEvents(async () => {
      page = await open(hostile);
      await page.evaluate(async () => {
        await analytics.ready(() => { throw new Error('of the page'); });
        for (const odd of [null, undefined, 7, '', Symbol('s'), 7n, [], () => { throw 8; }, document, Object.create(null)]) {
          await Promise.all(['load', 'register', 'trackForm', 'on', 'push'].map((name) => analytics[name](odd)));
          await Promise.all([analytics.page(odd, odd), analytics.track(odd, odd, odd)]);
        }
      });
    }, ['nested', { event: 'hostile', fine: 3 }, 'callback', 'no time', ...Array(10).fill('$pageview')]);
    assert.deepEqual(page.errors, []);
  });

  it('leaves another library where it is', async () => {
    const page = await open(`${snippet()}<script>window.analytics = {track() {}, theirs: true}</script>${script()}`);
    assert.equal(await page.evaluate(() => analytics.theirs), true);
  });

  it('comes from npm, as its document shows', async () => {
    const body = bundle(`${DOCUMENT.block('js', 'From Segment').replace('https://collector.example', world.wire.url)} posthog.set_config({autocapture: false});`);
    world.site.pages['/segment-app.js'] = { type: 'text/javascript', body };
    const html = `<!doctype html><script>${SNIPPET} analytics.track('before')</script><script src="/segment-app.js"></script>`;
    await world.expectEvents(() => open(html), [
      'before', '$pageview', { event: '$identify', distinct_id: 'ann@example.com' }, { event: 'Signed Up', plan: 'pro' },
      { event: '$groupidentify', $group_type: 'workspace' },
    ]);
  });

  it('works on the page that its document shows', async () => {
    const here = DOCUMENT.block('html').replaceAll('https://collector.example', world.wire.url).replace('…', STUB).replace('⋯', SNIPPET);
    await world.expectEvents(() => open(`<!doctype html>${here}`), ['$pageview', { event: 'Signed Up', plan: 'pro' }]);
  });

  it('keeps the visitors whom the option segment has brought, as its document shows', async () => {
    const library = "import { AnalyticsBrowser } from '@segment/analytics-next'; window.load = (options) => AnalyticsBrowser.load(options);";
    world.site.pages['/segment-library.js'] = { type: 'text/javascript', body: bundle(library) };
    const init = DOCUMENT.block('js', 'Nobody is new').replace('https://collector.example', world.wire.url);
    const settings = { writeKey: 'k', cdnSettings: { integrations: {}, plan: {}, remotePlugins: [] } };
    const visitor = await world.browser.newVisitor();
    const visit = async (path, html) => {
      const page = await world.open(`<!doctype html>${html}`, { path, visitor });
      await page.waitForFunction(() => window.posthog?.__loaded);
      return page;
    };
    const both = await visit('/segment-both', `<script src="/segment-library.js"></script>
      <script>window.analytics = load(${JSON.stringify(settings)});</script><script>${STUB}</script><script>${init}</script>`);
    const id = await both.evaluate(async () => (await analytics.user()).anonymousId());
    await both.evaluate(() => void analytics.track('seen'));
    await both.waitForFunction((id) => posthog.get_distinct_id() === id, id);
    const [event] = await world.expectEvents(async () => {
      const quiet = "'https://collector.example', autocapture: false, capture_pageleave: false";
      const html = DOCUMENT.block('html').replaceAll("'https://collector.example'", quiet).replaceAll('https://collector.example', world.wire.url);
      const page = await visit('/segment-moved', html.replace('…', STUB).replace('⋯', SNIPPET));
      await page.evaluate(() => posthog.flush());
    }, ['$pageview', 'Signed Up'], { apart: ['$pageleave'] });
    assert.equal(event.distinct_id, id);
  });

  it('takes the history that its document shows, once', async () => {
    const body = DOCUMENT.block('json', 'History');
    const send = async () => (await fetch(`${world.collector.url}/batch/`, { method: 'POST', body })).json();
    await world.expectEvents(async () => {
      for (const answer of [await send(), await send()]) assert.deepEqual(answer, { status: 'Ok' });
    }, ['$identify', '$groupidentify', { event: 'Signed Up', plan: 'pro', $groups: { company: 'acme' } }]);
    const { ids, properties } = world.collector.persons().find(({ ids }) => ids.includes('7d3a1f5e-anonymous'));
    assert.ok(ids.includes('ann@example.com'));
    assert.equal(properties.plan, 'free');
  });

  it('does nothing on a server', async () => {
    const { createAnalytics } = await import('hoofprint/segment');
    const analytics = createAnalytics(() => undefined);
    assert.deepEqual(await analytics.track('e'), { event: { type: 'track' } });
    assert.equal(analytics.user().id(), null);
  });
});
