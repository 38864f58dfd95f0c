// Figures over time.

import { any, company, filter, ofCompany, paid, people, used, viewed } from './parts.js';

const weekly = { event: null, math: 'weekly_active' };
const monthly = { event: null, math: 'monthly_active' };
const ALL = { from: 'all' };
const FIGURES = ['sum', 'avg', 'min', 'max', 'median', 'p75', 'p90', 'p95', 'p99'];
const PER_ACTOR = ['avg', 'min', 'max', 'median', 'p90'].map((name) => `${name}_count_per_actor`);

/** Asks for every figure, interval, time zone, breakdown, operator and formula. */
export function askTrends(ask, { whole, season, month, hours }, cohorts) {
  const trend = (name, more) => ask(`trends: ${name}`, { kind: 'trends', range: month, ...more });

  // Every figure.
  trend('all events', { series: [any] });
  trend('an event that never happened', { series: [{ event: 'never' }, { event: 'never', math: 'sum', property: 'x' }] });
  for (const interval of ['hour', 'day', 'week', 'month']) {
    trend(`by ${interval}`, {
      interval,
      range: interval === 'hour' ? hours : whole,
      series: [viewed, { ...used, math: 'dau' }, { event: null, math: 'unique_session' }],
    });
  }
  for (const figure of FIGURES) {
    trend(`${figure} of invoices`, { range: whole, interval: 'month', series: [paid(figure)] });
    trend(`${figure} of seconds`, { interval: 'week', series: [{ ...used, math: figure, property: 'seconds' }] });
  }
  trend('sum of a property that is text', { series: [{ ...used, math: 'sum', property: 'feature' }] });
  for (const figure of PER_ACTOR) {
    trend(figure, {
      interval: 'week',
      series: [{ ...used, math: figure }, { ...used, math: figure, group_type: 'company' }],
    });
  }
  trend('organisations', { series: [{ event: null, math: 'unique_group', group_type: 'company' }] });
  trend('trailing weeks and months by day', { series: [weekly, { ...used, math: 'monthly_active' }] });
  trend('trailing weeks and months by week', { interval: 'week', series: [weekly, monthly] });
  trend('trailing weeks and months by month', {
    range: whole,
    interval: 'month',
    series: [weekly, monthly],
  });
  trend('organisations as actors', {
    actor: company,
    series: [people, weekly, { event: 'comment_added' }, { ...used, math: 'avg_count_per_actor' }],
  });

  // Ranges, time zones and weeks.
  trend('everything', { range: ALL, interval: 'month', series: [any, people] });
  trend('the last hours', { range: { from: '-20h' }, interval: 'hour', series: [any] });
  trend('the last weeks', { range: { from: '-3w' }, series: [people] });
  trend('the last month', { range: { from: '-1m' }, interval: 'week', series: [viewed] });
  trend('up to yesterday', { range: { from: '-9d', to: '-1d' }, series: [viewed] });
  trend('no range at all', { range: undefined, series: [viewed] });
  for (const timezone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland']) {
    trend(`in ${timezone}`, { timezone, range: whole, series: [viewed, people] });
  }
  trend('weeks from Monday', { range: whole, interval: 'week', week_start: 'monday', series: [people] });
  const newYork = { timezone: 'America/New_York', week_start: 'monday' };
  trend('weeks from Monday in New York', { range: whole, interval: 'week', ...newYork, series: [any] });
  trend('hours in Kolkata', { range: hours, interval: 'hour', timezone: 'Asia/Kolkata', series: [any] });
  trend('hours in Berlin, a change of clocks between', { range: season, interval: 'hour', timezone: 'Europe/Berlin', series: [any] });
  trend('hours of New York', { range: { from: '-40h', to: '-1h' }, interval: 'hour', timezone: 'America/New_York', series: [any, people] });
  trend('months in Auckland', { range: whole, interval: 'month', timezone: 'Pacific/Auckland', series: [paid('sum'), any] });

  // Breakdowns.
  const broken = (name, breakdown, series = [used, { ...used, math: 'dau' }], more = {}) =>
    trend(`by ${name}`, { interval: 'week', breakdown, series, ...more });
  broken('feature', { type: 'event', key: 'feature' });
  broken('feature, three of them', { type: 'event', key: 'feature', limit: 3 });
  broken('a property that is not there', { type: 'event', key: 'nowhere' });
  broken('a number', { type: 'event', key: 'project_total' }, [{ event: 'projects_exported' }]);
  broken('a boolean', { type: 'event', key: 'yearly' }, [{ event: 'pricing_toggled' }]);
  broken('device type', { type: 'event', key: '$device_type' }, [viewed, { event: '$pageview', math: 'unique_session' }]);
  broken('role', { type: 'person', key: 'role' }, [any, people]);
  broken('source', { type: 'person', key: '$initial_utm_source' }, [people]);
  broken('project total', { type: 'person', key: 'project_total', ranges: [[null, 2], [2, 4], [4, null]] }, [people]);
  broken('plan of the organisation', { ...ofCompany, key: 'plan' }, [any, { event: null, math: 'unique_group', ...company }]);
  broken('organisation', ofCompany, [any, people]);
  broken('organisation, two of them', { ...ofCompany, limit: 2 }, [people, { event: 'comment_added', math: 'median', property: 'length' }]);
  const tiers = [[null, 9], [9, 20], [20, 50], [50, 200], [200, null]];
  broken('tier', { type: 'event', key: 'purchase_value', ranges: tiers }, [paid('sum'), paid('total')], {
    range: whole,
    interval: 'month',
  });
  const gaps = { type: 'event', key: 'seconds', ranges: [[10, 20], [40, 80.5]] };
  broken('ranges with gaps', gaps, [used, { ...used, math: 'sum', property: 'seconds' }]);
  broken('plan, trailing', { ...ofCompany, key: 'plan', limit: 1 }, [weekly], { interval: 'day' });

  broken('role, of organisations', { type: 'person', key: 'role' }, [people, used], { actor: company });
  broken('organisation, all of it', { ...ofCompany, key: 'name' }, [paid('sum'), paid('avg')], { range: ALL, interval: 'month' });
  broken('release', { type: 'event', key: 'release' }, [any, { event: null, math: 'unique_session' }], { range: whole });
  broken('path, one of them', { type: 'event', key: '$pathname', limit: 1 }, [viewed, { ...viewed, math: 'dau' }], { formula: 'A / B' });

  // Filters.
  const filtered = (name, filters, series = [any, people]) => trend(`where ${name}`, { interval: 'week', filters, series });
  filtered('feature is', [filter('event', 'feature', 'exact', 'Calendar')]);
  filtered('feature is one of', [filter('event', 'feature', 'exact', ['calendar', 'reports'])]);
  filtered('feature is not', [filter('event', 'feature', 'is_not', 'calendar')]);
  filtered('feature contains', [filter('event', 'feature', 'icontains', 'RE')]);
  filtered('feature does not contain', [filter('event', 'feature', 'not_icontains', 'a')]);
  filtered('path matches', [filter('event', '$pathname', 'regex', '^/app/(projects|team)$')]);
  filtered('path does not match', [filter('event', '$pathname', 'not_regex', '^/app')]);
  filtered('seconds between', [filter('event', 'seconds', 'gt', 9.5), filter('event', 'seconds', 'lte', '60')]);
  filtered('seconds at least', [filter('event', 'seconds', 'gte', 100)]);
  filtered('seconds below', [filter('event', 'seconds', 'lt', 0.5)]);
  filtered('feature set', [filter('event', 'feature', 'is_set')]);
  filtered('feature not set', [filter('event', 'feature', 'is_not_set')]);
  filtered('a boolean is false', [filter('event', 'yearly', 'exact', false)]);
  filtered('a boolean is true', [filter('event', '$is_identified', 'exact', ['true'])]);
  filtered('role is owner', [filter('person', 'role', 'exact', 'owner')]);
  filtered('e-mail not set', [filter('person', 'email', 'is_not_set')]);
  filtered('role is not', [filter('person', 'role', 'is_not', ['member', 'guest'])]);
  filtered('projects more than', [filter('person', 'project_total', 'gt', 1)]);
  filtered('plan of the organisation', [filter('group', 'plan', 'exact', 'free')]);
  filtered('seats of the organisation', [filter('group', 'seats', 'gte', 5)]);
  filtered('organisation has a country', [filter('group', 'country', 'is_set')]);
  filtered('person and organisation', [filter('person', 'role', 'exact', 'member'), filter('group', 'industry', 'is_not', 'sport')]);
  trend('filters of a series', {
    filters: [filter('event', '$device_type', 'exact', 'Desktop')],
    series: [
      { event: 'feature_used', filters: [filter('event', 'feature', 'exact', 'search')] },
      { ...used, math: 'dau', filters: [filter('person', 'role', 'exact', 'owner')] },
    ],
  });
  for (const [name, id] of Object.entries(cohorts)) {
    for (const operator of ['in', 'not_in']) {
      filtered(`${operator} cohort ${name}`, [{ type: 'cohort', value: id, operator }]);
    }
  }

  // Formulas, and the range before.
  const features = [used, { ...used, math: 'dau' }, { event: 'comment_added' }];
  trend('a quotient', { formula: 'A / B', series: features });
  trend('more arithmetic', { formula: '(A + 2 * C - 1) / (B * 100)', series: features });
  trend('a quotient by plan', { interval: 'week', formula: 'A / B', breakdown: { ...ofCompany, key: 'plan', limit: 2 }, series: features });
  trend('beside the days before', { compare: true, series: features });
  trend('beside the weeks before', { compare: true, range: { from: '-3w' }, interval: 'week', series: features });
  const largest = { type: 'event', key: 'feature', limit: 3 };
  trend('by feature beside the days before', { compare: true, breakdown: largest, series: features.slice(0, 2) });
  trend('beside the months before', { compare: true, range: whole, interval: 'month', series: [paid('sum'), people] });
  trend('beside the same hours of before', { compare: true, range: hours, interval: 'hour', series: [any] });
  trend('trailing weeks beside those before', { compare: true, range: { from: '-10d' }, series: [weekly, monthly] });
  trend('a quotient beside the days before', { compare: true, formula: 'A / B', series: features });
}
