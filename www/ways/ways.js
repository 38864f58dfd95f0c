/*
 * The ways to track people and their organisations. `tell` is the story in each of them: the code on the screen is the
 * text of the function that runs. `user` and `organisation` say where the rows of a way name them; undefined where they
 * do not.
 */

const isEmail = (id) => id.includes('@');

/** Lists the ways, the one that we recommend first. */
export const WAYS = [
  {
    id: 'both',
    title: 'Person and group',
    recommended: true,
    pitch: 'Identify the person, say once for which company they act, and let the company act for itself.',
    trackers: ['posthog'],
    tell(posthog) {
      posthog.identify('ann@acme.example', { name: 'Ann' });
      posthog.group('company', 'acme', { plan: 'free' });
      posthog.capture('signed_up');
      posthog.capture('project_created');
      posthog.capture('project_created');

      // Acme’s own doing, whoever is at the keyboard
      const account = posthog.as('acme');
      account.group('company', 'acme', { plan: 'team' });
      account.capture('plan_upgraded', { plan: 'team', revenue: 48 });

      posthog.reset(); // Bob, in his own browser
      posthog.identify('bob@acme.example', { name: 'Bob' });
      posthog.group('company', 'acme');
      posthog.capture('joined');
    },
    user: ({ distinct_id }) => (isEmail(distinct_id) ? distinct_id : undefined),
    organisation: ({ properties }) => properties.$groups?.company,
    mind: 'An account that acts is a member too; here only the @ of an e-mail address tells people from it.',
  },
  {
    id: 'person',
    title: 'By person',
    pitch: 'Each person under their own id, and no word of the organisation.',
    trackers: ['posthog'],
    tell(posthog) {
      posthog.identify('ann@acme.example');
      posthog.capture('signed_up');
      posthog.capture('project_created');
      posthog.capture('project_created');
      posthog.capture('plan_upgraded', { plan: 'team', revenue: 48 });

      posthog.reset(); // Bob, in his own browser
      posthog.identify('bob@acme.example');
      posthog.capture('joined');
    },
    user: ({ distinct_id }) => distinct_id,
    organisation: () => undefined,
    mind: 'Bob looks like somebody who never paid, although his company has.',
  },
  {
    id: 'organisation',
    title: 'By organisation',
    pitch: 'The whole team under one id; the person travels along, on one event or registered for all.',
    trackers: ['posthog'],
    tell(posthog) {
      posthog.identify('acme');
      posthog.capture('signed_up', { personEmail: 'ann@acme.example' });
      posthog.register({ personEmail: 'ann@acme.example' });
      posthog.capture('project_created');
      posthog.capture('project_created');
      posthog.capture('plan_upgraded', { plan: 'team', revenue: 48 });

      posthog.reset(); // Bob, in his own browser
      posthog.identify('acme');
      posthog.register({ personEmail: 'bob@acme.example' });
      posthog.capture('joined');
    },
    user: ({ properties }) => properties.personEmail,
    organisation: ({ distinct_id }) => distinct_id,
    mind: 'Ann is a text on rows. She has no profile, and nobody sees that she also works for a second company.',
  },
  {
    id: 'properties',
    title: 'Person properties',
    pitch: 'By person, and what is known of them set by people.set, or by $set inside a capture.',
    trackers: ['posthog'],
    tell(posthog) {
      posthog.identify('ann@acme.example');
      posthog.people.set({ company: 'acme', plan: 'free' });
      posthog.capture('signed_up');
      posthog.capture('project_created', { $set: { project_total: 1 } });
      posthog.capture('project_created', { $set: { project_total: 2 } });
      posthog.capture('plan_upgraded', { plan: 'team', revenue: 48, $set: { plan: 'team' } });

      posthog.reset(); // Bob, in his own browser
      posthog.identify('bob@acme.example');
      posthog.people.set({ company: 'acme' });
      posthog.capture('joined');
    },
    user: ({ distinct_id }) => distinct_id,
    organisation: ({ person }) => person?.properties.company,
    mind: 'A property says how things are now. When Ann changes companies, all that she did at Acme moves along.',
  },
  {
    id: 'toggle',
    title: 'Identities in turn',
    pitch: 'As sites with KISSmetrics do: identify the person or the account, whichever the next event is about.',
    trackers: ['posthog'],
    tell(posthog) {
      posthog.identify('ann@acme.example');
      posthog.capture('signed_up');
      posthog.capture('project_created');
      posthog.capture('project_created');

      posthog.identify('acme'); // an event of the account’s
      posthog.capture('plan_upgraded', { plan: 'team', revenue: 48 });
      posthog.identify('ann@acme.example'); // and back

      posthog.reset(); // Bob, in his own browser
      posthog.identify('bob@acme.example');
      posthog.capture('joined');
    },
    user: ({ distinct_id }) => (isEmail(distinct_id) ? distinct_id : undefined),
    organisation: ({ distinct_id }) => (isEmail(distinct_id) ? undefined : distinct_id),
    mind: 'Nobody is merged, yet nothing links Ann to Acme. Clicks in between count for whoever it is just then.',
  },
  {
    id: 'instances',
    title: 'Two trackers',
    pitch: 'One tracker of persons and one of accounts, each with a project and a storage of its own.',
    trackers: ['people', 'accounts'],
    tell(people, accounts) {
      people.identify('ann@acme.example');
      accounts.identify('acme');
      for (const tracker of [people, accounts]) {
        tracker.capture('signed_up');
        tracker.capture('project_created');
        tracker.capture('project_created');
      }
      accounts.capture('plan_upgraded', { plan: 'team', revenue: 48 });

      people.reset(); // Bob, in his own browser
      accounts.reset();
      people.identify('bob@acme.example');
      accounts.identify('acme');
      people.capture('joined');
    },
    user: ({ distinct_id, tracker }) => (tracker === 'people' ? distinct_id : undefined),
    organisation: ({ distinct_id, tracker }) => (tracker === 'accounts' ? distinct_id : undefined),
    mind: 'What both should know is sent twice, and no row says who belongs to which account.',
  },
];
