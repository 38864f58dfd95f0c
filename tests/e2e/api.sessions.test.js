// The session and the window.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { useWorld } from './support/visits.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

describe('sessions', () => {
  const world = useWorld();

  it('get_session_id: gives the id that events carry, in all tabs', async () => {
    const page = await world.visit();
    const [id, carried] = await page.evaluate(() => [posthog.get_session_id(), posthog.capture('e').properties.$session_id]);
    assert.match(id, UUID_V7);
    assert.equal(carried, id);
    const other = await world.visit({}, { visitor: page.context() });
    assert.equal(await other.evaluate(() => posthog.get_session_id()), id);
    const windows = await Promise.all([page, other].map((tab) => tab.evaluate(() => posthog.capture('e').properties.$window_id)));
    assert.notEqual(windows[0], windows[1]);
  });

  it('get_session_id: does not prolong the session', async () => {
    const page = await world.visit();
    const [before, after] = await page.evaluate(() => {
      const activity = () => posthog.sessionManager.checkAndGetSessionAndWindowId(true).lastActivityTimestamp;
      posthog.capture('e', {}, { timestamp: new Date(Date.now() - 60_000) });
      const before = activity();
      posthog.get_session_id();
      return [before, activity()];
    });
    assert.equal(after, before);
  });

  it('get_session_id: is empty where there are no sessions', async () => {
    const page = await world.visit({ cookieless_mode: 'always' });
    assert.equal(await page.evaluate(() => posthog.get_session_id()), '');
  });

  it('onSessionId: tells the session at once, then each new one and why it began', async () => {
    const page = await world.visit();
    const { told, windows } = await page.evaluate(({ hour, day }) => {
      const told = [];
      const windows = [];
      const capture = (after) => {
        const { properties } = posthog.capture('e', {}, { timestamp: new Date(Date.now() + after) });
        windows.push([properties.$session_id, properties.$window_id]);
      };
      capture(0);
      const off = posthog.onSessionId((...all) => told.push(all));
      capture(0);
      capture(hour);
      // No event is an hour after the last one, but this one is more than a day after the first of its session.
      for (let after = hour; after <= day + 2 * hour; after += hour / 3) capture(after);
      off();
      capture(9 * day);
      return { told, windows };
    }, { hour: HOUR_MS, day: DAY_MS });
    assert.deepEqual(told.map(([, , reason]) => reason), [
      undefined,
      { noSessionId: false, activityTimeout: true, sessionPastMaximumLength: false, crossTabAdoption: false },
      { noSessionId: false, activityTimeout: false, sessionPastMaximumLength: true, crossTabAdoption: false },
    ]);
    assert.deepEqual(told[0].slice(0, 2), windows[0]);
    assert.deepEqual(told[1].slice(0, 2), windows[2]);
    assert.deepEqual(told[2].slice(0, 2), windows.at(-2));
    assert.equal(new Set(windows.map(([id]) => id)).size, 4);
    assert.equal(new Set(windows.map(([, window]) => window)).size, 4);
  });

  it('onSessionId: tells of the very first session once', async () => {
    const page = await world.visit();
    const [told, id] = await page.evaluate(() => {
      const told = [];
      posthog.onSessionId((id) => told.push(id));
      return [told, posthog.capture('e').properties.$session_id];
    });
    assert.deepEqual(told, [id]);
  });

  it('onSessionId: after reset tells the session that begins with the next event', async () => {
    const page = await world.visit();
    const [reset, told] = await page.evaluate(() => {
      posthog.capture('e');
      const told = [];
      posthog.onSessionId((...all) => told.push(all));
      posthog.reset();
      const reset = told.length;
      const { $session_id, $window_id } = posthog.capture('e').properties;
      const [id, window, { noSessionId }] = told[1];
      return [reset, [id === $session_id, window === $window_id, noSessionId, told.length]];
    });
    assert.equal(reset, 1);
    assert.deepEqual(told, [true, true, true, 2]);
  });

  it('onSessionId: tells the session that another tab began, whose window this is not', async () => {
    const page = await world.visit();
    const other = await world.visit({}, { visitor: page.context() });
    const [session, window] = await page.evaluate(() => {
      const { $session_id, $window_id } = posthog.capture('e').properties;
      window.told = [];
      posthog.onSessionId((...all) => told.push(all));
      return [$session_id, $window_id];
    });
    // What one tab stores, another one of another process sees a moment later.
    await other.waitForFunction((session) => Object.values(localStorage).some((text) => text.includes(session)), session);
    const begun = await other.evaluate((hour) => {
      posthog.capture('e');
      return posthog.capture('e', {}, { timestamp: new Date(Date.now() + hour) }).properties.$session_id;
    }, HOUR_MS);
    await page.waitForFunction(() => told.length > 1);
    const reason = { noSessionId: false, activityTimeout: false, sessionPastMaximumLength: false, crossTabAdoption: true };
    assert.deepEqual(await page.evaluate(() => told.slice(1)), [[begun, window, reason]]);
  });

  it('onSessionId: gives a function that does nothing where there are no sessions', async () => {
    const page = await world.visit({ cookieless_mode: 'always' });
    const told = await page.evaluate(() => {
      const told = [];
      const off = posthog.onSessionId((...all) => told.push(all));
      posthog.capture('e');
      off();
      return told;
    });
    assert.deepEqual(told, []);
  });

  it('get_session_replay_url: tells where the recording of the session would be', async () => {
    const page = await world.visit({ ui_host: 'https://eu.posthog.com' });
    const [id, url, early, late] = await page.evaluate(() => {
      posthog.capture('e', {}, { timestamp: new Date(Date.now() - 60_000) });
      const url = (options) => posthog.get_session_replay_url(options);
      const options = { withTimestamp: true };
      return [posthog.get_session_id(), url(), url({ ...options, timestampLookBack: 1000 }), url(options)];
    });
    assert.equal(url, `https://eu.posthog.com/project/token/replay/${id}`);
    assert.equal(early, `${url}?t=0`);
    const [, seconds] = /\?t=(\d+)$/.exec(late);
    assert.ok(seconds >= 50 && seconds < 60, late);
  });

  it('get_session_replay_url: goes by api_host where no ui_host is given, and is empty where there are no sessions', async () => {
    const page = await world.visit("{api_host: 'https://eu.i.posthog.com/'}");
    const [id, url] = await page.evaluate(() => [posthog.get_session_id(), posthog.get_session_replay_url()]);
    assert.equal(url, `https://eu.posthog.com/project/token/replay/${id}`);
    const nobody = await world.visit({ cookieless_mode: 'always' });
    assert.equal(await nobody.evaluate(() => posthog.get_session_replay_url()), '');
  });

  it('onSessionId: tells of a session that goes on, also where it was asked before the script was there', async () => {
    const html = world.pageWithSnippet('window.told = []; posthog.onSessionId((id) => told.push(id));', { capture_pageview: false });
    const page = await world.open(html, { path: '/told' });
    await page.waitForFunction(() => window.told.length === 1);
    const first = await page.evaluate(() => told[0]);
    await page.reload();
    await page.waitForFunction(() => window.told?.length === 1);
    assert.equal(await page.evaluate(() => told[0]), first);
  });
});
