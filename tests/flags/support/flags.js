// Flags of every kind that PostHog's library evaluates by itself.

const all = (properties, more = {}) => ({ groups: [{ properties, ...more }] });
const property = (key, operator, value) => ({ key, operator, value, type: 'person' });
const cohort = (id, operator = 'in') => ({ key: 'id', type: 'cohort', value: id, operator });
const asks = (key, value) => ({ key, type: 'flag', value, operator: 'flag_evaluates_to' });
const shares = (given) => ({ variants: Object.entries(given).map(([key, rollout_percentage]) => ({ key, rollout_percentage })) });

/** Filters on one property; each becomes a flag. */
const FILTERS = [
  ['plan', 'exact', 'PRO'], ['plan', 'exact', ['free', 'Team']], ['plan', 'is_not', 'pro'], ['plan', 'is_not', ['free', 'pro']],
  ['plan', 'exact', []], ['plan', 'is_set', null], ['plan', 'is_not_set', null],
  ['staff', 'exact', true], ['staff', 'exact', 'false'], ['staff', 'exact', ['true']], ['staff', 'is_not', 'TRUE'], ['staff', 'is_not', false],
  ['plan', 'exact', 'true'], ['plan', 'exact', ['true', 'false']], ['ratio', 'exact', '0.5'], ['ratio', 'is_not', [0.25, 'x']],
  ['email', 'icontains', 'EXAMPLE'], ['email', 'not_icontains', '7@'], ['email', 'starts_with', 'USER-1'], ['email', 'not_starts_with', 'user-2'],
  ['email', 'ends_with', '.ORG'], ['email', 'not_ends_with', '.org'], ['seats', 'icontains', '1'], ['staff', 'icontains', 'RU'], ['nothing', 'icontains', 'ul'],
  ['email', 'regex', '^user-\\d*7@'], ['email', 'regex', 'ORG$'], ['email', 'not_regex', '[13579]@'], ['email', 'regex', ''], ['seats', 'regex', '^1\\d?$'],
  ['seats', 'gt', 10], ['seats', 'gte', '10'], ['seats', 'lt', 5.5], ['seats', 'lte', '5'], ['ratio', 'gt', '0.3'], ['budget', 'gte', 50], ['budget', 'lt', '5e1'],
  ['joined', 'is_date_after', '2025-06-15'], ['joined', 'is_date_before', '2025-06-15T12:30:00Z'], ['joined', 'is_date_before', '-400d'],
  ['joined', 'is_date_after', '14m'], ['joined', 'is_date_after', '2y'], ['joined', 'is_date_before', '60w'], ['joined', 'is_date_after', '9000h'],
  ['version', 'semver_eq', '1.2'], ['version', 'semver_neq', 'v1.2.0'], ['version', 'semver_gt', '1.10'], ['version', 'semver_gte', '1.2.3'],
  ['version', 'semver_lt', '2'], ['version', 'semver_lte', '1.2.3-beta'], ['version', 'semver_tilde', '1.2.1'], ['version', 'semver_caret', '1.2'],
  ['version', 'semver_caret', '0.2.1'], ['version', 'semver_caret', '0.0.3'], ['version', 'semver_wildcard', '1.*'], ['version', 'semver_wildcard', '0.2.*'],
  ['nothing', 'exact', 'null'], ['nothing', 'is_not', 'null'], ['nothing', 'regex', 'null'], ['nothing', 'gt', 0], ['nothing', 'semver_neq', '1.0.0'], ['nothing', 'is_set', null],
  ['distinct_id', 'icontains', '99'],
].map(([key, operator, value]) => property(key, operator, value));

/** What the library leaves to the collector, for whomever; each becomes a flag. */
const LEFT_TO_US = {
  'an operator it does not know, a date': all([property('joined', 'is_date_exact', '2025-06-15')]),
  'an operator it does not know, many texts': all([property('email', 'icontains_multi', ['1', '2'])]),
  'an operator it does not know, not many texts': all([property('email', 'not_icontains_multi', ['1', '2'])]),
  'a whole number to be equal to': all([property('seats', 'exact', 5)]),
  'a pattern that engines read differently': all([property('email', 'regex', '(?i)USER')]),
  'a property that nobody has': all([property('gone', 'is_not', 'x')]),
};

/** The cohorts by a name of ours. Those that come first may be part of others. */
export const COHORTS = {
  paying: () => ({ type: 'OR', values: [
    { type: 'AND', values: [property('plan', 'exact', ['pro', 'team']), { ...property('seats', 'gt', 3), negation: false }] },
    { type: 'AND', values: [property('staff', 'exact', 'true')] },
  ] }),
  others: ({ paying }) => ({ type: 'AND', values: [{ ...cohort(paying), negation: true }, property('ratio', 'lt', 0.9)] }),
  either: ({ paying, others }) => ({ type: 'OR', values: [cohort(paying, 'not_in'), cohort(others)] }),
  everybody: () => ({ type: 'AND', values: [] }),
  nobody: () => ({ type: 'OR', values: [] }),
};

