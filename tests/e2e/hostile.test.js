// Pages that make it hard: they replace what browsers offer, pass in what no one should, and carry somebody else's markup.
// None of it may throw, freeze the page, or cost another event.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { watch } from './support/browser.js';
import { eventually } from './support/collector.js';
import { useWorld } from './support/visits.js';
import { STUB } from './support/world.js';

describe('a hostile page', () => {
  const world = useWorld();

  /** Opens a page that runs `before`, the snippet and `script`, and says what it threw. It has no pageview of its own. */
  async function open(before, script, options) {
    const all = { capture_pageview: false, ...options };
    const html = `<!doctype html><script>${before}</script>` + world.pageWithSnippet(script, all);
    const page = await (await world.browser.newVisitor()).newPage();
    const seen = watch(page);
    world.site.pages['/hostile'] = html;
    await page.goto(`${world.site.url}/hostile`);
    await page.waitForFunction(() => window.posthog?.__loaded);
    return { page, seen };
  }

  const REPLACED = {
    'a fetch that gives nothing': "const real = fetch; let n = 0; window.fetch = (...a) => (n++ < 1 && String(a[0]).endsWith('/e/') ? undefined : real(...a));",
    'a fetch that gives an object': "const real = fetch; let n = 0; window.fetch = (...a) => (n++ < 1 && String(a[0]).endsWith('/e/') ? {} : real(...a));",
    'a fetch whose errors somebody catches': "const real = fetch; let n = 0; window.fetch = (...a) => (n++ < 1 && String(a[0]).endsWith('/e/') ? Promise.resolve() : real(...a));",
    'a console that throws': 'console.log = () => { throw new Error(); };',
    'a constructor Window of its own': 'function Window() {}',
    'hints that are none': 'if (window.NavigatorUAData) NavigatorUAData.prototype.getHighEntropyValues = () => undefined;',
    'a clock that stands still': 'const now = Date.now(); Date.now = () => now;',
    'accessors on every object': "Object.defineProperty(Object.prototype, 'get', { value: 1, configurable: true, writable: true });",
  };
  for (const [what, script] of Object.entries(REPLACED)) {
    it(`with ${what} is served`, async () => {
      let seen;
      await world.expectEvents(async () => {
        const visit = await open(script, "posthog.capture('one')", { debug: what.includes('console') });
        ({ seen } = visit);
        await visit.page.evaluate(() => posthog.capture('two'));
      }, ['one', 'two']);
      assert.deepEqual(seen.errors, []);
    });
  }

  it('that tells it an impossible time is served', async () => {
    const { page, seen } = await open('', '');
    await world.expectEvents(
      () =>
        page.evaluate(() => {
          const { now } = Date;
          for (const time of [Infinity, -1, NaN]) {
            Date.now = () => time;
            posthog.register({ time: String(time) });
          }
          Date.now = now;
          for (const timestamp of [null, NaN, new Date(NaN), 'soon', Symbol('t'), {}]) {
            posthog.capture('timed', {}, { timestamp });
          }
        }),
      Array(6).fill('timed'),
    );
    assert.equal(new Set(world.collector.events().slice(-6).map((event) => event.properties.$session_id)).size, 1);
    assert.deepEqual(seen.errors, []);
  });

  it('whose clock is set back is served all the same', async () => {
    const { page } = await open('', '');
    await world.expectEvents(
      () =>
        page.evaluate(() => {
          const { now } = Date;
          Date.now = () => now() - 3_600_000;
          posthog.capture('an hour ago');
        }),
      ['an hour ago'],
    );
  });

  it('that passes in graphs, depths and lengths gets an event that can be stored', async () => {
    const { page, seen } = await open('', '');
    const events = await world.expectEvents(
      () =>
        page.evaluate(() => {
          const nodes = Array.from({ length: 500 }, (_, id) => ({ id }));
          nodes.forEach((node, at) => nodes.forEach((other, to) => (at * to) % 7 === 1 && (node[`to${to}`] = other)));
          let deep = {};
          for (let level = 0; level < 5000; level++) deep = { deep };
          posthog.capture('graph', { kept: true, node: nodes[1] });
          posthog.capture('deep', { kept: true, deep });
          posthog.capture('long', { kept: true, long: 'x'.repeat(2_000_000) });
          posthog.capture('unreadable', { toJSON() { throw new Error(); } });
          posthog.capture('big numbers', { kept: true, made: { toJSON: () => ({ big: 1n }) } });
          posthog.identify('ann', new Proxy({}, { ownKeys() { throw new Error(); } }));
          posthog.capture('as ann', {}, { get $set() { throw new Error(); } });
        }),
      ['graph', 'deep', 'long', 'unreadable', 'big numbers', '$identify', { event: 'as ann', distinct_id: 'ann' }],
    );
    const [graph, deep, long, , big] = events.map((event) => event.properties);
    assert.ok(graph.kept && deep.kept && long.kept && big.kept);
    assert.equal(long.long.length, 65535);
    assert.deepEqual(big.made, { big: '1' });
    assert.deepEqual(seen.errors, []);
  });

  it('that captures 300 events at once has them all stored, in their order', async () => {
    const { page } = await open('', '');
    const events = await world.expectEvents(
      () => page.evaluate(() => { for (let n = 0; n < 300; n++) posthog.capture('burst', { n }); }),
      Array(300).fill('burst'),
    );
    assert.deepEqual(events.map((event) => event.properties.n), Array.from({ length: 300 }, (_, n) => n));
  });

  it('that captures while it is being hidden loses nothing', async () => {
    const { page } = await open('', '');
    await world.expectEvents(async () => {
      await page.evaluate(() => {
        document.addEventListener('visibilitychange', () => posthog.capture('last words'), { once: true });
        location.href = 'about:blank';
      });
    }, ['last words']);
  });

  it('that puts nonsense into the queue, or calls init twice, gets each good call once', async () => {
    const again = `posthog.init('token', ${JSON.stringify({ api_host: world.wire.url })});`;
    const script = `${again}
      window.early = posthog;
      posthog.capture('before');
      posthog.push(null);
      posthog.push(function () { throw new Error('from the page'); });
      posthog.push(function () { this.capture('from a function'); });
      posthog.init('token', {}, 'config');
      posthog.capture('after');`;
    let opened;
    await world.expectEvents(async () => (opened = await open('', script)), ['before', 'after', 'from a function']);
    // Somebody kept the stub, or a part of it.
    await world.expectEvents(
      () => opened.page.evaluate(() => { early.capture('by the stub'); posthog.push(() => posthog.capture('by push')); posthog.group('a', 'b'); }),
      ['by the stub', 'by push', '$groupidentify'],
    );
    assert.deepEqual(opened.seen.errors, []);
  });

  it('that cannot load the tracker, or says not from where, goes on', async () => {
    const policy = `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'">`;
    for (const head of ['', policy]) {
      world.site.pages['/nowhere'] = `<!doctype html>${head}<script>${STUB}
        posthog.init('token'); posthog.capture('lost'); window.wentOn = true;</script>`;
      const page = await (await world.browser.newVisitor()).newPage();
      const seen = watch(page);
      await page.goto(`${world.site.url}/nowhere`);
      await eventually(() => page.evaluate(() => window.wentOn));
      assert.deepEqual(seen.errors, []);
    }
  });

  it('whose markup passes itself off as our script does not choose where code comes from', async () => {
    world.site.pages['/clobbered'] = `<!doctype html><img name="currentScript" src="${world.site.url}/evil/x.png">
      <script src="${world.wire.url}/static/array.js"></script>`;
    const page = await (await world.browser.newVisitor()).newPage();
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url())));
    await page.goto(`${world.site.url}/clobbered`);
    await page.evaluate((api_host) => posthog.init('token', { api_host }), world.wire.url);
    await eventually(() => asked.some((url) => url.pathname.endsWith('.wasm')));
    assert.ok(!asked.some((url) => url.pathname.startsWith('/evil/') && url.pathname.endsWith('.wasm')));
  });
});
