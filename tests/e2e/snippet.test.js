// The scripts on a page, cross-origin to the collector: from page load to rows in the database.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

import { watch } from './support/browser.js';
import { eventually } from './support/collector.js';
import { VERSION, startWorld } from './support/world.js';

const KEY = 'ph_token_posthog';
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the snippet', () => {
  let world;
  before(async () => (world = await startWorld()));
  after(() => world.stop());

  const stored = (page) => page.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEY);

  it('stores a pageview with an anonymous id that survives a reload, and asks for no preflight', async () => {
    let page;
    const [first] = await world.expectEvents(async () => {
      page = await world.open(world.pageWithSnippet());
    }, [{ event: '$pageview', title: 'A page', $current_url: `${world.site.url}/`, $lib: 'web', $sdk_dist_channel: 'cdn' }]);
    assert.match(first.distinct_id, UUID_V7);
    assert.match(first.uuid, UUID_V7);
    assert.equal((await stored(page)).distinct_id, first.distinct_id);
    assert.equal((await stored(page)).$user_state, 'anonymous');

    const [second] = await world.expectEvents(() => page.reload(), ['$pageview']);
    assert.equal(second.distinct_id, first.distinct_id);
    assert.equal(second.properties.$session_id, first.properties.$session_id);
    assert.equal(second.properties.$window_id, first.properties.$window_id);
    assert.notEqual(second.properties.$pageview_id, first.properties.$pageview_id);
    assert.deepEqual(world.wire.requests.filter((request) => request.method === 'OPTIONS'), []);
  });

  it('says nothing and throws nothing unless it is asked to', async () => {
    const quiet = await world.open('<!doctype html>');
    const seen = watch(quiet);
    world.site.pages['/'] = world.pageWithSnippet("posthog.capture('e')");
    await world.expectEvents(() => quiet.reload(), ['e', '$pageview']);
    assert.deepEqual(seen, { console: [], errors: [] });
    world.site.pages['/'] = world.pageWithSnippet("posthog.debug(); posthog.capture('e')");
    await world.expectEvents(() => quiet.reload(), ['e', '$pageview']);
    assert.ok(seen.console.some((line) => line.startsWith('[hoofprint] captured')), seen.console.join('\n'));
  });

  it('keeps calls made before the core is ready, with their time and order', async () => {
    world.wire.before = async ({ path }) => {
      if (path.endsWith('.wasm')) await sleep(1500);
    };
    const script = `
      posthog.register({plan: 'pro'});
      posthog.capture('first');
      posthog.identify('user1');
      posthog.capture('second');
      posthog.identify('account1');
      posthog.people.set({seats: 3});
      posthog.capture('third', {n: 3});
      setTimeout(() => posthog.capture('late'), 700);
      window.calledAt = Date.now();`;
    let calledAt;
    const events = await world.expectEvents(async () => {
      const page = await world.open(world.pageWithSnippet(script), { path: '/early' });
      calledAt = await page.evaluate(() => window.calledAt);
    }, ['first', '$identify', 'second', '$set', 'third', 'late', '$pageview']).finally(() => (world.wire.before = () => true));
    const [first, identify, second, set, third, late] = events;
    assert.deepEqual(identify.properties.$anon_distinct_id, first.distinct_id);
    assert.deepEqual(
      [second, set, third, late].map((event) => event.distinct_id),
      ['user1', 'account1', 'account1', 'account1'],
    );
    assert.ok(events.every((event) => event.properties.plan === 'pro'));
    assert.deepEqual(third.properties.n, 3);
    const offsets = [first, third, late].map((event) => Math.round(event.properties.$time * 1000 - calledAt));
    assert.ok(Math.abs(offsets[0]) < 100 && Math.abs(offsets[1]) < 100, `${offsets}`);
    assert.ok(offsets[2] >= 650 && offsets[2] < 1300, `the late call kept its own time: ${offsets}`);
  });

  it('works by a plain script element, where init exists when the script has run', async () => {
    const html = `<!doctype html><script src="${world.wire.url}/static/array.js"></script><script>
      window.same = window.posthog === window.hoofprint;
      posthog.init('token', {});
      posthog.capture('plain');</script>`;
    await world.expectEvents(async () => {
      const page = await world.open(html, { path: '/plain' });
      assert.equal(await page.evaluate(() => window.same), true);
    }, ['plain', '$pageview']);
  });

  it('works as one file with everything inside, at once, and from file://', async () => {
    const full = readFileSync('dist/array.full.js');
    const options = JSON.stringify({ api_host: world.wire.url });
    const html = `<!doctype html><script src="array.full.js"></script><script>
      posthog.init('token', ${options});
      posthog.capture('full', {id: posthog.get_distinct_id(), session: posthog.get_session_id()});</script>`;
    world.site.pages['/array.full.js'] = { type: 'text/javascript', body: full };
    const before = world.wire.requests.length;
    const [event] = await world.expectEvents(() => world.open(html, { path: '/full' }), ['full', '$pageview']);
    assert.equal(event.properties.id, event.distinct_id, 'ids can be read on the line after init');
    assert.equal(event.properties.session, event.properties.$session_id);
    const paths = new Set(world.wire.requests.slice(before).map((request) => request.path));
    assert.deepEqual([...paths], ['/e/']);

    writeFileSync(join(world.collector.data, 'array.full.js'), full);
    writeFileSync(join(world.collector.data, 'index.html'), html);
    await world.expectEvents(async () => {
      const page = await (await world.browser.newVisitor()).newPage();
      await page.goto(pathToFileURL(join(world.collector.data, 'index.html')).href);
    }, ['full', '$pageview']);
  });

  it('adopts the queue of another stub, with its people and its named instances', async () => {
    const script = `<!doctype html><script>
      const stub = (target) => { target.people = []; return target; };
      window.posthog = stub([]);
      posthog._i = [['token', {api_host: '${world.wire.url}'}], ['token2', {api_host: '${world.wire.url}'}, 'second']];
      posthog.second = stub([]);
      posthog.push(['identify', 'ann']);
      posthog.push(['capture', 'queued', {a: 1}]);
      posthog.push(function () { this.capture('from a function'); });
      posthog.people.push(['set', {name: 'Ann'}]);
      posthog.second.push(['capture', 'other project']);
      </script><script src="${world.wire.url}/static/array.js"></script>`;
    const events = await world.expectEvents(
      () => world.open(script, { path: '/stub' }),
      ['$set', '$identify', 'queued', 'from a function', 'other project', '$pageview', '$pageview'],
    );
    assert.deepEqual(events.map((event) => event.properties.token).sort(), [...Array(5).fill('token'), 'token2', 'token2']);
  });

  it('leaves a tracker alone that lives already', async () => {
    const twice = `<script src="${world.wire.url}/static/array.js"></script>`;
    const html = `<!doctype html>${twice}<script>posthog.init('token', {}); window.first = posthog</script>${twice}
      <script>window.kept = window.first === posthog; posthog.init('token', {}); posthog.capture('once')</script>`;
    await world.expectEvents(async () => {
      const page = await world.open(html, { path: '/twice' });
      assert.equal(await page.evaluate(() => window.kept), true);
    }, ['once', '$pageview']);
  });

  it('sends what is waiting when the page goes', async () => {
    const slow = { request_queue_config: { flush_interval_ms: 5000 } };
    const page = await world.open(world.pageWithSnippet('', slow), { path: '/leave' });
    await page.waitForFunction(() => posthog.__loaded);
    await eventually(() => world.collector.events().some((event) => event.properties.$pathname === '/leave'));
    await world.expectEvents(async () => {
      await page.evaluate(() => {
        for (let n = 0; n < 20; n++) posthog.capture('leaving', { n });
        location.href = 'about:blank';
      });
    }, Array(20).fill('leaving'));
  });

  it('delivers after the collector was away', async () => {
    const page = await world.open(world.pageWithSnippet(), { path: '/away' });
    await page.waitForFunction(() => posthog.__loaded);
    await eventually(() => world.collector.events().some((event) => event.properties.$pathname === '/away'));
    let cut = 0;
    world.wire.before = () => cut++ > 1;
    await world.expectEvents(() => page.evaluate(() => posthog.capture('patient')), ['patient']);
    assert.ok(cut > 2, 'it was tried more than once');
    world.wire.before = () => true;
  });

  it('serves calls that code of the page makes while the core is at work', async () => {
    const script = `
      const original = window.fetch;
      window.fetch = (...args) => {
        if (String(args[0]).endsWith('/e/')) posthog.capture('from inside fetch ' + (window.count = (window.count ?? 0) + 1));
        if (window.count > 2) window.fetch = original;
        return original(...args);
      };`;
    const page = await world.open('<!doctype html>', { path: '/patched' });
    const seen = watch(page);
    world.site.pages['/patched'] = world.pageWithSnippet(script);
    const events = await world.expectEvents(() => page.reload(), [
      '$pageview', 'from inside fetch 1', 'from inside fetch 2', 'from inside fetch 3',
    ]);
    assert.equal(new Set(events.map((event) => event.distinct_id)).size, 1);
    assert.deepEqual(seen.errors, []);
  });

  it('throws nothing, whatever the page passes in, and keeps what can be kept', async () => {
    const page = await world.open(world.pageWithSnippet(), { path: '/hostile' });
    await page.waitForFunction(() => posthog.__loaded);
    const seen = watch(page);
    await page.evaluate(() => {
      const cycle = { name: 'cycle' };
      cycle.self = cycle;
      const values = [undefined, null, 0, NaN, 'text', '', 10n, Symbol('s'), () => {}, [1], new Date(NaN), cycle,
        { get bad() { throw new Error('getter'); }, good: 1 }, new Proxy({}, { ownKeys() { throw new Error('proxy'); } }),
        { big: 10n, half: '\\ud800', deep: { bad: 1n } }, JSON.parse('{"__proto__": {"polluted": true}}'), window];
      const methods = Object.keys(posthog).filter((key) => typeof posthog[key] === 'function');
      for (const method of methods) {
        // These change who the visitor is, or whether anything is captured; their turn comes below.
        if (/^(init|reset|identify|opt_|clear_opt|capture|set_config|debug|push)/.test(method)) continue;
        for (const value of values) posthog[method](value, value, value);
      }
      for (const value of values) {
        posthog.push(value);
        posthog.push(['no such method', value]);
        posthog.people.set(value, value);
        posthog.identify(typeof value === 'string' || typeof value === 'number' ? null : value);
        posthog.set_config(value);
        posthog.capture(value === 'text' || value === '' ? undefined : value, value, value);
      }
      posthog.capture('kept', { big: 10n, cycle, half: 'a\ud800b\\ud800', good: true,
        get bad() { throw new Error('getter'); } });
      posthog.capture('empty', new Proxy({}, { ownKeys() { throw new Error('proxy'); } }));
    });
    // The last one: what this page sends is not to come during the next test.
    await eventually(() => world.collector.events().some((event) => event.event === 'empty'));
    const kept = world.collector.events().find((event) => event.event === 'kept');
    assert.deepEqual(
      [kept.properties.big, kept.properties.cycle, kept.properties.half, kept.properties.good],
      ['10', { name: 'cycle', self: '[Circular]' }, 'a\ufffdb\\ud800', true],
    );
    assert.ok(!('bad' in kept.properties));
    assert.deepEqual(seen.errors, []);
  });

  it('stores nothing and sends nothing before consent, and nothing at all after a refusal', async () => {
    const script = "posthog.capture('too early')";
    const visitor = await world.browser.newVisitor();
    const requests = [];
    visitor.on('request', (request) => requests.push(new URL(request.url()).pathname));
    const html = world.pageWithSnippet(script, { opt_out_capturing_by_default: true });
    const page = await world.open(html, { path: '/consent', visitor });
    await page.waitForFunction(() => posthog.__loaded);
    await sleep(600);
    assert.equal(await page.evaluate(() => posthog.has_opted_out_capturing()), true);
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
    assert.deepEqual(requests, ['/consent', `/static/${VERSION}/array.js`, `/static/${VERSION}/hoofprint_bg.wasm`]);
    await world.expectEvents(() => page.evaluate(() => posthog.opt_in_capturing()), ['too early', '$pageview', '$opt_in']);
    assert.equal((await stored(page)).$user_state, 'anonymous');
    await page.evaluate(() => {
      posthog.opt_out_capturing();
      posthog.capture('after refusal');
    });
    await sleep(600);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ['__ph_opt_in_out_token']);
    assert.ok(!world.collector.events().some((event) => event.event === 'after refusal'));
  });
});
