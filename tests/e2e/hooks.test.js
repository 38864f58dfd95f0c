// Functions of the page that see events, sessions and decisions, and call the tracker in the middle of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { useWorld } from './support/visits.js';

describe('hooks of the page', () => {
  const world = useWorld();

  it('get the event of their own call, whatever is captured in between', async () => {
    const page = await world.visit('{before_send: (event) => event}');
    const given = await page.evaluate(() => {
      posthog.onSessionId(() => posthog.capture('inner'));
      posthog.sessionManager.resetSessionId();
      return posthog.capture('outer')?.event;
    });
    assert.equal(given, 'outer');
  });

  it('may capture without end, and are stopped', async () => {
    const page = await world.visit('{before_send: (event) => (posthog.capture(event.event + "!"), event)}');
    const given = await page.evaluate(() => posthog.capture('e')?.event);
    assert.equal(given, 'e');
    await world.expectEvents(() => page.evaluate(() => {
      posthog.config.before_send = undefined;
      posthog.capture('after');
    }), [...Array(10).keys()].map((n) => `e${'!'.repeat(n)}`).concat('after'));
  });

  it('that opt out keep the very event from being sent', async () => {
    const page = await world.visit('{before_send: (event) => (posthog.opt_out_capturing(), event)}');
    await world.expectEvents(() => page.evaluate(() => posthog.capture('secret')?.event), []);
  });

  it('are asked, whatever stands among the options', async () => {
    const options = `(() => {
      const cyclic = {}; for (let n = 0; n < 3000; n++) cyclic[n] = { cyclic };
      return { cyclic, before_send: (event) => ({ ...event, event: 'seen' }) };
    })()`;
    const page = await world.visit(options);
    await world.expectEvents(() => page.evaluate(() => posthog.capture('e')?.event), ['seen']);
  });

  it('see strings as long as the options permit', async () => {
    const page = await world.visit('{properties_string_max_length: 200000, before_send: (event) => event}');
    const [event] = await world.expectEvents(
      () => page.evaluate(() => posthog.capture('e', { long: 'x'.repeat(100_000) })?.event), ['e']);
    assert.equal(event.properties.long.length, 100_000);
  });

  it('are no longer asked once the last listener is gone', async () => {
    const page = await world.visit();
    const seen = await page.evaluate(() => {
      const seen = [];
      const stop = posthog.on('eventCaptured', ({ event }) => seen.push(event));
      posthog.capture('one');
      stop();
      posthog.capture('two');
      return seen;
    });
    assert.deepEqual(seen, ['one']);
  });

  it('get a receipt that can be copied and changed', async () => {
    const page = await world.visit();
    const [copied, cloned, keys] = await page.evaluate(() => {
      const receipt = posthog.capture('e', { n: 1 });
      const copies = [{ ...receipt }.event, structuredClone(receipt).properties.n, Object.keys(receipt)];
      receipt.event = 'mine';
      return [...copies, receipt.event];
    });
    assert.deepEqual([copied, cloned], ['e', 1]);
    for (const key of ['uuid', 'event', 'properties', 'timestamp']) assert.ok(keys.includes(key));
  });
});
