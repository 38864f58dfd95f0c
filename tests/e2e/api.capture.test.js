// Events: what `capture` takes, gives and sends.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { eventually } from './support/collector.js';
import { useWorld } from './support/visits.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const UUID = '01234567-89ab-cdef-0123-456789abcdef';

describe('events', () => {
  const world = useWorld();

  it('capture: gives the event as it is sent, with what options add to it', async () => {
    const page = await world.visit();
    let given;
    const [stored] = await world.expectEvents(async () => {
      given = await page.evaluate(() => {
        const options = { $set: { name: 'Ann' }, $set_once: { first: 'page' }, $unset: ['age'] };
        const { uuid, event, properties, $set, $set_once, $unset, timestamp } = posthog.capture('bought', { n: 1 }, options);
        return { uuid, event, properties, $set, $set_once, $unset, time: timestamp.getTime(), isDate: timestamp instanceof Date };
      });
    }, [{ event: 'bought', n: 1 }]);
    assert.equal(given.uuid, stored.uuid);
    assert.equal(given.event, 'bought');
    assert.equal(given.isDate, true);
    assert.ok(Math.abs(given.time - Date.now()) < 10_000);
    assert.deepEqual([given.$set, given.$set_once, given.$unset], [{ name: 'Ann' }, { first: 'page' }, ['age']]);
    for (const key of ['n', 'token', 'distinct_id', '$insert_id', '$session_id', '$window_id', '$lib', '$current_url']) {
      assert.ok(given.properties[key] !== undefined, key);
      assert.deepEqual(given.properties[key], stored.properties[key], key);
    }
  });

  it('capture: leaves objects of the caller as they are, and does without any', async () => {
    const page = await world.visit();
    const [given, kept] = await page.evaluate(() => {
      const properties = Object.freeze({ list: Object.freeze([1]), $current_url: 'mine' });
      const events = [posthog.capture('some', properties), posthog.capture('null', null), posthog.capture('none')];
      return [events.map(({ event, properties }) => [event, properties.list, properties.$current_url]), properties];
    });
    const url = `${world.site.url}/`;
    assert.deepEqual(given, [['some', [1], 'mine'], ['null', undefined, url], ['none', undefined, url]]);
    assert.deepEqual(kept, { list: [1], $current_url: 'mine' });
  });

  it('capture: ignores an event without a name, and says so to the developer', async () => {
    const page = await world.visit({ debug: true });
    const lines = [];
    page.on('console', (message) => lines.push(message.text()));
    const given = await page.evaluate(() => [undefined, null, 7, {}, ''].map((name) => typeof posthog.capture(name)));
    assert.deepEqual(given, Array(5).fill('undefined'));
    await eventually(() => lines.length === 5);
    assert.ok(lines.every((line) => line.includes('capture: an event needs a name')), lines.join('\n'));
  });

  it('capture: takes nothing but text for $current_url', async () => {
    const page = await world.visit();
    const urls = await page.evaluate(() =>
      [{}, 7, location].map(($current_url) => posthog.capture('e', { $current_url }).properties.$current_url),
    );
    assert.deepEqual(urls, Array(3).fill(`${world.site.url}/`));
  });

  it('capture: gives nothing where nothing is captured', async () => {
    const refused = await world.visit({}, { script: 'posthog.opt_out_capturing();' });
    assert.equal(await refused.evaluate(() => typeof posthog.capture('e')), 'undefined');
    const bot = await world.visit({ custom_blocked_useragents: ['chrome'] });
    assert.equal(await bot.evaluate(() => typeof posthog.capture('e')), 'undefined');
  });

  it('capture: gives the event as before_send leaves it, and nothing where that drops it', async () => {
    const page = await world.visit(`{before_send: [
      (event) => (event.event === 'dropped' ? null : event),
      (event) => ({...event, event: event.event + '!', properties: {...event.properties, added: 1}, uuid: 'no uuid'}),
    ]}`);
    let given;
    const [stored] = await world.expectEvents(async () => {
      given = await page.evaluate(() => {
        const sent = posthog.capture('sent');
        return [typeof posthog.capture('dropped'), sent.event, sent.uuid, sent.properties.added];
      });
    }, [{ event: 'sent!', added: 1 }]);
    assert.deepEqual(given, ['undefined', 'sent!', stored.uuid, 1]);
  });

  it('capture: sends at once with any options, and otherwise with the next batch', async () => {
    const page = await world.visit({ request_queue_config: { flush_interval_ms: 5000 } });
    await world.expectEvents(
      () => page.evaluate(() => [posthog.capture('later'), posthog.capture('later', {}, { _batchKey: 'k' })].length), []);
    const atOnce = page.waitForRequest(/\/e\//, { timeout: 2000 });
    await page.evaluate(() => posthog.capture('now', {}, {}).event);
    assert.match((await atOnce).postData(), /"now"/);
  });

  it('capture: sends at once with send_instantly, whatever else options say', async () => {
    const page = await world.visit({ request_queue_config: { flush_interval_ms: 5000 } });
    const sent = page.waitForRequest(/\/e\//, { timeout: 2000 });
    await page.evaluate(() => posthog.capture('now', {}, { send_instantly: true, _batchKey: 'k' }).event);
    assert.match((await sent).postData(), /"now"/);
  });

  it('capture: without batching sends at once', async () => {
    const page = await world.visit({ request_batching: false, request_queue_config: { flush_interval_ms: 5000 } });
    const sent = page.waitForRequest(/\/e\//, { timeout: 2000 });
    await page.evaluate(() => posthog.capture('now').event);
    assert.match((await sent).postData(), /"now"/);
  });

  it('capture: sends at once by api_transport, whatever transport options name', async () => {
    const page = await world.visit({}, {
      before: `window.used = [];
        const [fetched, beacon, open] = [fetch, navigator.sendBeacon, XMLHttpRequest.prototype.open];
        window.fetch = (...all) => (used.push('fetch'), fetched(...all));
        navigator.sendBeacon = (...all) => (used.push('sendBeacon'), beacon.apply(navigator, all));
        XMLHttpRequest.prototype.open = function (...all) { used.push('XHR'); return open.apply(this, all); };`,
    });
    const transports = ['fetch', 'XHR', 'sendBeacon'];
    for (const transport of transports) {
      const capture = (transport) => posthog.capture('e', {}, { transport }).event;
      await world.expectEvents(() => page.evaluate(capture, transport), ['e']);
    }
    assert.deepEqual(await page.evaluate(() => used), ['fetch', 'fetch', 'fetch']);
  });

  it('capture: takes a uuid from options, where it is one', async () => {
    const page = await world.visit();
    const uuids = await page.evaluate(
      (uuid) => [uuid, 'mine', 7, null].map((uuid) => posthog.capture('e', {}, { uuid }).uuid), UUID);
    assert.equal(uuids[0], UUID);
    for (const uuid of uuids.slice(1)) assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('capture: takes a timestamp from options, which is the clock of the session too', async () => {
    const page = await world.visit();
    const past = Date.now() - 2 * DAY_MS;
    const [backdated, now, next] = await world.expectEvents(() => page.evaluate((past) => {
      posthog.capture('now');
      posthog.capture('backdated', {}, { timestamp: new Date(past) });
      posthog.capture('next');
    }, past), ['backdated', 'now', 'next']);
    assert.equal(backdated.timestamp, past);
    assert.equal(backdated.properties.$event_time_override_provided, true);
    assert.ok(Math.abs(Date.parse(backdated.properties.$event_time_override_system_time) - Date.now()) < 20_000);
    assert.ok(!('$event_time_override_provided' in now.properties));
    const sessions = [now, backdated, next].map((event) => event.properties.$session_id);
    assert.equal(new Set(sessions).size, 3, `${sessions}`);
  });

  it('capture: says what JSON cannot in the nearest way', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      const shared = { a: 1 };
      const cycle = { name: 'cycle' };
      cycle.self = cycle;
      const plain = { date: new Date(0), bigint: 10n, nan: NaN, none: undefined };
      posthog.capture('e', { ...plain, one: shared, two: shared, list: [shared, shared], cycle });
    }), [{
      event: 'e', date: '1970-01-01T00:00:00.000Z', bigint: '10', nan: null, none: undefined, one: { a: 1 }, two: { a: 1 },
      list: [{ a: 1 }, { a: 1 }], cycle: { name: 'cycle', self: '[Circular]' },
    }]);
  });

  it('capture: cuts long texts, unless options forbid it', async () => {
    const page = await world.visit({ properties_string_max_length: 5 });
    const given = await page.evaluate(() => {
      const long = { text: 'abcdefgh', deep: { list: ['abcdefgh'] } };
      const { properties, $set } = posthog.capture('long name', long, { $set: long });
      return [properties.text, properties.deep, $set.text, posthog.capture('e', long, { _noTruncate: true }).properties.text];
    });
    assert.deepEqual(given, ['abcde', { list: ['abcde'] }, 'abcde', 'abcdefgh']);
  });

  it('capture: lets callers override what is measured, but not whose event it is', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.register({ plan: 'free', $browser: 'Registered' });
      const mine = { plan: 'pro', $lib: 'mine', distinct_id: 'me', token: 'x', $session_id: 'x', $window_id: 'x', title: 'x' };
      const { properties } = posthog.capture('$pageview', mine);
      const { plan, $lib, $browser, distinct_id, token, title, $session_id, $window_id } = properties;
      const isOurs = $session_id === posthog.get_session_id() && $window_id !== 'x';
      return { plan, $lib, $browser, distinct_id, token, title, isOurs };
    });
    assert.deepEqual(given, {
      plan: 'pro', $lib: 'mine', $browser: 'Registered', distinct_id: 'me', token: 'token', title: 'A page', isOurs: true,
    });
  });

  it('capture: keeps to the rate that the page sets, unless options say otherwise', async () => {
    const page = await world.visit({ rate_limiting: { events_per_second: 1, events_burst_limit: 2 } });
    await world.expectEvents(() => page.evaluate(() => {
      for (const name of ['one', 'two', 'three', 'four']) posthog.capture(name);
      posthog.capture('five', {}, { skip_client_rate_limiting: true });
    }), ['one', 'two', '$$client_ingestion_warning', 'five']);
  });

  it('capture: takes $exception as any other event', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => posthog.capture('$exception', { $exception_list: [] }).event), [
      { event: '$exception', $exception_list: [] },
    ]);
  });

  it('on: tells of each event after before_send and before it is given back, until the listener is taken away', async () => {
    const options = "{before_send: (event) => (order.push('before_send'), event.event === 'drop' ? null : event)}";
    const page = await world.visit(options, { before: 'window.order = []' });
    const order = await page.evaluate(() => {
      const off = posthog.on('eventCaptured', (event) => order.push(`listener ${event.event}`));
      const offAll = posthog.on('*', (kind, event) => order.push(`* ${kind} ${event.event}`));
      posthog.capture('one');
      order.push('given back');
      posthog.capture('drop');
      off();
      offAll();
      posthog.capture('two');
      return order;
    });
    assert.deepEqual(order, [
      'before_send', 'listener one', '* eventCaptured one', 'given back', 'before_send', 'before_send',
    ]);
  });

  it('on: does not tell again of what was before, and keeps a listener that throws from the event', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      window.heard = [];
      posthog.capture('one');
      posthog.on('eventCaptured', () => { throw new Error('mine'); });
      posthog.on('eventCaptured', (event) => heard.push(event.event));
      posthog.capture('two');
    }), ['one', 'two']);
    assert.deepEqual(await page.evaluate(() => heard), ['two']);
  });

  it('calculateEventProperties: gives what an event would have, without capturing it', async () => {
    const page = await world.visit();
    let given;
    await world.expectEvents(async () => {
      given = await page.evaluate(() => {
        posthog.register({ plan: 'pro' });
        const { token, distinct_id, plan, mine, $browser, $session_id } = posthog.calculateEventProperties('e', { mine: 1 });
        const isOurs = [distinct_id === posthog.get_distinct_id(), $session_id === posthog.get_session_id()];
        return { token, plan, mine, $browser, isOurs };
      });
    }, []);
    assert.deepEqual(given, { token: 'token', plan: 'pro', mine: 1, $browser: 'Chrome', isOurs: [true, true] });
  });

  it('calculateEventProperties: prolongs the session only where it is not read-only', async () => {
    const page = await world.visit();
    const activities = await page.evaluate(() => {
      const activity = () => posthog.sessionManager.checkAndGetSessionAndWindowId(true).lastActivityTimestamp;
      posthog.capture('e', {}, { timestamp: new Date(Date.now() - 60_000) });
      const before = activity();
      posthog.calculateEventProperties('e', {}, new Date(), undefined, true);
      const afterReading = activity();
      posthog.calculateEventProperties('e', {}, new Date());
      return [afterReading - before, activity() - before];
    });
    assert.equal(activities[0], 0);
    assert.ok(activities[1] >= 60_000, `${activities}`);
  });

  it('_calculate_event_properties: is the old name of calculateEventProperties', async () => {
    const page = await world.visit();
    assert.equal(await page.evaluate(() => posthog._calculate_event_properties('e', { mine: 1 }).mine), 1);
  });

  it('captureTraceFeedback: captures $ai_feedback, the id as text', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => posthog.captureTraceFeedback(7, 'good')), [
      { event: '$ai_feedback', $ai_trace_id: '7', $ai_feedback_text: 'good' },
    ]);
  });

  it('captureTraceMetric: captures $ai_metric, the id and the value as text', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => posthog.captureTraceMetric(7, 'speed', 1.5)), [
      { event: '$ai_metric', $ai_trace_id: '7', $ai_metric_name: 'speed', $ai_metric_value: '1.5' },
    ]);
  });

  it('getPageViewId: gives the uuid of the last pageview, which later events carry', async () => {
    const page = await world.visit();
    assert.equal(await page.evaluate(() => typeof posthog.getPageViewId()), 'undefined');
    const [first, second, carried, id] = await page.evaluate(() => {
      const [first, second] = [posthog.capture('$pageview').uuid, posthog.capture('$pageview').uuid];
      return [first, second, posthog.capture('e').properties.$pageview_id, posthog.getPageViewId()];
    });
    assert.notEqual(first, second);
    assert.deepEqual([carried, id], [second, second]);
  });

  it('capture: goes by the clock and the timers that the page has at the time of the call', async () => {
    const page = await world.visit({ request_queue_config: { flush_interval_ms: 5000 } });
    const [event] = await world.expectEvents(() => page.evaluate(() => {
      const timers = [];
      const [realTimeout, realNow, realElapsed] = [setTimeout, Date.now, performance.now];
      window.setTimeout = (run, wait) => timers.push({ run, wait });
      Date.now = () => 1_790_000_000_000;
      posthog.capture('at a fake time');
      performance.now = () => realElapsed.call(performance) + 5000;
      for (const { run } of timers.filter(({ wait }) => wait > 4000)) run();
      [window.setTimeout, Date.now, performance.now] = [realTimeout, realNow, realElapsed];
    }), ['at a fake time']);
    assert.equal(event.properties.$time, 1_790_000_000);
  });
});