const name = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** All flags, those first that others ask for. `ids` are those of the cohorts. */
export function flags(ids) {
  const made = {};
  const add = (key, filters, more = {}) => (made[key] = { key, filters, ...more });
  for (let share = 0; share <= 100; share += 1) add(`rollout-${share}`, { groups: [{ properties: [], rollout_percentage: share }] });
  for (const share of [0.5, 33.3, 66.67, 99.9]) add(`rollout-of-${name(String(share))}`, { groups: [{ rollout_percentage: share }] });

  const colours = shares({ red: 10, green: 20, blue: 70 });
  const payloads = { red: '{"hue":0}', green: '"text"', blue: '[1,2]', true: '{"plain":true}' };
  add('colours', { groups: [{}], multivariate: colours, payloads });
  add('some-colours', { groups: [{ rollout_percentage: 40 }], multivariate: colours, payloads });
  add('two-of-three-colours', { groups: [{}], multivariate: shares({ red: 33.33, green: 33.33 }), payloads: { red: '1', true: '2' } });
  add('a-colour-of-their-own', {
    groups: [{ properties: [property('plan', 'exact', 'pro')], variant: 'red' }, { rollout_percentage: 50 }, { variant: 'gone', rollout_percentage: 80 }],
    multivariate: colours, payloads,
  });
  add('many', { groups: [{}], multivariate: shares(Object.fromEntries([...Array(30)].map((_, at) => [`v${at}`, 100 / 30]))) });
  add('payload', { groups: [{ rollout_percentage: 50 }], payloads: { true: '{"plain":true}' } });

  FILTERS.forEach((filter, at) => add(name(`${filter.operator}-${at}`), all([filter])));
  FILTERS.forEach((filter, at) => {
    const next = FILTERS[(at * 7 + 3) % FILTERS.length];
    add(`both-${at}`, { groups: [{ properties: [filter, next], rollout_percentage: 60 }, { properties: [next], rollout_percentage: 30 }] });
    add(`early-exit-${at}`, { early_exit: true, groups: [{ properties: [filter], rollout_percentage: 30 }, { properties: [next] }] });
  });

  const big = { key: 'size', operator: 'gt', value: 50, type: 'group', group_type_index: 0 };
  for (const share of [0, 25, 50, 75, 100]) add(`company-${share}`, { aggregation_group_type_index: 0, groups: [{ rollout_percentage: share }] });
  add('big-companies', { aggregation_group_type_index: 0, ...all([big], { rollout_percentage: 70 }), multivariate: colours, payloads });
  add('one-company', { aggregation_group_type_index: 0, ...all([{ key: '$group_key', operator: 'icontains', value: '3', type: 'group' }]) });
  add('projects', { aggregation_group_type_index: 1, groups: [{ rollout_percentage: 50 }] });
  add('companies-and-persons', {
    groups: [
      { properties: [big], aggregation_group_type_index: 0, rollout_percentage: 50 },
      { properties: [], aggregation_group_type_index: 1, rollout_percentage: 20 },
      { properties: [property('plan', 'exact', 'pro')], aggregation_group_type_index: null },
    ],
    multivariate: colours,
  });

  for (const [key, id] of Object.entries(ids)) {
    add(`in-${key}`, all([cohort(id)]));
    add(`not-in-${key}`, all([cohort(id, 'not_in')], { rollout_percentage: 50 }));
  }

  add('asks-for-on', all([asks('rollout-50', true)]));
  add('asks-for-off', all([asks('rollout-50', false), property('plan', 'is_not', 'free')]));
  add('asks-for-red', all([asks('some-colours', 'red')]));
  add('asks-for-any-colour', all([asks('some-colours', true)], { rollout_percentage: 50 }));
  add('asks-for-more', all([asks('asks-for-any-colour', true), asks('asks-for-on', true)]));
  add('switched-off', { groups: [{}] }, { active: false });
  add('asks-for-what-is-off', all([asks('switched-off', false)]));

  add('held-out', { groups: [{}], multivariate: colours, payloads, holdout: { id: 7, exclusion_percentage: 30 } });
  add('all-held-out', { groups: [{}], holdout: { id: 8, exclusion_percentage: 100 } });
  add('none-held-out', { groups: [{ rollout_percentage: 50 }], holdout: { id: 9, exclusion_percentage: 0 } });

  const left = Object.entries(LEFT_TO_US).map(([why, filters]) => add(`left-${name(why)}`, filters).key);
  left.push(add('left-continuity', { groups: [{}] }, { ensure_experience_continuity: true }).key);
  return { flags: Object.values(made), left };
}

/** A visitor, the same for the same number, with every property that the flags ask for. */
export function visitor(number) {
  const pick = (list, salt) => list[Math.floor(((number * 2654435761 + salt * 40503) % 4294967296) / 4294967296 * list.length)];
  const day = (number * 37) % 1400;
  const groups = [{ company: `company-${number % 40}` }, { company: `company-${number % 7}`, project: String(number % 11) }, {}, { project: 'x' }][number % 4];
  return {
    distinctId: number % 3 === 0 ? `user-${number}` : number % 3 === 1 ? `${number}@example.org` : `ünï-${number}-😀`,
    groups,
    groupProperties: groups.company ? { company: { size: (number * 13) % 100 } } : {},
    personProperties: {
      plan: pick(['pro', 'Free', 'TEAM', 'enterprise', 'true'], 1),
      staff: pick([true, false, 'true', 'False', 'no'], 2),
      email: `user-${number}@${pick(['example', 'mail'], 3)}.${pick(['org', 'ORG', 'com'], 4)}`,
      seats: number % 20,
      ratio: pick([0.25, 0.5, 0.75, 0.95], 5),
      budget: String((number * 7) % 100),
      joined: new Date(Date.UTC(2023, 0, 1 + day, number % 24)).toISOString(),
      version: pick(['1.2.0', '1.2.3', 'v1.2.3-rc.1', '1.10.0', '2.0.0', '0.2.5', '0.0.3', '1', '3.1'], 6),
      nothing: null,
    },
  };
}
