// Properties that every event carries.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { useWorld } from './support/visits.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEY = 'ph_token_posthog';

describe('properties of every event', () => {
  const world = useWorld();

  const property = (page, key) => page.evaluate((key) => posthog.get_property(key), key);

  it('register: adds properties to every event from then on, over reloads too', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      posthog.capture('before');
      posthog.register({ plan: 'free', seats: 1 });
      posthog.register({ plan: 'pro', nested: { list: [1] } });
      posthog.capture('after');
    }), [
      { event: 'before', plan: undefined },
      { event: 'after', plan: 'pro', seats: 1, nested: { list: [1] } },
    ]);
    await page.reload();
    assert.equal(await page.evaluate(() => posthog.capture('e').properties.plan), 'pro');
  });

  it('register: takes nothing but an object', async () => {
    const page = await world.visit();
    const [before, after] = await page.evaluate(() => {
      const before = { ...posthog.persistence.props };
      for (const value of [undefined, null, 'text', 7, true, ['a'], () => {}]) posthog.register(value);
      return [before, { ...posthog.persistence.props }];
    });
    assert.deepEqual(after, before);
  });

  it('register: with days sets the age of the cookie that is written', async () => {
    const page = await world.visit({ persistence: 'cookie' });
    const cookie = async () => (await page.context().cookies()).find(({ name }) => name === KEY);
    const days = async () => Math.round(((await cookie()).expires * 1000 - Date.now()) / DAY_MS);
    await page.evaluate(() => posthog.register({ a: 1 }));
    assert.equal(await days(), 365);
    await page.evaluate(() => posthog.register({ a: 2 }, 7));
    assert.equal(await days(), 7);
    await page.evaluate(() => posthog.register({ a: 3 }, 0));
    assert.equal((await cookie()).expires, -1, 'gone with the browser');
  });

  it('register_once: adds what is missing', async () => {
    const page = await world.visit();
    await page.evaluate(() => {
      posthog.register({ zero: 0, none: 'None', nothing: null });
      posthog.register_once({ zero: 1, none: 'some', nothing: 1, fresh: 1 });
      posthog.register_once({ fresh: 2 });
    });
    const { zero, none, nothing, fresh } = await page.evaluate(() => posthog.capture('e').properties);
    assert.deepEqual([zero, none, nothing, fresh], [0, 'some', null, 1]);
  });

  it('register_once: overwrites the default that it is given instead of None', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.register({ a: 'None', b: 'default', c: 0, d: '0' });
      posthog.register_once({ a: 1, b: 1 }, 'default');
      posthog.register_once({ c: 1, d: 1 }, 0);
      return ['a', 'b', 'c', 'd'].map((key) => posthog.get_property(key));
    });
    assert.deepEqual(given, ['None', 1, 1, '0']);
  });

  it('register_once: with days sets the age of the cookie, and takes nothing but an object', async () => {
    const page = await world.visit({ persistence: 'cookie' });
    await page.evaluate(() => {
      posthog.register_once(['a']);
      posthog.register_once('text');
      posthog.register_once({ a: 1 }, 'None', 7);
    });
    const [{ expires, value }] = (await page.context().cookies()).filter(({ name }) => name === KEY);
    assert.equal(Math.round((expires * 1000 - Date.now()) / DAY_MS), 7);
    const stored = JSON.parse(decodeURIComponent(value));
    assert.deepEqual([stored.a, '0' in stored], [1, false]);
  });

  it('unregister: takes one property away', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.register({ a: 1, b: 2 });
      posthog.unregister('a');
      posthog.unregister('never there');
      const { a, b } = posthog.capture('e').properties;
      return [typeof a, b, 'a' in JSON.parse(localStorage.getItem('ph_token_posthog'))];
    });
    assert.deepEqual(given, ['undefined', 2, false]);
  });

  it('register_for_session: adds properties to the events of this tab, over reloads too', async () => {
    const page = await world.visit();
    await page.evaluate(() => {
      posthog.register({ kept: 'everywhere', both: 'main' });
      posthog.register_for_session({ step: 1, both: 'session' });
    });
    await page.reload();
    await world.expectEvents(() => page.evaluate(() => posthog.capture('here')), [
      { event: 'here', step: 1, both: 'session', kept: 'everywhere' },
    ]);
    assert.equal(await property(page, 'step'), undefined);
    const tracked = await page.evaluate(() => sessionStorage.getItem('ph_token_session_registered_properties'));
    assert.deepEqual(JSON.parse(tracked), ['step', 'both']);
    const other = await world.visit({}, { visitor: page.context() });
    const { step, both, kept } = await other.evaluate(() => posthog.capture('there').properties);
    assert.deepEqual([step, both, kept], [undefined, 'main', 'everywhere']);
  });

  it('register_for_session: ends with the session', async () => {
    const page = await world.visit();
    const given = await page.evaluate((day) => {
      posthog.capture('e');
      posthog.register_for_session({ step: 1 });
      const before = posthog.capture('before').properties.step;
      const later = posthog.capture('later', {}, { timestamp: new Date(Date.now() + 2 * day) }).properties.step;
      return [before, typeof later, sessionStorage.getItem('ph_token_session_registered_properties')];
    }, DAY_MS);
    assert.deepEqual(given.slice(0, 2), [1, 'undefined']);
    assert.ok([null, '[]'].includes(given[2]), given[2]);
  });

  it('unregister_for_session: takes one property of the session away', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.register({ a: 'main' });
      posthog.register_for_session({ a: 1, b: 2 });
      posthog.unregister_for_session('a');
      const { a, b } = posthog.capture('e').properties;
      return [a, b, JSON.parse(sessionStorage.getItem('ph_token_session_registered_properties'))];
    });
    assert.deepEqual(given, ['main', 2, ['b']]);
  });

  it('get_property: gives what is registered, and what the tracker keeps itself', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.register({ a: { b: [1, null] } });
      const id = posthog.get_property('distinct_id') === posthog.get_distinct_id();
      return [posthog.get_property('a'), typeof posthog.get_property('none'), posthog.get_property('$user_state'), id];
    });
    assert.deepEqual(given, [{ b: [1, null] }, 'undefined', 'anonymous', true]);
  });

  it('getSessionProperty: gives what is registered for the session', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.capture('e');
      posthog.register({ main: 1 });
      posthog.register_for_session({ step: 1 });
      return ['step', 'main', '$referrer'].map((key) => posthog.getSessionProperty(key) ?? 'nothing');
    });
    assert.deepEqual(given, [1, 'nothing', '$direct']);
  });
});
