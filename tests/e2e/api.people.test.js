// Persons and groups: who the visitor is, and what becomes known of them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { watch } from './support/browser.js';
import { useWorld } from './support/visits.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('persons and groups', () => {
  const world = useWorld();

  const property = (page, key) => page.evaluate((key) => posthog.get_property(key), key);
  // Tracker and collector add what the page and the event tell, as `$…` or, where they do not, as null.
  const own = (properties) =>
    Object.fromEntries(Object.entries(properties).filter(([key, value]) => !key.startsWith('$') && value !== null));
  const sets = (events) => events.map(({ properties: { $set, $set_once } }) => [own($set), own($set_once)]);
  const person = (id) => world.collector.persons().find(({ ids }) => ids.includes(id));

  it('identify: names the visitor, whose events before become theirs', async () => {
    const page = await world.visit({ request_queue_config: { flush_interval_ms: 5000 } });
    const anonymous = await page.evaluate(() => posthog.get_distinct_id());
    const [before, identified, after] = await world.expectEvents(() => page.evaluate(() => {
      posthog.capture('before');
      posthog.identify('ann', { name: 'Ann' }, { first: 'page' });
      posthog.capture('after', {}, {});
    }), [
      { event: 'before', distinct_id: anonymous, $is_identified: false, $process_person_profile: false },
      { event: '$identify', distinct_id: 'ann', $anon_distinct_id: anonymous, $is_identified: true },
      // The collector keeps nothing of it where it is true.
      { event: 'after', distinct_id: 'ann', $user_id: 'ann', $process_person_profile: undefined },
    ]);
    assert.deepEqual(sets([identified]), [[{ name: 'Ann' }, { first: 'page' }]]);
    assert.deepEqual([before, identified, after].map((event) => event.properties.$device_id), Array(3).fill(anonymous));
    const { ids, properties, is_identified } = person('ann');
    assert.deepEqual(ids.sort(), ['ann', anonymous].sort());
    assert.deepEqual([properties.name, properties.first, is_identified], ['Ann', 'page', 1]);
  });

  it('identify: under the id that the visitor has already sends $set', async () => {
    const page = await world.visit({ bootstrap: { distinctID: 'own id' } });
    const events = await world.expectEvents(() => page.evaluate(() => posthog.identify('own id', { a: 1 }, { b: 2 })), [
      { event: '$set', distinct_id: 'own id', $is_identified: true },
    ]);
    assert.deepEqual(sets(events), [[{ a: 1 }, { b: 2 }]]);
    assert.equal(await property(page, '$user_state'), 'identified');
    assert.equal(person('own id').properties.b, 2);
  });

  it('identify: of an identified visitor switches the id, and sends nothing but new properties', async () => {
    const page = await world.visit();
    const [, name, seen] = await world.expectEvents(() => page.evaluate(() => {
      posthog.identify('first');
      posthog.identify('second');
      posthog.identify('third', { name: 'Three' });
      posthog.identify('third', { name: 'Three' });
      posthog.identify('third', undefined, { seen: true });
      posthog.identify('third');
      posthog.capture('e');
    }), [
      { event: '$identify', distinct_id: 'first' },
      { event: '$set', distinct_id: 'third' },
      { event: '$set', distinct_id: 'third' },
      { event: 'e', distinct_id: 'third', $user_id: 'third' },
    ]);
    assert.deepEqual(sets([name, seen]), [[{ name: 'Three' }, {}], [{}, { seen: true }]]);
  });

  it('identify: with the properties that it has just sent sends no $set', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      posthog.identify('once', { name: 'Ann' });
      posthog.identify('once', { name: 'Ann' });
      posthog.setPersonProperties({ name: 'Ann' });
    }), ['$identify']);
  });

  it('identify: takes a number as text', async () => {
    const page = await world.visit();
    await page.evaluate(() => posthog.identify(42));
    assert.equal(await page.evaluate(() => posthog.get_distinct_id()), '42');
  });

  it('identify: ignores ids that come from a mistake', async () => {
    const page = await world.visit();
    const mistakes = [null, '', '  ', {}, true, '$posthog_cookieless', 'distinct_id', 'DistinctId', 'undefined', 'NULL'];
    await world.expectEvents(() => page.evaluate((mistakes) => {
      for (const id of [undefined, ...mistakes]) posthog.identify(id, { a: 1 });
    }, mistakes), []);
    assert.equal(await property(page, '$user_state'), 'anonymous');
    assert.equal(await property(page, '$user_id'), undefined);
  });

  it('identify: accepts words that only look like a mistake', async () => {
    const words = ['anonymous', 'guest', 'true', '0', 'not_authenticated'];
    const page = await world.visit();
    const ids = await page.evaluate((words) => words.map((word) => {
      posthog.reset();
      posthog.identify(word);
      return posthog.get_distinct_id();
    }), words);
    assert.deepEqual(ids, words);
  });

  it('identify: does nothing where person_profiles is never', async () => {
    const page = await world.visit({ person_profiles: 'never' });
    await world.expectEvents(() => page.evaluate(() => {
      posthog.identify('ann');
      posthog.capture('e');
    }), [{ event: 'e', $is_identified: false, $process_person_profile: false }]);
    assert.equal(await property(page, '$user_state'), 'anonymous');
  });

  it('identify: of a visitor who opted out changes the id all the same, but sends nothing', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      posthog.opt_out_capturing();
      posthog.identify('ann');
    }), []);
    assert.equal(await page.evaluate(() => posthog.get_distinct_id()), 'ann');
    assert.equal(await property(page, '$user_state'), 'identified');
  });

  it('identify: does not name a visitor who goes without an id', async () => {
    const page = await world.visit({ cookieless_mode: 'always' });
    const given = await page.evaluate(() => {
      posthog.identify('ann');
      posthog.alias('ann');
      return [posthog.get_distinct_id(), localStorage.length + sessionStorage.length + document.cookie.length];
    });
    assert.deepEqual(given, ['$posthog_cookieless', 0]);
    await world.expectEvents(() => page.evaluate(() => void posthog.capture('e')), ['e']);
  });

  it('identify: notes the device of a visitor whose device had no id', async () => {
    const page = await world.visit({}, { before: `localStorage.setItem('ph_token_posthog', '{"distinct_id":"old"}')` });
    await page.evaluate(() => posthog.unregister('$device_id'));
    await page.evaluate(() => posthog.identify('ann'));
    assert.equal(await property(page, '$device_id'), 'old');
    assert.equal(await property(page, '$had_persisted_distinct_id'), true);
  });

  it('setPersonProperties: sends $set, from when on events count towards a person', async () => {
    const page = await world.visit();
    const [, set] = await world.expectEvents(() => page.evaluate(() => {
      posthog.capture('before');
      posthog.setPersonProperties({ plan: 'pro' }, { source: 'ad' });
      posthog.capture('after');
    }), [
      { event: 'before', $process_person_profile: false },
      { event: '$set', $process_person_profile: undefined, $is_identified: false },
      { event: 'after', $process_person_profile: undefined },
    ]);
    assert.deepEqual(sets([set]), [[{ plan: 'pro' }, { source: 'ad' }]]);
    const { properties } = person(await page.evaluate(() => posthog.get_distinct_id()));
    assert.deepEqual([properties.plan, properties.source], ['pro', 'ad']);
  });

  it('setPersonProperties: needs something, and sends the same only once in a row', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      posthog.setPersonProperties();
      posthog.setPersonProperties(null, null);
      posthog.setPersonProperties({});
      posthog.setPersonProperties({}, {});
      posthog.setPersonProperties({ a: 1 });
      posthog.setPersonProperties({ a: 1 });
      posthog.setPersonProperties(undefined, { a: 1 });
      posthog.setPersonProperties({ a: 1 });
    }), ['$set', '$set', '$set', '$set']);
  });

  it('setPersonProperties: does nothing where person_profiles is never', async () => {
    const page = await world.visit({ person_profiles: 'never' });
    await world.expectEvents(() => page.evaluate(() => posthog.setPersonProperties({ a: 1 })), []);
    assert.equal(await property(page, '$epp'), undefined);
  });

  it('unsetPersonProperties: takes properties away from the person, which then can be set again', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      posthog.setPersonProperties({ a: 1, b: 2, c: 3 });
      posthog.unsetPersonProperties('a');
      posthog.unsetPersonProperties(['b', '', 7]);
    }), ['$set', { event: '$set', $unset: ['a'] }, { event: '$set', $unset: ['b'] }]);
    const id = await page.evaluate(() => posthog.get_distinct_id());
    const { a, b, c } = person(id).properties;
    assert.deepEqual([a, b, c], [undefined, undefined, 3]);
    await world.expectEvents(() => page.evaluate(() => {
      posthog.unsetPersonProperties();
      posthog.unsetPersonProperties(['']);
      posthog.setPersonProperties({ a: 1, b: 2, c: 3 });
    }), ['$set']);
    assert.equal(person(id).properties.a, 1);
  });

  it('people.set: sets properties of the person, one or many, and calls back', async () => {
    const page = await world.visit();
    let called;
    const events = await world.expectEvents(async () => {
      called = await page.evaluate(() => {
        const called = [];
        posthog.people.set('a', 1, (answer) => called.push(['one', answer]));
        posthog.people.set({ b: 2, c: 3 }, (answer) => called.push(['many', answer]));
        posthog.people.set('d', 4);
        return called;
      });
    }, ['$set', '$set', '$set']);
    assert.deepEqual(sets(events), [[{ a: 1 }, {}], [{ b: 2, c: 3 }, {}], [{ d: 4 }, {}]]);
    assert.deepEqual(called, [['one', {}], ['many', {}]]);
  });

  it('people.set_once: keeps what the person has already', async () => {
    const page = await world.visit();
    const events = await world.expectEvents(() => page.evaluate(() => {
      posthog.people.set('a', 1);
      posthog.people.set_once('a', 2);
      posthog.people.set_once({ b: 3 });
    }), ['$set', '$set', '$set']);
    assert.deepEqual(sets(events), [[{ a: 1 }, {}], [{}, { a: 2 }], [{}, { b: 3 }]]);
    const { a, b } = person(await page.evaluate(() => posthog.get_distinct_id())).properties;
    assert.deepEqual([a, b], [1, 3]);
  });

  it('alias: gives the person another id, and the event', async () => {
    const page = await world.visit();
    const id = await page.evaluate(() => posthog.get_distinct_id());
    let given;
    await world.expectEvents(async () => {
      given = await page.evaluate(() => [posthog.alias('nick').event, posthog.alias('other', 'original').event]);
    }, [
      { event: '$create_alias', alias: 'nick', distinct_id: id, $process_person_profile: undefined },
      { event: '$create_alias', alias: 'other', distinct_id: 'original' },
    ]);
    assert.deepEqual(given, ['$create_alias', '$create_alias']);
    assert.equal(await property(page, '__alias'), 'other');
    assert.equal(await page.evaluate(() => posthog.get_distinct_id()), id);
    assert.deepEqual(person('nick').ids.sort(), [id, 'nick'].sort());
    assert.deepEqual(person('other').ids.sort(), ['original', 'other']);
  });

  it('alias: of the id that the visitor has identifies them, and gives -1', async () => {
    const page = await world.visit();
    let given;
    await world.expectEvents(async () => {
      given = await page.evaluate(() => posthog.alias(posthog.get_distinct_id()));
    }, ['$set']);
    assert.equal(given, -1);
    assert.equal(await property(page, '$user_state'), 'identified');
  });

  it('alias: of nothing, or of a person that is known already, gives -2', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const nothing = posthog.alias();
      posthog.register({ $people_distinct_id: 'ann' });
      return [nothing, posthog.alias('ann')];
    });
    assert.deepEqual(given, [-2, -2]);
  });

  it('alias: does nothing where person_profiles is never', async () => {
    const page = await world.visit({ person_profiles: 'never' });
    assert.equal(await page.evaluate(() => typeof posthog.alias('nick')), 'undefined');
    assert.equal(await property(page, '__alias'), undefined);
  });

  it('identify: under the alias that the visitor was given keeps the id', async () => {
    const page = await world.visit();
    const id = await page.evaluate(() => posthog.get_distinct_id());
    await world.expectEvents(() => page.evaluate(() => {
      posthog.alias('alias of mine');
      posthog.identify('alias of mine');
    }), ['$create_alias', { event: '$set', distinct_id: id, $user_id: 'alias of mine' }]);
  });

  it('group: puts the visitor into a group, of which later events tell', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      posthog.group('company', 'acme');
      posthog.group('company', 'acme');
      posthog.group('company', 'acme', { size: 3 });
      posthog.group('team', 7);
      posthog.group('company', 'other');
      posthog.capture('e');
    }), [
      { event: '$groupidentify', $group_type: 'company', $group_key: 'acme', $group_set: undefined },
      { event: '$groupidentify', $group_key: 'acme', $group_set: { size: 3 } },
      { event: '$groupidentify', $group_type: 'team', $group_key: 7, $groups: { company: 'acme', team: 7 } },
      { event: '$groupidentify', $group_type: 'company', $group_key: 'other' },
      { event: 'e', $groups: { company: 'other', team: 7 } },
    ]);
  });

  it('group: needs a type and a key', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      for (const [type, key] of [[], ['company'], ['company', ''], ['', 'acme'], [null, 'acme'], ['company', 0]]) {
        posthog.group(type, key, { size: 3 });
      }
    }), []);
    assert.deepEqual(await page.evaluate(() => posthog.getGroups()), {});
  });

  it('group: is told of even where person_profiles is never', async () => {
    const page = await world.visit({ person_profiles: 'never' });
    const [event, isProcessed] = await page.evaluate(() => {
      let told;
      posthog.on('eventCaptured', ({ event, properties }) => (told = [event, properties.$process_person_profile]));
      posthog.group('company', 'acme');
      return told;
    });
    assert.deepEqual([event, isProcessed], ['$groupidentify', false]);
  });

  it('resetGroups: takes the visitor out of all groups', async () => {
    const page = await world.visit();
    await page.evaluate(() => {
      posthog.group('company', 'acme');
      posthog.resetGroups();
    });
    assert.deepEqual(await property(page, '$groups'), {});
    assert.deepEqual(await page.evaluate(() => posthog.capture('e').properties.$groups), {});
  });

  it('getGroups: gives the groups, an empty object where there are none', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      const none = posthog.getGroups();
      posthog.group('company', 'acme');
      return [none, posthog.getGroups()];
    });
    assert.deepEqual(given, [{}, { company: 'acme' }]);
  });

  it('createPersonProfile: makes a person of the visitor, once', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      posthog.createPersonProfile();
      posthog.createPersonProfile();
      posthog.capture('e');
    }), [{ event: '$set', $process_person_profile: undefined }, { event: 'e', $process_person_profile: undefined }]);
    const [always, never] = [await world.visit({ person_profiles: 'always' }), await world.visit({ person_profiles: 'never' })];
    await world.expectEvents(async () => {
      for (const page of [always, never]) await page.evaluate(() => posthog.createPersonProfile());
    }, []);
  });

  it('setInternalOrTestUser: marks the person', async () => {
    const page = await world.visit();
    const [{ properties }] = await world.expectEvents(() => page.evaluate(() => posthog.setInternalOrTestUser()), ['$set']);
    assert.equal(properties.$set.$internal_or_test_user, true);
    const never = await world.visit({ person_profiles: 'never' });
    await world.expectEvents(() => never.evaluate(() => posthog.setInternalOrTestUser()), []);
  });

  it('get_distinct_id: gives the id, which stays over a reload', async () => {
    const page = await world.visit();
    const id = await page.evaluate(() => posthog.get_distinct_id());
    assert.match(id, UUID_V7);
    await page.reload();
    assert.equal(await page.evaluate(() => posthog.get_distinct_id()), id);
  });

  it('setIdentity: keeps the identity with the options, and gives the person that id', async () => {
    const page = await world.visit();
    const id = await page.evaluate(() => posthog.get_distinct_id());
    await world.expectEvents(() => page.evaluate(() => posthog.setIdentity('ann@example.com', 'hash')), [
      { event: '$create_alias', alias: 'ann@example.com', distinct_id: id },
    ]);
    const kept = await page.evaluate(() => [posthog.config.identity_distinct_id, posthog.config.identity_hash]);
    assert.deepEqual(kept, ['ann@example.com', 'hash']);
  });

  it('clearIdentity: forgets what setIdentity kept', async () => {
    const page = await world.visit();
    const left = await page.evaluate(() => {
      posthog.setIdentity('ann@example.com', 'hash');
      posthog.clearIdentity();
      return ['identity_distinct_id', 'identity_hash'].filter((option) => option in posthog.config);
    });
    assert.deepEqual(left, []);
  });

  it('reset: makes another visitor of the same device', async () => {
    const page = await world.visit();
    const { before, after, stored } = await page.evaluate(() => {
      posthog.identify('ann');
      posthog.register({ plan: 'pro' });
      posthog.register_for_session({ step: 1 });
      posthog.group('company', 'acme');
      const before = posthog.capture('before').properties;
      posthog.reset();
      const stored = JSON.parse(localStorage.getItem('ph_token_posthog'));
      return { before, after: posthog.capture('after').properties, stored };
    });
    assert.match(after.distinct_id, UUID_V7);
    assert.notEqual(after.distinct_id, before.$device_id);
    assert.equal(after.$device_id, before.$device_id);
    assert.notEqual(after.$session_id, before.$session_id);
    assert.notEqual(after.$window_id, before.$window_id);
    for (const key of ['plan', 'step', '$groups', '$user_id']) assert.ok(key in before && !(key in after), key);
    assert.deepEqual([after.$is_identified, after.$process_person_profile], [false, false]);
    assert.ok(Math.abs(Date.parse(after.$last_posthog_reset) - Date.now()) < 20_000);
    assert.equal(stored.$user_state, 'anonymous');
    assert.ok(!stored.$sesid?.[1], 'the session begins with the next event');
  });

  it('reset: gives the device a new id where it is asked to', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => [true, { resetDeviceID: true }, false, {}].map((options) => {
      const before = posthog.get_property('$device_id');
      posthog.register({ $device_model: 'Phone' });
      posthog.reset(options);
      const device = posthog.get_property('$device_id');
      const isKept = [device === before, posthog.get_property('$device_model') === 'Phone'];
      return [...isKept, device === posthog.get_distinct_id()];
    }));
    assert.deepEqual(given, [[false, false, true], [false, false, true], [true, true, false], [true, true, false]]);
  });

  it('reset: sends nothing, and what waits goes out under the old id', async () => {
    const page = await world.visit();
    await world.expectEvents(() => page.evaluate(() => {
      posthog.register({ distinct_id: 'old' });
      posthog.capture('e');
      posthog.reset();
    }), [{ event: 'e', distinct_id: 'old' }]);
  });

  it('reset: takes up the visitor and the session that the page names', async () => {
    const page = await world.visit();
    const time = Date.now().toString(16).padStart(12, '0');
    const sessionID = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
    const given = await page.evaluate((sessionID) => {
      posthog.identify('ann');
      return [{ distinctID: 'bob', isIdentifiedID: true, sessionID }, { distinctID: 'nobody' }].map((bootstrap) => {
        posthog.reset({ bootstrap });
        const { distinct_id, $is_identified, $session_id } = posthog.capture('e').properties;
        return [distinct_id, $is_identified, $session_id === sessionID];
      });
    }, sessionID);
    assert.deepEqual(given, [['bob', true, true], ['nobody', false, false]]);
  });

  it('reset: without a bootstrap goes back to the one of init', async () => {
    const page = await world.visit({ bootstrap: { distinctID: 'first', isIdentifiedID: false } });
    const ids = await page.evaluate(() => [{ bootstrap: { distinctID: 'second' } }, undefined].map((options) => {
      posthog.reset(options);
      return [posthog.get_distinct_id(), posthog.config.bootstrap.distinctID];
    }));
    assert.deepEqual(ids[0], ['second', 'second']);
    assert.equal(ids[1][1], 'first');
  });

  it('reset: takes back what the visitor decided', async () => {
    const page = await world.visit({ opt_out_capturing_by_default: true });
    const given = await page.evaluate(() => {
      posthog.opt_in_capturing({ captureEventName: null });
      posthog.reset();
      return [posthog.get_explicit_consent_status(), posthog.is_capturing(), localStorage.length];
    });
    assert.deepEqual(given, ['pending', false, 0]);
  });

  it('reset: forgets the identity that setIdentity kept', async () => {
    const page = await world.visit();
    const left = await page.evaluate(() => {
      posthog.setIdentity('ann@example.com', 'hash');
      posthog.reset();
      return [posthog.config.identity_distinct_id, posthog.config.identity_hash];
    });
    assert.deepEqual(left, [undefined, undefined]);
  });

  it('reset: before init does nothing and throws nothing', async () => {
    const page = await world.open('<!doctype html><script src="/array.full.js"></script><script>posthog.reset()</script>');
    const seen = watch(page);
    assert.equal(await page.evaluate(() => (posthog.reset(), posthog.__loaded)), false);
    assert.deepEqual(seen.errors, []);
  });

  it('_isIdentified: tells whether the visitor has a name', async () => {
    const page = await world.visit();
    const told = await page.evaluate(() => {
      const before = posthog._isIdentified();
      posthog.identify('ann');
      return [before, posthog._isIdentified()];
    });
    assert.deepEqual(told, [false, true]);
  });
});
