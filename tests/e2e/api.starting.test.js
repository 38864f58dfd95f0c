// Starting: `init` and what is around it, and the queue of calls made before the script is there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { METHODS } from '../contract/surface.js';
import { watch } from './support/browser.js';
import { eventually } from './support/collector.js';
import { useWorld } from './support/visits.js';
import { STUB } from './support/world.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('starting', () => {
  const world = useWorld();

  /** A page with the tracker inside that is not started, and what it says. */
  async function unstarted() {
    await world.visit();
    const page = await world.open('<!doctype html><script src="/array.full.js"></script>');
    return { page, seen: watch(page) };
  }

  /** A page with a stub (the text of JavaScript that makes one and queues calls), and then the script. */
  const openStub = (script) =>
    world.open(`<!doctype html><script>const OPTIONS = {api_host: '${world.wire.url}', capture_pageview: false,
      request_queue_config: {flush_interval_ms: 250}}; ${script}</script>
      <script src="${world.wire.url}/static/array.js"></script>`);

  /** As other stubs are: an array with the arguments of `init`, and no times. */
  const BARE_STUB = 'window.posthog = []; posthog.people = []; posthog._i = [["token", OPTIONS]];';

  it('init: gives the tracker, and ignores a second call on it, with a warning where the token is another', async () => {
    const { page, seen } = await unstarted();
    const given = await page.evaluate((api_host) => {
      const options = { api_host, capture_pageview: false };
      const first = posthog.init('token', options);
      const calls = [['token', { persistence_name: 'other' }], ['another', {}], ['token', {}, 'posthog']];
      const isSame = calls.map((args) => posthog.init(...args) === posthog);
      return [first === posthog, isSame, posthog.config.token, posthog.config.persistence_name];
    }, world.wire.url);
    assert.deepEqual(given, [true, [true, true, true], 'token', '']);
    await eventually(() => seen.console.length > 0);
    assert.equal(seen.console.length, 1, seen.console.join('\n'));
    assert.match(seen.console[0], /init was called before.*another token/);
  });

  it('init: without a token says so and starts nothing, but can be called again', async () => {
    const { page, seen } = await unstarted();
    const given = await page.evaluate((api_host) => {
      const tokens = [undefined, null, 7, {}, '', '  '];
      const isNothing = tokens.map((token) => posthog.init(token, { api_host }) === posthog && !posthog.__loaded);
      const stored = localStorage.length + document.cookie.length;
      return [isNothing, stored, posthog.init(' token ', { api_host }).__loaded, posthog.config.token];
    }, world.wire.url);
    assert.deepEqual(given, [Array(6).fill(true), 0, true, 'token']);
    await eventually(() => seen.console.length === 6);
    assert.ok(seen.console.every((line) => line.includes('token is missing')), seen.console.join('\n'));
  });

  it('init: calls loaded with the tracker, before the calls that waited and the pageview', async () => {
    const { page } = await unstarted();
    await world.expectEvents(() => page.evaluate((api_host) => {
      posthog.capture('waited');
      posthog.init('token', {
        api_host,
        request_queue_config: { flush_interval_ms: 250 },
        loaded(tracker) {
          tracker.register({ isSame: tracker === posthog, started: tracker.__loaded });
          tracker.capture('loaded');
          throw new Error('mine');
        },
      });
      posthog.capture('after');
    }, world.wire.url), [
      // Served second, under the time of its call.
      { event: 'waited', isSame: true, started: true }, { event: 'loaded', isSame: true }, 'after', '$pageview',
    ]);
  });

  it('init: with a name starts another tracker, with storage, identity and queue of its own', async () => {
    const page = await world.visit();
    let given;
    const events = await world.expectEvents(async () => {
      given = await page.evaluate((api_host) => {
        const options = { api_host, capture_pageview: false, request_queue_config: { flush_interval_ms: 250 }, name: 'not this' };
        const second = posthog.init('token2', options, 'second');
        posthog.register({ of: 'first' });
        second.register({ of: 'second' });
        posthog.capture('one');
        second.opt_out_capturing();
        second.capture('refused');
        posthog.capture('two');
        return [
          [posthog.second === second, posthog.init('token2', options, 'second') === second],
          [posthog.config.name, second.config.name],
          [posthog.config.token, second.config.token],
          posthog.get_distinct_id() === second.get_distinct_id(),
          ['ph_token_posthog', 'ph_token2_second'].map((key) => key in localStorage),
        ];
      }, world.wire.url);
    }, [{ event: 'one', of: 'first', token: 'token' }, 'two']);
    assert.deepEqual(given, [[true, true], ['posthog', 'second'], ['token', 'token2'], false, [true, false]]);

    await world.expectEvents(() => page.evaluate(() => {
      posthog.second.opt_in_capturing({ captureEventName: null });
      posthog.second.identify('ann');
      posthog.second.capture('three');
    }), ['$identify', { event: 'three', distinct_id: 'ann', token: 'token2', $groups: undefined }]);
    assert.equal(await page.evaluate(() => 'ph_token2_second' in localStorage), true);
    assert.notEqual(await page.evaluate(() => posthog.get_distinct_id()), 'ann');
    assert.equal(new Set(events.map((event) => event.distinct_id)).size, 1);
  });

  it('init: keeps the members of the tracker from instances of their name', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const { capture } = posthog;
      posthog.init('token2', {}, 'capture');
      return posthog.capture === capture;
    });
    assert.equal(given, true);
  });

  it('push: makes a call by its name, a chain of calls, or runs a function', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.push(['register', { a: 1 }]);
      posthog.push(['people.set', { name: 'Ann' }]);
      const sent = posthog.push(['capture', 'e', { b: 2 }]);
      let owner;
      posthog.push(function () { owner = this; });
      const chained = posthog.push([['init', 'token3', {}, 'third'], ['toString']]);
      const { a, b, $process_person_profile } = sent.properties;
      return [sent.event, a, b, $process_person_profile, owner === posthog, chained];
    });
    assert.deepEqual(given, ['e', 1, 2, true, true, 'posthog.third']);
  });

  it('push: a call may say in `t` when it was made; what is no time in the past is now', async () => {
    const page = await world.visit();
    const times = await page.evaluate(() =>
      [1000, 'x', NaN, 5n, -1, Infinity, undefined].map((t) => {
        const before = Date.now();
        const { timestamp } = posthog.push(Object.assign(['capture', 'e'], { t }));
        return Number(timestamp) === 1000 || (timestamp >= before && timestamp <= Date.now() && 'now');
      }),
    );
    assert.deepEqual(times, [true, ...Array(6).fill('now')]);
  });

  it('push: ignores what is no call', async () => {
    const page = await world.visit();
    const seen = watch(page);
    const given = await page.evaluate(() => [undefined, null, 7, 'capture', [], {}, ['none'], ['config'], ['a.b.c'], [7]].map(
      (item) => typeof posthog.push(item)));
    assert.deepEqual(given, Array(10).fill('undefined'));
    assert.deepEqual(seen, { console: [], errors: [] });
  });

  it('set_config: changes options at once, and erases none', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.set_config({ property_denylist: ['a'], persistence_name: undefined });
      for (const value of [undefined, null, 7, 'text']) posthog.set_config(value);
      const { a, b } = posthog.capture('e', { a: 1, b: 2 }).properties;
      return [typeof a, b, posthog.config.persistence_name, posthog.config.token];
    });
    assert.deepEqual(given, ['undefined', 2, '', 'token']);
  });

  it('set_config: takes old names, and moves what is stored', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.register({ a: 1 });
      posthog.set_config({ cookie_name: 'moved', persistence: 'localStorage' });
      const { a } = JSON.parse(localStorage.getItem('ph_moved'));
      return [a, Object.keys(localStorage), document.cookie, posthog.config.persistence_name];
    });
    assert.deepEqual(given, [1, ['ph_moved'], '', 'moved']);
  });

  it('debug: speaks from then on, over reloads, until it is told to be silent', async () => {
    const page = await world.visit();
    const seen = watch(page);
    const speaks = async () => {
      seen.console.length = 0;
      // What comes after the mark was said before it.
      await page.evaluate(() => { posthog.capture('e'); console.log('mark'); });
      await eventually(() => seen.console.includes('mark'));
      return seen.console.some((line) => line.startsWith('[hoofprint]'));
    };
    const stored = () => page.evaluate(() => localStorage.getItem('ph_debug'));
    assert.deepEqual([await speaks(), await stored()], [false, null]);
    await page.evaluate(() => posthog.debug());
    assert.deepEqual([await speaks(), await stored()], [true, 'true']);
    await page.reload();
    assert.deepEqual([await speaks(), await stored()], [true, 'true']);
    await page.evaluate(() => posthog.debug(false));
    assert.deepEqual([await speaks(), await stored()], [false, null]);
    await page.reload();
    assert.deepEqual([await speaks(), await stored()], [false, null]);
  });

  it('shutdown: hands over what waits', async () => {
    const page = await world.visit({ request_queue_config: { flush_interval_ms: 5000 } });
    const sent = page.waitForRequest(/\/e\//, { timeout: 2000 });
    await world.expectEvents(async () => {
      const isDone = await page.evaluate(async () => {
        posthog.capture('waiting');
        const promise = posthog.shutdown(1000);
        return [promise instanceof Promise, typeof (await promise)];
      });
      assert.deepEqual(isDone, [true, 'undefined']);
      await sent;
    }, ['waiting']);
  });

  it('shutdown: gives a promise before init too', async () => {
    const { page } = await unstarted();
    assert.equal(await page.evaluate(async () => typeof (await posthog.shutdown())), 'undefined');
  });

  it('toString: gives the name', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => [posthog.toString(), `${posthog.init('token2', {}, 'second')}`]);
    assert.deepEqual(given, ['posthog', 'posthog.second']);
  });

  it('__loaded: is true once the tracker is started', async () => {
    const { page } = await unstarted();
    const given = await page.evaluate(() => [posthog.__loaded, posthog.init('token', {}).__loaded]);
    assert.deepEqual(given, [false, true]);
  });

  it('__SV: is 1, so that a stub which comes later leaves the tracker alone', async () => {
    const page = await world.visit();
    const given = await page.evaluate((stub) => {
      const { init } = posthog;
      new Function(stub)();
      return [posthog.__SV, posthog.init === init, Array.isArray(posthog._i)];
    }, STUB);
    assert.deepEqual(given, [1, true, false]);
  });

  it('version: is the one of the package, and of events', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => [posthog.version, posthog.capture('e').properties.$lib_version]);
    assert.deepEqual(given, [version, version]);
  });

  it('config: tells every option, and takes changes', async () => {
    const page = await world.visit("{persistence_name: 'mine'}");
    const given = await page.evaluate(() => {
      const { token, api_host, persistence_name, person_profiles, session_idle_timeout_seconds, name } = posthog.config;
      posthog.config.property_denylist = ['a'];
      const denied = posthog.capture('e', { a: 1 }).properties.a;
      return { token, api_host, persistence_name, person_profiles, session_idle_timeout_seconds, name, denied: typeof denied };
    });
    assert.deepEqual(given, {
      token: 'token', api_host: world.wire.url, persistence_name: 'mine', person_profiles: 'identified_only',
      session_idle_timeout_seconds: 1800, name: 'posthog', denied: 'undefined',
    });
  });

  describe('from the stub', () => {
    it('init: makes every method callable at once', async () => {
      const page = await world.open(`<!doctype html><script>${STUB}; posthog.init('token', {api_host: '/nowhere'})</script>`);
      const names = Object.values(METHODS).flat();
      const stubbed = await page.evaluate((names) => names.filter((name) => typeof posthog[name] === 'function'), names);
      await page.goto('about:blank');
      const live = await world.visit();
      const methods = await live.evaluate((names) => names.filter((name) => typeof posthog[name] === 'function'), names);
      const inside = ['_is_bot', 'SentryIntegration', 'sentryIntegration', '_calculate_event_properties'];
      assert.deepEqual(methods.filter((name) => !stubbed.includes(name) && !inside.includes(name)), []);
    });

    it('toString: says that it is the stub, unless it is not to', async () => {
      const page = await world.open(`<!doctype html><script>${STUB}
        posthog.init('token', {api_host: '/nowhere'}); posthog.init('token2', {api_host: '/nowhere'}, 'second')</script>`);
      const given = await page.evaluate(() =>
        [posthog, posthog.second].map((stub) => [stub.toString(), stub.toString(1), stub.people.toString()]));
      assert.deepEqual(given, [
        ['posthog (stub)', 'posthog', 'posthog.people (stub)'],
        ['posthog.second (stub)', 'posthog.second', 'posthog.second.people (stub)'],
      ]);
    });

    it('__SV: keeps a second stub from taking the place of the first', async () => {
      await world.expectEvents(async () => {
        const page = await openStub(`${STUB}; posthog.init('token', OPTIONS); posthog.capture('first'); window.stub = posthog;
          ${STUB}; window.isKept = window.stub === posthog; posthog.capture('second')`);
        assert.deepEqual(await page.evaluate(() => [isKept, posthog.__SV]), [true, 1]);
      }, ['first', 'second']);
    });

    it('push: serves the queue in the order of the calls', async () => {
      const [one, , two, , three] = await world.expectEvents(() => openStub(`${STUB}; posthog.init('token', OPTIONS);
        posthog.capture('one');
        posthog.register({plan: 'pro'});
        posthog.identify('ann');
        posthog.capture('two');
        posthog.alias('nick');
        posthog.reset();
        posthog.capture('three');`), [
        { event: 'one', plan: undefined },
        '$identify',
        { event: 'two', plan: 'pro', distinct_id: 'ann' },
        { event: '$create_alias', alias: 'nick', distinct_id: 'ann' },
        { event: 'three', plan: undefined, $is_identified: false },
      ]);
      assert.equal(new Set([one, two, three].map((event) => event.distinct_id)).size, 3);
    });

    it('push: runs functions of the queue in their turn, and walks chains of calls', async () => {
      await world.expectEvents(() => openStub(`${BARE_STUB}
        posthog.push(['capture', 'one']);
        posthog.push(function () { this.capture('two', {isPrimary: this === window.posthog}); });
        posthog.push([['init', 'token', OPTIONS], ['capture', 'three']]);
        posthog.push(['people.set', {name: 'Ann'}]);
        posthog.push(['capture', 'four']);`), ['one', { event: 'two', isPrimary: true }, 'three', '$set', 'four']);
    });

    it('push: serves the rest of the queue where an item fails', async () => {
      let seen;
      await world.expectEvents(async () => {
        const page = await openStub(`${BARE_STUB}
          posthog.push(function () { throw new Error('mine'); });
          posthog.push(['none', 1], null, 7, undefined, {}, [], [[]], [['none'], ['none']]);
          posthog.push(['capture', 'kept']);`);
        seen = watch(page);
        await page.waitForFunction(() => posthog.__loaded);
      }, ['kept']);
      assert.deepEqual(seen.errors, []);
    });

    it('push: still takes calls by who kept the stub', async () => {
      await world.expectEvents(async () => {
        const page = await openStub(`${STUB}; posthog.init('token', OPTIONS); window.kept = posthog; posthog.capture('queued')`);
        await page.waitForFunction(() => posthog.__loaded && posthog !== kept);
        await page.evaluate(() => { kept.capture('late'); kept.people.set('a', 1); });
      }, ['queued', 'late', '$set']);
    });

    it('init: of a second instance serves the queue of each', async () => {
      const events = await world.expectEvents(() => openStub(`${STUB};
        posthog.init('token', OPTIONS);
        posthog.init('token2', OPTIONS, 'second');
        // Two trackers do not share an order within one millisecond.
        const tick = () => { for (const now = Date.now(); Date.now() === now;); };
        posthog.second.capture('two');
        tick();
        posthog.capture('one');
        tick();
        posthog.second.people.set({name: 'Second'});`), ['two', 'one', '$set']);
      assert.deepEqual(events.map(({ properties }) => properties.token), ['token2', 'token', 'token2']);
      assert.equal(new Set(events.map((event) => event.distinct_id)).size, 2);
    });
  });

  it('set_config: before init counts where init says nothing else', async () => {
    const page = await world.visit('(posthog.set_config({property_denylist: ["secret"], persistence: "memory"}), {persistence: "cookie"})');
    const [secret, persistence] = await page.evaluate(() => [
      posthog.capture('e', { secret: 1 }).properties.secret, posthog.config.persistence,
    ]);
    assert.deepEqual([secret, persistence], [undefined, 'cookie']);
  });

  it('init: a named tracker that starts first is not the page\'s visitor', async () => {
    const visitor = await world.browser.newVisitor();
    await world.visit({}, { visitor });
    const page = await world.visit({}, { visitor, before: '</script><script src="/array.full.js"></script><script>posthog.init("token", {}, "second")' });
    const [one, other] = await page.evaluate(() => [posthog.get_distinct_id(), posthog.second.get_distinct_id()]);
    assert.notEqual(one, other);
  });
});
