// What `capture` accepted reaches the collector, once: over reloads, closed tabs, bad networks and full storage.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { watch } from './support/browser.js';
import { eventually } from './support/collector.js';
import { useWorld } from './support/options.js';
import { STUB } from './support/world.js';

/** In the page: the events in the database. */
const keptEvents = () =>
  new Promise((resolve) => {
    const opening = indexedDB.open('hoofprint', 1);
    opening.onerror = () => resolve([]);
    opening.onsuccess = () => {
      const database = opening.result;
      if (!database.objectStoreNames.contains('events')) return resolve([]);
      const reading = database.transaction('events').objectStore('events').getAll();
      reading.onsuccess = () => {
        database.close();
        resolve(reading.result.map((text) => JSON.parse(text)));
      };
    };
  });

describe('delivery', () => {
  const world = useWorld();
  const named = (event) => world.collector.events().filter((stored) => stored.event === event);

  /** Lets `answer(request)` decide on requests for events while `action` runs. */
  async function onTheWire(answer, action) {
    world.wire.before = (request) => (request.path.startsWith('/e/') ? answer(request) : true);
    try {
      return await action();
    } finally {
      world.wire.before = () => true;
    }
  }

  it('keeps a durable copy within 50 ms, until the collector has the event', async () => {
    const page = await world.visit();
    await page.context().setOffline(true);
    const kept = await page.evaluate(async (read) => {
      const { uuid } = posthog.capture('kept');
      await new Promise((done) => setTimeout(done, 50));
      return [uuid, await eval(read)()];
    }, String(keptEvents));
    assert.deepEqual(kept[1].map(({ uuid }) => uuid), [kept[0]]);
    await world.expectEvents(() => page.context().setOffline(false), ['kept']);
    assert.deepEqual(await page.evaluate(keptEvents), []);
  });

  it('brings the events of a page that was closed offline with the next page, unchanged', async () => {
    const visitor = await world.browser.newVisitor();
    const page = await world.visit({}, { visitor });
    await visitor.setOffline(true);
    const captured = await page.evaluate(() => Array.from({ length: 20 }, (_, n) => posthog.capture('orphan', { n })));
    await page.close();
    await visitor.setOffline(false);
    const stored = await world.expectEvents(() => world.visit({}, { visitor }), Array(20).fill('orphan'));
    const facts = ({ uuid, properties, timestamp }) => [uuid, properties.n, new Date(timestamp).getTime()];
    const byUuid = (one, other) => (one[0] < other[0] ? -1 : 1);
    assert.deepEqual(stored.map(facts).sort(byUuid), captured.map(facts).sort(byUuid));
  });

  it('does not send again what the page before had delivered while it went', async () => {
    const visitor = await world.browser.newVisitor();
    const page = await world.visit({ request_queue_config: { flush_interval_ms: 5000 } }, { visitor });
    const before = world.wire.requests.length;
    const bodies = () => world.wire.requests.slice(before).map((request) => request.body());
    await world.expectEvents(async () => {
      await page.evaluate(() => void posthog.capture('last words'));
      await world.visit({}, { visitor });
      await page.goto('about:blank');
    }, ['last words']);
    await eventually(() => bodies().some((body) => body.includes('"offered":[')));
    await sleep(500);
    assert.equal(bodies().filter((body) => body.includes('last words')).length, 1);
    const last = await world.visit({}, { visitor });
    assert.deepEqual(await last.evaluate(keptEvents), []);
  });

  it('compresses what it sends', async () => {
    const page = await world.visit({ disable_compression: false });
    const [request] = await Promise.all([
      page.waitForRequest('**/e/'),
      world.expectEvents(() => page.evaluate(() => [1, 2, 3].forEach((n) => posthog.capture('packed', { n }))), Array(3).fill('packed')),
    ]);
    assert.equal(await request.headerValue('content-type'), 'text/plain');
    const sent = world.wire.requests.findLast(({ path }) => path === '/e/');
    assert.ok(Number(sent.headers['content-length']) < 2000, 'three events of 1.6 KB');
    assert.equal(JSON.parse(sent.body()).batch.length, 3);
  });

  it('option request_queue_config: flush_at sends as soon as there are so many, max_retries gives up', async () => {
    const page = await world.visit({ request_queue_config: { flush_interval_ms: 5000, flush_at: 3 } });
    await world.expectEvents(() => page.evaluate(() => [1, 2].forEach(() => posthog.capture('waiting'))), []);
    await world.expectEvents(() => page.evaluate(() => void posthog.capture('third')), ['waiting', 'waiting', 'third']);
    await onTheWire(() => [503, {}], async () => {
      const impatient = await world.visit({ request_queue_config: { flush_interval_ms: 250, max_retries: 1 } });
      const dropped = await impatient.evaluate(() => new Promise((resolve) => {
        posthog.on('dropped', resolve);
        window.captured = posthog.capture('in vain');
      }));
      assert.deepEqual(dropped, { uuid: await impatient.evaluate(() => captured.uuid), reason: 'retries' });
    });
  });

  it('on: tells what was delivered, and what was dropped and why', async () => {
    const page = await world.visit({}, { script: `
      window.told = [];
      for (const kind of ['delivered', 'dropped']) posthog.on(kind, (news) => told.push([kind, news]));` });
    const [one, two] = await page.evaluate(() => [posthog.capture('one').uuid, posthog.capture('two', {}, { uuid: undefined }).uuid]);
    await page.waitForFunction(() => told.length === 2);
    assert.deepEqual(await page.evaluate(() => told), [one, two].map((uuid) => ['delivered', { uuid }]));
    const refused = await page.evaluate(() => posthog.capture('$identify', { $anon_distinct_id: 7, distinct_id: '' }).uuid);
    await onTheWire(() => [401, {}], async () => {
      const uuid = await page.evaluate(() => posthog.capture('unwanted').uuid);
      await page.waitForFunction((uuid) => told.some(([kind, news]) => kind === 'dropped' && news.uuid === uuid), uuid);
      assert.equal(await page.evaluate((uuid) => told.find(([, news]) => news.uuid === uuid)[1].reason, uuid), 'refused');
    });
    assert.ok(refused);
  });

  it('flush: sends at once, and tells whether everything arrived in time', async () => {
    const page = await world.visit({ request_queue_config: { flush_interval_ms: 5000 } });
    assert.equal(await page.evaluate(() => posthog.flush()), true, 'there is nothing');
    const [flushed] = await page.evaluate(async () => {
      const { uuid } = posthog.capture('before a redirect');
      return [await posthog.flush({ timeoutMs: 3000 }), uuid];
    });
    assert.equal(flushed, true);
    assert.equal(named('before a redirect').length, 1);
    let requests = 0;
    await onTheWire(() => (requests++ === 0 ? [503, {}] : true), async () => {
      const twice = await page.evaluate(async () => {
        posthog.capture('second attempt');
        return posthog.flush({ timeoutMs: 5000 });
      });
      assert.equal(twice, true);
      assert.equal(named('second attempt').length, 1);
    });
    await page.context().setOffline(true);
    assert.equal(await page.evaluate(() => (posthog.capture('offline'), posthog.flush({ timeoutMs: 100 }))), false);
  });

  it('waits as long as a server asks it to, over a reload', async () => {
    const visitor = await world.browser.newVisitor();
    const times = [];
    await onTheWire(() => (times.push(Date.now()) === 1 ? [503, { 'retry-after': '3', 'access-control-expose-headers': 'retry-after' }] : true), async () => {
      const page = await world.visit({}, { visitor });
      await page.evaluate(() => void posthog.capture('patient'));
      await eventually(() => times.length === 1);
      await sleep(200);
      await page.goto('about:blank');
      await world.visit({}, { visitor });
      await eventually(() => named('patient').length === 1);
      assert.ok(times[1] - times[0] >= 2900, `${times[1] - times[0]} ms`);
    });
  });

  it('pauses offline, and goes on when the network is back', async () => {
    const page = await world.visit();
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.context().setOffline(true);
    await page.evaluate(() => void posthog.capture('patient offline'));
    await sleep(1500);
    assert.deepEqual(requests, []);
    await world.expectEvents(() => page.context().setOffline(false), ['patient offline']);
  });

  it('asks an endpoint that is blocked rarely', async () => {
    const page = await world.visit();
    let requests = 0;
    await page.route('**/e/**', (route) => (requests++, route.abort('blockedbyclient')));
    const seen = watch(page);
    await page.evaluate(() => void posthog.capture('blocked'));
    await sleep(6000);
    await page.evaluate(() => void posthog.capture('blocked'));
    await sleep(1000);
    assert.ok(requests >= 2 && requests <= 3, `${requests} requests`);
    assert.deepEqual([seen.errors, seen.console.filter((text) => text.includes('hoofprint'))], [[], []]);
  });

  it('goes on in memory where there is no room and no database', async () => {
    const before = `
      try { for (let size = 1 << 20; size; size >>= 1) for (;;) localStorage.setItem('full' + Math.random(), 'x'.repeat(size)); } catch {}
      try { for (;;) localStorage.setItem('full' + Math.random(), 'x'); } catch {}
      indexedDB.open = () => { throw new Error('broken'); };`;
    const visitor = await world.browser.newVisitor();
    const page = await world.visit({}, { before, visitor });
    const seen = watch(page);
    await world.expectEvents(() => page.evaluate(() => {
      for (let n = 0; n < 50; n++) posthog.capture('full', { n });
    }), Array(50).fill('full'));
    assert.deepEqual(seen, { console: [], errors: [] });
  });

  it('keeps events in localStorage where the database is broken', async () => {
    const visitor = await world.browser.newVisitor();
    const page = await world.visit({}, { before: "indexedDB.open = () => { throw new Error('broken'); };", visitor });
    await visitor.setOffline(true);
    await page.evaluate(() => [1, 2, 3].forEach((n) => posthog.capture('spilled', { n })));
    await page.close();
    await visitor.setOffline(false);
    await world.expectEvents(() => world.visit({}, { visitor }), Array(3).fill('spilled'));
  });

  it('has the events of a page that dies sent by one of those that live, once', async () => {
    const visitor = await world.browser.newVisitor();
    const dying = await world.visit({ request_queue_config: { flush_interval_ms: 5000 } }, { visitor });
    await world.visit({}, { visitor, path: '/second' });
    await world.visit({}, { visitor, path: '/third' });
    await dying.evaluate(async () => {
      posthog.capture('dying');
      await new Promise((done) => setTimeout(done, 50));
    });
    const session = await visitor.newCDPSession(dying);
    await world.expectEvents(async () => {
      session.send('Page.crash').catch(() => {});
      await new Promise((resolve) => dying.once('crash', resolve));
      await dying.close();
      await world.visit({}, { visitor, path: '/fourth' });
    }, ['dying']);
  });

  it('holds events back in memory until the visitor has decided, and wipes them where they refuse', async () => {
    const visitor = await world.newVisitor();
    const page = await world.visit({ opt_out_capturing_by_default: true }, { visitor });
    await page.evaluate(() => void posthog.capture('undecided'));
    await sleep(600);
    assert.deepEqual(visitor.paths, ['/', '/array.full.js']);
    assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), []);
    await world.expectEvents(() => page.evaluate(() => posthog.opt_out_capturing()), []);
    await world.expectEvents(() => page.evaluate(() => posthog.opt_in_capturing()), ['$opt_in']);
    assert.deepEqual(named('undecided'), []);
  });

  it('deletes the durable copies of who refuses', async () => {
    const page = await world.visit();
    await page.context().setOffline(true);
    await page.evaluate(async () => {
      posthog.capture('regretted');
      await new Promise((done) => setTimeout(done, 50));
    });
    assert.equal((await page.evaluate(keptEvents)).length, 1);
    await page.evaluate(() => posthog.opt_out_capturing());
    await eventually(async () => (await page.evaluate(keptEvents)).length === 0);
  });

  describe('before the core has come', () => {
    for (const [late, pattern] of [['the script', '**/array.js'], ['the core', '**/*.wasm']]) {
      it(`delivers what was captured by who leaves before ${late} is there`, async () => {
        const visitor = await world.browser.newVisitor();
        const page = await visitor.newPage();
        await page.route(pattern, async (route) => (await sleep(3000), route.continue().catch(() => {})));
        world.site.pages['/'] = `<!doctype html><title>A page</title><script>${STUB}
          posthog.init('token', {api_host: '${world.wire.url}'});
          // Events of one millisecond have no order.
          const tick = () => { for (const now = Date.now(); Date.now() === now;); };
          posthog.register({plan: 'pro'});
          posthog.capture('first', {n: 1});
          tick();
          posthog.identify('ann@acme.example', {name: 'Ann'});
          tick();
          ${late === 'the core' ? "posthog.group('company', 'acme');" : ''}
          posthog.capture('second');</script>`;
        await world.expectEvents(async () => {
          // An asynchronous script holds the page's load event back.
          await page.goto(world.site.url, { waitUntil: 'domcontentloaded' });
          await sleep(1000);
          await page.goto('about:blank');
        }, [
          { event: 'first', plan: 'pro', n: 1 },
          { event: '$identify', distinct_id: 'ann@acme.example' },
          { event: 'second', distinct_id: 'ann@acme.example', plan: 'pro', $groups: late === 'the core' ? { company: 'acme' } : undefined },
        ], { apart: ['$pageview', '$groupidentify'] });
        assert.equal(world.collector.persons().findLast(({ ids }) => ids.includes('ann@acme.example')).properties.name, 'Ann');
      });
    }

    it('delivers nothing of who has refused or was not asked, nor where only the core knows what to do', async () => {
      for (const [options, before, calls] of [
        ['', "localStorage['__ph_opt_in_out_token'] = 'no'", ''],
        ['opt_out_capturing_by_default: true', '', ''],
        ['', '', 'posthog.opt_out_capturing()'],
        ['', '', 'posthog.reset()'],
        ['before_send: () => null', '', ''],
      ]) {
        for (const pattern of ['**/array.js', '**/*.wasm']) {
          const visitor = await world.browser.newVisitor();
          const page = await visitor.newPage();
          await page.route(pattern, async (route) => (await sleep(3000), route.continue().catch(() => {})));
          world.site.pages['/'] = `<!doctype html><script>${before}</script><script>${STUB}
            posthog.init('token', {api_host: '${world.wire.url}', ${options}}); posthog.capture('refused'); ${calls}</script>`;
          await page.goto(world.site.url, { waitUntil: 'domcontentloaded' });
          if (pattern.includes('wasm')) await page.waitForFunction(() => typeof posthog.init === 'function' && !posthog._i);
          await page.goto('about:blank');
        }
      }
      await world.expectEvents(() => {}, []);
      assert.deepEqual(named('refused'), []);
    });
  });

  it('lets the page delete the database, and goes on', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(async () => {
      posthog.capture('before');
      await new Promise((done) => setTimeout(done, 50));
      await new Promise((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('hoofprint');
        deleting.onsuccess = resolve;
        deleting.onblocked = reject;
      });
      posthog.capture('after');
    }), ['before', 'after']);
  });

  it('deletes what earlier pages left where the visitor refuses before anything was captured', async () => {
    const visitor = await world.browser.newVisitor();
    const page = await world.visit({}, { visitor });
    await visitor.setOffline(true);
    await page.evaluate(async () => {
      posthog.capture('of before');
      await new Promise((done) => setTimeout(done, 50));
    });
    await page.close();
    await visitor.setOffline(false);
    await world.expectEvents(async () => {
      const asking = await world.visit({ opt_out_capturing_by_default: true }, { visitor });
      await asking.evaluate(() => posthog.opt_out_capturing());
      await eventually(async () => (await asking.evaluate(keptEvents)).length === 0);
      await asking.evaluate(() => posthog.opt_in_capturing({ captureEventName: false }));
      await sleep(3500);
    }, []);
  });
});
