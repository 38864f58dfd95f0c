// Options of identity: who the visitor is, and when a session ends.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { UUID_V7, capture, properties, stored, useWorld } from './support/options.js';

const MINUTE = 60_000;
/** Script for a page's start: `later(ms)` moves its clock. */
const CLOCK = `
  const { now } = Date;
  let offset = 0;
  Date.now = () => now() + offset;
  window.later = (ms) => (offset += ms);`;

describe('options of identity', () => {
  const world = useWorld();

  const id = (page) => page.evaluate(() => posthog.get_distinct_id());
  const property = (page, name) => page.evaluate((name) => posthog.get_property(name), name);
  const config = (page, name) => page.evaluate((name) => posthog.config[name], name);

  it('option get_device_id: makes the id of an anonymous visitor out of a fresh one', async () => {
    const page = await world.enter("{get_device_id: (uuid) => 'horse-' + uuid}");
    const first = await id(page);
    const [horse, uuid] = first.split(/-(.*)/s);
    assert.equal(horse, 'horse');
    assert.match(uuid, UUID_V7);
    assert.equal(await property(page, '$device_id'), first);
    await page.reload();
    assert.equal(await id(page), first, 'it is not asked where there is an id');
    await page.evaluate(() => posthog.reset(true));
    assert.match(await id(page), /^horse-/);
    assert.notEqual(await id(page), first);
    assert.match(await id(await world.enter()), UUID_V7);
  });

  it('option get_device_id: one that fails or gives nothing is not heeded', async () => {
    for (const body of ["{ throw new Error('no'); }", "''", 'undefined', 'null']) {
      const page = await world.enter(`{get_device_id: () => ${body}}`);
      assert.match(await id(page), UUID_V7, body);
    }
  });

  it('option bootstrap: an anonymous id is the visitor and the device', async () => {
    const page = await world.enter({ bootstrap: { distinctID: 'known' } });
    const { distinct_id, $device_id, $is_identified } = await properties(page);
    assert.deepEqual([distinct_id, $device_id, $is_identified], ['known', 'known', false]);
    assert.equal((await stored(page)).$user_state, 'anonymous');
    assert.deepEqual(await world.byDefault('bootstrap'), {});
  });

  it('option bootstrap: an anonymous id takes the place of a stored one', async () => {
    const visitor = await world.newVisitor();
    await world.enter({}, { visitor });
    const page = await world.enter({ bootstrap: { distinctID: 'known' } }, { visitor });
    assert.deepEqual([await id(page), await property(page, '$device_id')], ['known', 'known']);
  });

  it('option bootstrap: an identified id is a person on a device of its own, without an event', async () => {
    let page;
    await world.expectEvents(async () => {
      page = await world.enter({ bootstrap: { distinctID: 'ann', isIdentifiedID: true } });
      assert.equal((await properties(page)).$process_person_profile, true);
    }, [{ event: 'event', distinct_id: 'ann', $is_identified: true }]);
    assert.match(await property(page, '$device_id'), UUID_V7);
    assert.equal((await stored(page)).$user_state, 'identified');
  });

  it('option bootstrap: an identified id takes over an anonymous visitor, before loaded', async () => {
    const visitor = await world.newVisitor();
    const first = await id(await world.enter({}, { visitor }));
    const options = "{bootstrap: {distinctID: 'ann', isIdentifiedID: true}, loaded: (it) => it.capture('loaded')}";
    await world.expectEvents(() => world.enter(options, { visitor }), [
      { event: '$identify', distinct_id: 'ann', $anon_distinct_id: first, $device_id: first },
      { event: 'loaded', distinct_id: 'ann' },
    ]);
  });

  it('option bootstrap: a person who is identified already stays', async () => {
    const visitor = await world.newVisitor();
    const bootstrap = (distinctID) => ({ bootstrap: { distinctID, isIdentifiedID: true } });
    await world.enter(bootstrap('ann'), { visitor });
    const page = await world.enter({ ...bootstrap('bob'), debug: true }, { visitor });
    assert.equal(await id(page), 'ann');
    assert.ok(visitor.said.some((line) => line.includes('bootstrap')));
    const same = await world.enter(bootstrap('ann'), { visitor });
    assert.equal(await id(same), 'ann');
  });

  it('option bootstrap: a session goes on that another page began', async () => {
    const sessionID = await (await world.enter()).evaluate(() => posthog.get_session_id());
    const page = await world.enter({ bootstrap: { sessionID } });
    const { $session_id, $window_id } = await properties(page);
    assert.equal($session_id, sessionID);
    assert.match($window_id, UUID_V7);
    const [, , start] = (await stored(page)).$sesid;
    assert.equal(start, parseInt(sessionID.replace('-', '').slice(0, 12), 16), 'it began when its id was made');
  });

  it('option bootstrap: a session of the future, or what is none, is not heeded', async () => {
    const ahead = (ms) => {
      const hex = (Date.now() + ms).toString(16).padStart(12, '0');
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
    };
    const begun = async (sessionID) => (await world.enter({ bootstrap: { sessionID } })).evaluate(() => posthog.get_session_id());
    const [soon, late] = [ahead(30_000), ahead(120_000)];
    assert.equal(await begun(soon), soon, 'clocks differ a little');
    for (const none of [late, 'session', soon.replace('-7000-', '-4000-'), '']) {
      const id = await begun(none);
      assert.match(id, UUID_V7);
      assert.notEqual(id, none);
    }
  });

  it('option person_profiles: identified_only makes a person of those who are known', async () => {
    const page = await world.enter();
    assert.equal(await config(page, 'person_profiles'), 'identified_only');
    assert.equal((await properties(page)).$process_person_profile, false);
    await page.evaluate(() => posthog.group('company', 'acme'));
    assert.equal((await properties(page)).$process_person_profile, true);

    const other = await world.enter();
    // The collector keeps the mark only where it says no.
    await world.expectEvents(() => other.evaluate(() => {
      posthog.capture('before');
      posthog.identify('profiled');
      posthog.capture('after');
    }), [
      { event: 'before', $process_person_profile: false }, '$identify', { event: 'after', $process_person_profile: undefined },
    ]);
    assert.ok(world.collector.persons().some(({ ids }) => ids.includes('profiled')));
  });

  it('option person_profiles: always makes a person of everybody, who is told where they came from', async () => {
    const page = await world.enter({ person_profiles: 'always' });
    const [event] = await world.expectEvents(async () => {
      assert.equal((await properties(page)).$process_person_profile, true);
    }, ['event']);
    const person = world.collector.persons().find(({ ids }) => ids.includes(event.distinct_id));
    assert.equal(person.properties.$initial_host, new URL(page.url()).host);
    assert.equal((await stored(page)).$epp, true);
  });

  it('option person_profiles: never makes a person of nobody', async () => {
    const visitor = await world.newVisitor();
    const page = await world.enter({ person_profiles: 'never', debug: true }, { visitor });
    const first = await id(page);
    const sent = [];
    page.on('request', (request) => sent.push(...request.postDataJSON().batch.map(({ event }) => event)));
    await world.expectEvents(() => page.evaluate(() => {
      posthog.identify('ann');
      posthog.setPersonProperties({ a: 1 });
      posthog.unsetPersonProperties(['a']);
      posthog.alias('other');
      posthog.createPersonProfile();
      posthog.setInternalOrTestUser();
      posthog.group('company', 'acme', { seats: 1 });
      posthog.capture('event');
    }), [{ event: 'event', distinct_id: first, $process_person_profile: false, $groups: { company: 'acme' } }]);
    assert.deepEqual(sent, ['$groupidentify', 'event'], 'a group is told all the same; the collector refuses it, like theirs');
    assert.ok(visitor.said.some((line) => line.includes('identify') && line.includes('never')));
    assert.ok(!world.collector.persons().some(({ ids }) => ids.includes(first)));
  });

  it('option session_idle_timeout_seconds: ends the session after more than that time without an event', async () => {
    for (const [options, timeout] of [[{}, 30 * MINUTE], [{ session_idle_timeout_seconds: 120 }, 2 * MINUTE]]) {
      const page = await world.enter(options, { before: CLOCK });
      const after = async (ms) => {
        await page.evaluate((ms) => window.later(ms), ms);
        return properties(page);
      };
      const first = await properties(page);
      assert.equal(first.$configured_session_timeout_ms, timeout);
      const second = await after(timeout - 5000);
      assert.deepEqual([second.$session_id, second.$window_id], [first.$session_id, first.$window_id]);
      const third = await after(timeout - 5000);
      assert.equal(third.$session_id, first.$session_id, 'the second event prolonged it');
      const fourth = await after(timeout + 1000);
      assert.notEqual(fourth.$session_id, first.$session_id);
      assert.notEqual(fourth.$window_id, first.$window_id);
    }
  });

  it('option session_idle_timeout_seconds: is between a minute and ten hours', async () => {
    for (const [seconds, expected] of [[1, MINUTE], [999_999, 600 * MINUTE], ['soon', 30 * MINUTE], [90.5, 90_500]]) {
      const page = await world.enter({ session_idle_timeout_seconds: seconds });
      assert.equal((await properties(page)).$configured_session_timeout_ms, expected, String(seconds));
    }
  });

  it('option identity_distinct_id: is a person whom the page knows, unless bootstrap knows one', async () => {
    const page = await world.enter({ identity_distinct_id: 'ann' });
    const { distinct_id, $is_identified } = await properties(page);
    assert.deepEqual([distinct_id, $is_identified], ['ann', true]);
    const both = await world.enter({ identity_distinct_id: 'ann', bootstrap: { distinctID: 'bob' } });
    assert.deepEqual([await id(both), (await properties(both)).$is_identified], ['bob', false]);
    assert.equal(await world.byDefault('identity_distinct_id'), undefined);
  });

  it('option identity_distinct_id: takes over an anonymous visitor, and is forgotten with the visitor', async () => {
    const visitor = await world.newVisitor();
    const first = await id(await world.enter({}, { visitor }));
    let page;
    await world.expectEvents(async () => {
      page = await world.enter({ identity_distinct_id: 'ann', identity_hash: 'h' }, { visitor });
    }, [{ event: '$identify', distinct_id: 'ann', $anon_distinct_id: first }]);
    await page.evaluate(() => posthog.reset());
    assert.match(await id(page), UUID_V7);
    assert.equal(await config(page, 'identity_distinct_id'), undefined);
  });

  it('option identity_hash: is kept until the visitor is forgotten', async () => {
    await world.accepts('identity_hash', undefined, "'abc'");
    const page = await world.enter({ identity_distinct_id: 'ann', identity_hash: 'abc' });
    const sent = JSON.stringify(await capture(page, 'event'));
    assert.ok(!sent.includes('"abc"'), sent);
    await page.evaluate(() => posthog.reset());
    assert.equal(await config(page, 'identity_hash'), undefined);
  });

  it('option disableDeviceModel: does not ask for the device', async () => {
    const before = `window.asked = [];
      NavigatorUAData.prototype.getHighEntropyValues = async (names) => (asked.push(...names), { model: 'Pixel 7' });`;
    const page = await world.enter({}, { before });
    await page.waitForFunction(() => posthog.get_property('$device_model'));
    assert.equal((await properties(page)).$device_model, 'Pixel 7');
    assert.deepEqual(await page.evaluate(() => asked), ['model']);
    assert.equal(await config(page, 'disableDeviceModel'), false);
    const quiet = await world.enter({ disableDeviceModel: true }, { before });
    assert.equal((await properties(quiet)).$device_model, undefined);
    assert.deepEqual(await quiet.evaluate(() => asked), []);
  });

  it('option segment: may be of any shape', async () => {
    await world.accepts('segment', undefined, "'no library'");
    await world.accepts('segment', undefined, '{ user: () => null, register() { throw new Error(); } }');
  });

  it('option internal_or_test_user_hostname: marks those who look at the site where it is made', async () => {
    const mark = ['$set'];
    const marked = async (option, expected) => {
      const [first] = await world.expectEvents(async () => {
        const page = await world.enter(`{internal_or_test_user_hostname: ${option}}`);
        await capture(page, 'end');
      }, [...expected, 'end']);
      assert.equal(first.properties.$set?.$internal_or_test_user, expected.length ? true : undefined, option);
    };
    await marked("'127.0.0.1'", mark);
    await marked('/^127/', mark);
    await marked("'127.0.0'", []);
    await marked('/^localhost$/', []);
    await marked('null', []);
    await marked("null, defaults: '2026-01-30'", []);
    await marked("undefined, defaults: '2026-01-30'", mark);
    assert.equal(await world.byDefault('internal_or_test_user_hostname'), undefined);
  });
});
