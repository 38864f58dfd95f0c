// People and the organisations that they act for: what is stored of events for other groups than the visitor's, of somebody
// else's, and of two trackers on one page.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startWorld } from './support/world.js';

describe('people and the organisations they act for', () => {
  let world;
  before(async () => (world = await startWorld()));
  after(() => world.stop());

  const personOf = (id) => world.collector.persons().find((person) => person.ids.includes(id));
  /** The organisations that the person of an id is known to have acted for. */
  const organisationsOf = (id) =>
    world.collector
      .query(`SELECT t.name || ':' || g.key AS name FROM person_groups g
        JOIN group_types t ON t.project_id = g.project_id AND t.type_index = g.type_index
        JOIN person_distinct_ids d ON d.person_id = g.person_id
        WHERE d.distinct_id = '${id}' ORDER BY name`)
      .map(({ name }) => name);
  const storage = (page) => page.evaluate(() => JSON.stringify(Object.entries(localStorage).sort()));
  const ofCompany = (key) => ({ $groups: key === undefined ? {} : { company: key } });

  it('capture: an event for another organisation leaves the visitor where they are', async () => {
    const page = await world.visit();
    const [, , other] = await world.expectEvents(
      () =>
        page.evaluate(() => {
          posthog.identify('dora');
          posthog.group('company', 'org_1');
          posthog.capture('moved', { to: 2 }, { groups: { company: 'org_2', project: 7 } });
          posthog.capture('none', {}, { groups: {} });
          posthog.capture('back');
        }),
      [
        '$identify',
        { event: '$groupidentify', ...ofCompany('org_1') },
        { event: 'moved', to: 2, $groups: { company: 'org_2', project: 7 } },
        { event: 'none', ...ofCompany() },
        { event: 'back', ...ofCompany('org_1') },
      ],
    );
    const types = world.collector.query('SELECT name, type_index FROM group_types');
    const { type_index } = types.find(({ name }) => name === 'company');
    assert.equal(other.properties[`$group_${type_index}`], 'org_2');
    assert.deepEqual(organisationsOf('dora'), ['company:org_1', 'company:org_2', 'project:7']);
  });

  it('capture: who is anonymous stays so, whichever organisation one event is for', async () => {
    const page = await world.visit();
    await world.expectEvents(
      () =>
        page.evaluate(() => {
          posthog.capture('one', {}, { groups: { company: 'org_9' } });
          posthog.capture('two');
        }),
      [
        { event: 'one', ...ofCompany('org_9') },
        { event: 'two', $groups: undefined, $is_identified: false },
      ],
    );
    const sent = world.wire.requests.flatMap((request) => JSON.parse(request.body() || '{}').batch ?? []);
    const profiles = ['one', 'two'].map((name) => sent.find(({ event }) => event === name).properties.$process_person_profile);
    assert.deepEqual(profiles, [true, false]);
  });

  it('ungroup: takes the visitor out of one organisation, in every tab', async () => {
    const page = await world.visit();
    const join = () => {
      posthog.group('company', 'acme');
      posthog.group('project', 'p1');
    };
    await world.expectEvents(() => page.evaluate(join), ['$groupidentify', '$groupidentify']);
    const other = await world.visit({}, { visitor: page.context() });
    assert.deepEqual(await other.evaluate(() => posthog.getGroups()), { company: 'acme', project: 'p1' });
    await page.evaluate(() => posthog.ungroup('company'));
    await other.waitForFunction(() => !posthog.getGroups().company);
    await world.expectEvents(
      () => other.evaluate(() => (posthog.ungroup(), posthog.ungroup('nothing'), posthog.capture('e'))),
      [{ event: 'e', $groups: { project: 'p1' } }],
    );
  });

  it('withGroups: tags what happens meanwhile, and nothing after it', async () => {
    const page = await world.visit();
    await world.expectEvents(
      async () => {
        const given = await page.evaluate(() => {
          posthog.group('company', 'own');
          const answer = posthog.withGroups({ company: 'a' }, (tagged) => {
            posthog.capture('in a');
            posthog.withGroups({ company: 'b' }, () => posthog.capture('in b'));
            tagged.capture('in a again', {}, { groups: { company: 'c' } });
            return posthog.withGroups({}, (none) => none.capture('in none').event);
          });
          let thrown;
          try {
            posthog.withGroups({ company: 'd' }, () => {
              throw new Error('of the page');
            });
          } catch ({ message }) {
            thrown = message;
          }
          posthog.capture('after');
          return { answer, thrown, groups: posthog.getGroups() };
        });
        assert.deepEqual(given, { answer: 'in none', thrown: 'of the page', groups: { company: 'own' } });
      },
      [
        { event: '$groupidentify', ...ofCompany('own') },
        { event: 'in a', ...ofCompany('a') },
        { event: 'in b', ...ofCompany('b') },
        { event: 'in a again', ...ofCompany('c') },
        { event: 'in none', ...ofCompany() },
        { event: 'after', ...ofCompany('own') },
      ],
    );
  });

  it('withGroups: functions that wait tag exactly their own events, however they interleave', async () => {
    const page = await world.visit();
    const names = ['a', 'b', 'c'];
    const stored = await world.expectEvents(
      async () => {
        const given = await page.evaluate(async (names) => {
          const work = (name, pause) =>
            posthog.withGroups({ company: name }, async (tagged) => {
              for (let step = 0; step < 3; step++) {
                tagged.capture('step', { name });
                tagged.people.set({ step });
                await new Promise((resolve) => setTimeout(resolve, pause));
                posthog.capture('untagged');
              }
              return name;
            });
          const answers = await Promise.all(names.map((name, at) => work(name, 5 + at)));
          const failure = await posthog.withGroups({}, async () => Promise.reject(new Error('late'))).catch(String);
          return { answers, failure };
        }, names);
        assert.deepEqual(given, { answers: names, failure: 'Error: late' });
      },
      Array(9).fill('step'),
      { apart: ['$set', 'untagged'] },
    );
    for (const { properties } of stored) assert.deepEqual(properties.$groups, { company: properties.name });
    const rows = world.collector.events();
    const updates = rows.filter(({ event, properties }) => event === '$set' && names.includes(properties.$groups?.company));
    assert.equal(updates.length, 9);
    for (const { properties } of rows.filter(({ event }) => event === 'untagged')) assert.equal(properties.$groups, undefined);
  });

  it('withGroups: the page hears of what it did wrong only while debugging', async () => {
    const page = await world.visit();
    const given = await page.evaluate(() => {
      posthog.group('company', 'own');
      const groups = [null, 'acme', 7, undefined].map((groups) =>
        posthog.withGroups(groups, (tagged) => tagged.capture('e').properties.$groups));
      const throwing = new Proxy({}, { ownKeys() { throw new Error('hostile'); } });
      return [...groups, posthog.withGroups(throwing, () => 1), posthog.withGroups({}), posthog.withGroups({}, 'no function')];
    });
    assert.equal(await page.evaluate(() => posthog.flush()), true);
    const own = { company: 'own' };
    assert.deepEqual(given, [own, own, own, own, 1, undefined, undefined]);
  });

  it('as: events, properties and organisations of somebody else, and the visitor stays who they are', async () => {
    const page = await world.visit();
    const begin = () => {
      posthog.register({ plan: 'pro' });
      posthog.identify('eve');
      posthog.group('company', 'eves');
    };
    await world.expectEvents(() => page.evaluate(begin), ['$identify', '$groupidentify']);
    const before = await storage(page);
    const sessions = await world.expectEvents(
      () =>
        page.evaluate(() => {
          const account = posthog.as('account1');
          account.capture('seats bought', { seats: 3 });
          account.people.set({ tier: 'gold' });
          account.people.set_once('since', 2026);
          account.group('company', 'acme', { name: 'Acme' });
          account.group('company', 'acme');
          account.capture('renewed');
          posthog.as('account1').capture('elsewhere');
          posthog.as(7).capture('of a number');
          posthog.capture('own');
        }),
      [
        { event: 'seats bought', distinct_id: 'account1', seats: 3, plan: 'pro', ...ofCompany() },
        { event: '$set', distinct_id: 'account1' },
        { event: '$set', distinct_id: 'account1' },
        { event: '$groupidentify', distinct_id: 'account1', ...ofCompany('acme') },
        { event: 'renewed', distinct_id: 'account1', ...ofCompany('acme') },
        { event: 'elsewhere', distinct_id: 'account1', ...ofCompany() },
        { event: 'of a number', distinct_id: '7' },
        { event: 'own', distinct_id: 'eve', ...ofCompany('eves') },
      ],
    ).then((events) => events.map(({ properties }) => properties.$session_id));
    assert.equal(new Set(sessions).size, 1);
    assert.equal(await storage(page), before, 'nothing is stored of it');
    const account = personOf('account1');
    assert.deepEqual(account.ids, ['account1']);
    assert.equal(account.properties.tier, 'gold');
    assert.equal(account.properties.since, 2026);
    assert.equal(personOf('eve').properties.tier, undefined);
    assert.deepEqual(organisationsOf('account1'), ['company:acme']);
    assert.deepEqual(organisationsOf('eve'), ['company:eves']);
    const [group] = world.collector.query(`SELECT properties FROM groups WHERE key = 'acme'`);
    assert.equal(JSON.parse(group.properties).name, 'Acme');
  });

  it('as: nobody is called by no name, and nothing is thrown', async () => {
    const page = await world.visit();
    await world.expectEvents(
      () =>
        page.evaluate(() => {
          const names = [undefined, null, '', '  ', {}, [], 'undefined', 'null', Symbol('s'), NaN];
          for (const name of names.slice(0, -1)) posthog.as(name).capture('nobody', {});
          const account = posthog.as('account2');
          account.group();
          account.group('company');
          account.people.set();
          account.capture();
          account.capture('fine', null, null);
        }),
      ['$set', { event: 'fine', distinct_id: 'account2' }],
    );
  });

  it('as and withGroups: can be called on the stub, and what they gave is of use later', async () => {
    const script = `
      posthog.capture('own');
      var account = posthog.as('account3');
      account.group('company', 'stubbed');
      account.people.set({tier: 'silver'});
      account.capture('of the account');
      var answer = posthog.withGroups({company: 'a'}, function (given) {
        window.tagged = given;
        posthog.capture('in a');
        posthog.withGroups({company: 'b'}, function (inner) { inner.capture('in b'); });
        given.capture('in a again');
        return 'answer';
      });
      posthog.capture('own again');`;
    await world.expectEvents(
      async () => {
        const page = await world.open(world.pageWithSnippet(script, { capture_pageview: false }), { path: '/stub' });
        await page.waitForFunction(() => posthog.__loaded);
        assert.equal(await page.evaluate(() => answer), 'answer');
        await page.evaluate(() => {
          account.capture('later');
          tagged.capture('later in a');
          posthog.capture('own at last');
        });
      },
      [
        'own',
        { event: '$groupidentify', distinct_id: 'account3', ...ofCompany('stubbed') },
        { event: '$set', distinct_id: 'account3' },
        { event: 'of the account', distinct_id: 'account3', ...ofCompany('stubbed') },
        { event: 'in a', ...ofCompany('a') },
        { event: 'in b', ...ofCompany('b') },
        { event: 'in a again', ...ofCompany('a') },
        { event: 'own again' },
        { event: 'later', distinct_id: 'account3', ...ofCompany('stubbed') },
        { event: 'later in a', ...ofCompany('a') },
        { event: 'own at last' },
      ],
    );
    assert.equal(personOf('account3').properties.tier, 'silver');
  });

  it('init: a tracker of persons and one of accounts live side by side, with nothing in common', async () => {
    const script = `
      const all = {api_host: '${world.wire.url}', capture_pageview: false};
      posthog.init('accounts', all, 'account');
      posthog.identify('finn'); posthog.register({of: 'person'});
      posthog.account.identify('account4'); posthog.account.register({of: 'account'});
      posthog.capture('by person'); posthog.account.capture('by account');
      posthog.account.reset(); posthog.capture('still finn'); posthog.account.capture('by nobody');`;
    const page = await world.visit({}, { script });
    await page.waitForFunction(() => posthog.account.__loaded);
    await world.expectEvents(() => page.evaluate(() => posthog.capture('end')), [{ event: 'end', distinct_id: 'finn', of: 'person' }], {
      apart: ['$identify', 'by person', 'by account', 'still finn', 'by nobody'],
    });
    const rows = Object.fromEntries(world.collector.events().map((row) => [row.event, row]));
    assert.deepEqual([rows['by person'].distinct_id, rows['by person'].properties.of], ['finn', 'person']);
    assert.deepEqual([rows['by account'].distinct_id, rows['by account'].properties.of], ['account4', 'account']);
    assert.equal(rows['still finn'].distinct_id, 'finn');
    assert.equal(rows['by nobody'].properties.of, undefined);
    const keys = await page.evaluate(() => Object.keys(localStorage).filter((key) => /^ph_/.test(key)).sort());
    assert.deepEqual(keys, ['ph_accounts_account', 'ph_token_posthog']);
  });

  it('option shareAnonymousId: makes the visitor anonymous under the main tracker\'s id, and never under one that was left', async () => {
    const init = (name, share) => `posthog.init('${name}', {api_host: '${world.wire.url}', capture_pageview: false,
      shareAnonymousId: ${share}}, '${name}');`;
    const ids = (page) => page.evaluate(() => [posthog, posthog.shared, posthog.apart].map((one) => one.get_distinct_id()));
    const page = await world.visit({}, { script: `posthog.identify('gil'); ${init('shared', true)} ${init('apart', false)}` });
    await page.waitForFunction(() => posthog.shared.__loaded && posthog.apart.__loaded);
    const [main, shared, apart] = await ids(page);
    assert.equal(main, 'gil');
    assert.equal(await page.evaluate(() => posthog.get_property('$device_id')), shared, 'the id before identify');
    assert.notEqual(apart, shared);

    // A visitor who leaves one tracker alone is somebody new there.
    await page.evaluate(() => posthog.shared.reset());
    const [, afterReset] = await ids(page);
    assert.notEqual(afterReset, shared);
    await page.evaluate(() => (posthog.reset(), posthog.shared.reset()));
    const [second, sharedSecond] = await ids(page);
    assert.equal(sharedSecond, second);
    await page.evaluate(() => posthog.shared.reset());
    assert.notEqual((await ids(page))[1], second);

    // What was made is kept.
    const kept = (await ids(page))[1];
    await page.reload();
    await page.waitForFunction(() => posthog.shared?.__loaded);
    assert.equal((await ids(page))[1], kept);
    await page.evaluate(() => posthog.shared.reset());
    assert.notEqual((await ids(page))[1], (await ids(page))[0]);
  });
});
