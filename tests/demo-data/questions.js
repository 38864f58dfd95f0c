// Questions of every kind, with every figure and option, about any world of the generator.

import { askActivity } from './questions/activity.js';
import { askFunnels } from './questions/funnels.js';
import { rangesOf } from './questions/parts.js';
import { askProfiles } from './questions/profiles.js';
import { askTrends } from './questions/trends.js';

export { COHORTS } from './questions/cohorts.js';

/** All questions about a world or its ledger, each with a name; `cohorts` maps the names of cohorts to their ids. */
export function questions(world, cohorts) {
  const list = [];
  const ask = (name, query) => list.push({ name, query });
  const ranges = rangesOf(world);
  askTrends(ask, ranges, cohorts);
  askProfiles(ask, ranges, cohorts);
  askFunnels(ask, ranges, cohorts);
  askActivity(ask, ranges, cohorts);
  return list;
}
