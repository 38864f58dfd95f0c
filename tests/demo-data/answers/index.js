// The answer to any question about a ledger, computed in the plainest way, and where another answer differs from it.

import { lifecycle, stickiness } from './activity.js';
import { calendarOf } from './calendar.js';
import { funnel } from './funnel.js';
import { paths } from './paths.js';
import { profiles } from './profiles.js';
import { retention } from './retention.js';
import { trends } from './trends.js';

const KINDS = { trends, profiles, funnel, retention, stickiness, lifecycle, paths };

/** Answers a query as of `now`. `cohorts` maps their ids to their definitions. */
export const answer = (ledger, query, { now, cohorts = new Map() }) =>
  KINDS[query.kind](query, { ledger, now, cohorts, members: new Map(), calendar: calendarOf(query) });

/** Averages, shares and quantiles end in a tail of digits, which depends on the order of the arithmetic. */
const isClose = (one, other) => Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one), Math.abs(other));

/** Lists where `actual` differs from what is `expected`: all that is expected has to be there. Whole numbers have to be equal. */
export function unlike(expected, actual, path = '') {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const fits = Number.isInteger(expected) && Number.isInteger(actual) ? expected === actual : isClose(expected, actual);
    return fits ? [] : [`${path}: ${actual}, not ${expected}`];
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${path}: ${JSON.stringify(actual)} is no list`];
    if (actual.length !== expected.length) return [`${path}: ${actual.length} of them, not ${expected.length}`];
    return expected.flatMap((item, at) => unlike(item, actual[at], `${path}[${at}]`));
  }
  if (expected !== null && typeof expected === 'object') {
    if (actual === null || typeof actual !== 'object') return [`${path}: ${JSON.stringify(actual)} is no object`];
    return Object.entries(expected).flatMap(([key, value]) => unlike(value, actual[key], path ? `${path}.${key}` : key));
  }
  return expected === actual ? [] : [`${path}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`];
}
