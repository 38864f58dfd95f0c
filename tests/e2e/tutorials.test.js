// The ways in which the tutorials track teams, on a page, and the rows and persons that they leave behind.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startWorld } from './support/world.js';

const USER = "const user = {email: 'ann@acme.example', org: 'Acme', company: 'Acme Ltd'};";

describe('the tutorials', () => {
  let world;
  before(async () => (world = await startWorld()));
  after(() => world.stop());

  /** Opens a page that runs `script`, with an `user` to speak of. */
  const run = (path, script) => world.open(world.pageWithSnippet(USER + script), { path });
  const personOf = (id) => world.collector.persons().find((person) => person.ids.includes(id));

  it('identify by person: what the visitor did before becomes theirs', async () => {
    const [before] = await world.expectEvents(
      () => run('/person', "posthog.capture('some event'); posthog.identify(user.email); posthog.capture('some event');"),
      ['some event', '$identify', { event: 'some event', distinct_id: 'ann@acme.example' }, '$pageview'],
    );
    const person = personOf('ann@acme.example');
    assert.deepEqual(person.ids.sort(), [before.distinct_id, 'ann@acme.example'].sort());
    assert.equal(person.is_identified, 1);
  });

  it('identify by organisation, with the person as a property of one event', async () => {
    await world.expectEvents(
      () => run('/org', "posthog.identify(user.org); posthog.capture('some event', {personEmail: user.email});"),
      ['$identify', { event: 'some event', distinct_id: 'Acme', personEmail: 'ann@acme.example' }, '$pageview'],
    );
    assert.ok(personOf('Acme'));
  });

  it('identify by organisation, with the person registered for all events', async () => {
    await world.expectEvents(
      () => run('/registered', "posthog.register({personEmail: user.email}); posthog.identify(user.org); posthog.capture('e');"),
      ['$identify', 'e', '$pageview'].map((event) => ({ event, distinct_id: 'Acme', personEmail: 'ann@acme.example' })),
    );
  });

  it('set properties of the person inside a capture', async () => {
    const script = `
      posthog.identify('org-1');
      posthog.capture('project_created', {name: 'One', $set: {project_total: 1}});
      posthog.capture('project_created', {name: 'Two', $set: {project_total: 2}});`;
    await world.expectEvents(() => run('/set', script), ['$identify', 'project_created', 'project_created', '$pageview']);
    assert.equal(personOf('org-1').properties.project_total, 2);
  });

  it('set properties of the person by people.set and people.set_once', async () => {
    const script = `
      posthog.identify('bea@acme.example');
      posthog.people.set({email: 'bea@acme.example', company: user.company});
      posthog.people.set('plan', 'team');
      posthog.people.set_once({plan: 'free', first_seen: 'today'});`;
    await world.expectEvents(() => run('/people', script), ['$identify', '$set', '$set', '$set', '$pageview']);
    const { email, company, plan, first_seen } = personOf('bea@acme.example').properties;
    assert.deepEqual([email, company, plan, first_seen], ['bea@acme.example', 'Acme Ltd', 'team', 'today']);
  });

  it('toggle between user and account: each event under its id, nobody merged', async () => {
    const script = `
      posthog.identify('user1'); posthog.capture('as user');
      posthog.identify('account1'); posthog.capture('as account');
      posthog.identify('user1'); posthog.capture('as user again');`;
    await world.expectEvents(() => run('/toggle', script), [
      { event: '$identify', distinct_id: 'user1' },
      { event: 'as user', distinct_id: 'user1' },
      { event: 'as account', distinct_id: 'account1' },
      { event: 'as user again', distinct_id: 'user1' },
      '$pageview',
    ]);
    assert.notEqual(personOf('user1').uuid, personOf('account1').uuid);
  });

  it('log out: the next visitor of the browser is somebody else', async () => {
    const [, , after] = await world.expectEvents(
      () => run('/logout', "posthog.identify('cy'); posthog.register({plan: 'pro'}); posthog.reset(); posthog.capture('next');"),
      ['$identify', 'next', '$pageview'].map((event) => (event === '$identify' ? { event, distinct_id: 'cy' } : event)),
    );
    assert.ok(!personOf('cy').ids.includes(after.distinct_id));
    assert.equal(after.properties.plan, undefined);
  });
});
