// Persons and organisations as they are now.

import { company, filter } from './parts.js';

/** Asks for profiles of both, with every figure. */
export function askProfiles(ask, { month }, cohorts) {
  const profile = (name, more) => ask(`profiles: ${name}`, { kind: 'profiles', ...more });
  profile('persons', { math: 'count' });
  profile('organisations', { math: 'count', of: company });
  for (const math of ['sum', 'avg', 'min', 'max', 'median', 'p90']) {
    profile(`${math} of projects`, { math, property: 'project_total' });
    profile(`${math} of seats by plan`, { math, of: company, property: 'seats', breakdown: { key: 'plan' } });
    profile(`${math} of members`, { math, of: company, property: '$members' });
  }
  profile('persons by role', { math: 'count', breakdown: { key: 'role' } });
  profile('persons by projects', { math: 'count', breakdown: { key: 'project_total', ranges: [[null, 3], [3, null]] } });
  profile('owners with projects', { math: 'avg', property: 'project_total', filters: [filter('person', 'role', 'exact', 'owner')] });
  const paying = [filter('group', 'plan', 'is_not', 'free')];
  profile('organisations that pay', { math: 'count', of: company, filters: paying, breakdown: { key: 'country', limit: 2 } });
  profile('events of persons', { math: 'avg', property: '$events', range: month });
  profile('events of organisations', { math: 'max', of: company, property: '$events', range: month, breakdown: { key: 'plan' } });
  profile('organisations by members', { math: 'sum', of: company, property: '$members', breakdown: { limit: 3 } });
  for (const [name, id] of Object.entries(cohorts)) {
    for (const operator of ['in', 'not_in']) {
      profile(`${operator} cohort ${name}`, { math: 'count', filters: [{ type: 'cohort', value: id, operator }] });
    }
  }
}
