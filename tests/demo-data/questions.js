// Questions of every kind, with every figure and option, about any world of the generator.

import { DAY } from './calendar.js';

const ALL = { from: 'all' };
const company = { group_type: 'company' };
const paid = (math, more) => ({ event: 'invoice_paid', math, property: 'purchase_value', ...more });
const filter = (type, key, operator, value) => ({ type, key, operator, value, ...(type === 'group' && company) });

const FIGURES = ['sum', 'avg', 'min', 'max', 'median', 'p75', 'p90', 'p95', 'p99'];
const PER_ACTOR = ['avg', 'min', 'max', 'median', 'p90'].map((name) => `${name}_count_per_actor`);

const cohort = (type, ...values) => ({ filters: { properties: { type, values } } });
const did = (key, more) => ({ type: 'behavioral', event_type: 'events', value: 'performed_event', key, ...more });
const times = (key, operator, operator_value, more) => ({ ...did(key, more), value: 'performed_event_multiple', operator, operator_value });

/** Cohorts that the questions ask for, by name. */
export const COHORTS = {
  busy: cohort('AND', times('feature_used', 'gte', 5, { time_value: 14, time_interval: 'day' })),
  quiet: cohort('AND', did('feature_used', { time_value: 3, time_interval: 'week', negation: true }), { type: 'person', key: 'email', operator: 'is_set' }),
  commenters: cohort('OR', times('comment_added', 'exact', 1), times('comment_added', 'gt', 9), did('projects_exported', { time_value: 36, time_interval: 'hour' })),
  searchers: cohort('AND', times('feature_used', 'lte', 2, { event_filters: [{ type: 'event', key: 'feature', operator: 'exact', value: 'search' }] })),
  ofPaying: cohort('AND', { type: 'group', ...company, key: 'plan', operator: 'is_not', value: 'free' }),
  builders: cohort('AND', { type: 'person', key: 'project_total', operator: 'gt', value: 2 }),
  staff: cohort('OR', { type: 'person', key: 'role', operator: 'exact', value: ['owner', 'admin'] }, { type: 'person', key: 'email', operator: 'icontains', value: 'riding' }),
};

/** All questions, each with a name; `cohorts` maps the names of cohorts to their ids. */
export function questions({ start, end }, cohorts) {
  const date = (daysAgo) => new Date(end - daysAgo * DAY).toISOString().slice(0, 10);
  const span = Math.round((end - start) / DAY);
  const whole = { from: date(span), to: date(0) };
  const month = { from: date(34), to: date(4) };
  const hours = { from: new Date(end - 50 * 3_600_000).toISOString(), to: new Date(end - 1_800_000).toISOString() };
  const list = [];
  const ask = (name, query) => list.push({ name, query });
  const trend = (name, more) => ask(`trends: ${name}`, { kind: 'trends', range: month, ...more });

  // Every figure.
  trend('all events', { series: [{ event: null }] });
  trend('an event that never happened', { series: [{ event: 'never' }, { event: 'never', math: 'sum', property: 'x' }] });
  for (const interval of ['hour', 'day', 'week', 'month']) {
    trend(`by ${interval}`, {
      interval,
      range: interval === 'hour' ? hours : whole,
      series: [{ event: '$pageview' }, { event: 'feature_used', math: 'dau' }, { event: null, math: 'unique_session' }],
    });
  }
  for (const figure of FIGURES) {
    trend(`${figure} of invoices`, { range: whole, interval: 'month', series: [paid(figure)] });
    trend(`${figure} of seconds`, { interval: 'week', series: [{ event: 'feature_used', math: figure, property: 'seconds' }] });
  }
  trend('sum of a property that is text', { series: [{ event: 'feature_used', math: 'sum', property: 'feature' }] });
  for (const figure of PER_ACTOR) {
    trend(figure, {
      interval: 'week',
      series: [{ event: 'feature_used', math: figure }, { event: 'feature_used', math: figure, group_type: 'company' }],
    });
  }
  trend('organisations', { series: [{ event: null, math: 'unique_group', group_type: 'company' }] });
  trend('trailing weeks and months by day', { series: [{ event: null, math: 'weekly_active' }, { event: 'feature_used', math: 'monthly_active' }] });
  trend('trailing weeks and months by week', { interval: 'week', series: [{ event: null, math: 'weekly_active' }, { event: null, math: 'monthly_active' }] });
  trend('trailing weeks and months by month', {
    range: whole,
    interval: 'month',
    series: [{ event: null, math: 'weekly_active' }, { event: null, math: 'monthly_active' }],
  });
  trend('organisations as actors', {
    actor: company,
    series: [{ event: null, math: 'dau' }, { event: null, math: 'weekly_active' }, { event: 'comment_added' }, { event: 'feature_used', math: 'avg_count_per_actor' }],
  });

  // Ranges, time zones and weeks.
  trend('everything', { range: ALL, interval: 'month', series: [{ event: null }, { event: null, math: 'dau' }] });
  trend('the last hours', { range: { from: '-20h' }, interval: 'hour', series: [{ event: null }] });
  trend('the last weeks', { range: { from: '-3w' }, series: [{ event: null, math: 'dau' }] });
  trend('the last month', { range: { from: '-1m' }, interval: 'week', series: [{ event: '$pageview' }] });
  trend('up to yesterday', { range: { from: '-9d', to: '-1d' }, series: [{ event: '$pageview' }] });
  trend('no range at all', { range: undefined, series: [{ event: '$pageview' }] });
  for (const timezone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland']) {
    trend(`in ${timezone}`, { timezone, range: whole, series: [{ event: '$pageview' }, { event: null, math: 'dau' }] });
  }
  trend('weeks from Monday', { range: whole, interval: 'week', week_start: 'monday', series: [{ event: null, math: 'dau' }] });
  trend('weeks from Monday in New York', { range: whole, interval: 'week', week_start: 'monday', timezone: 'America/New_York', series: [{ event: null }] });
  trend('hours in Kolkata', { range: hours, interval: 'hour', timezone: 'Asia/Kolkata', series: [{ event: null }] });
  trend('months in Auckland', { range: whole, interval: 'month', timezone: 'Pacific/Auckland', series: [paid('sum'), { event: null }] });

  // Breakdowns.
  const broken = (name, breakdown, series = [{ event: 'feature_used' }, { event: 'feature_used', math: 'dau' }], more = {}) =>
    trend(`by ${name}`, { interval: 'week', breakdown, series, ...more });
  broken('feature', { type: 'event', key: 'feature' });
  broken('feature, three of them', { type: 'event', key: 'feature', limit: 3 });
  broken('a property that is not there', { type: 'event', key: 'nowhere' });
  broken('a number', { type: 'event', key: 'project_total' }, [{ event: 'projects_exported' }]);
  broken('a boolean', { type: 'event', key: 'yearly' }, [{ event: 'pricing_toggled' }]);
  broken('device type', { type: 'event', key: '$device_type' }, [{ event: '$pageview' }, { event: '$pageview', math: 'unique_session' }]);
  broken('role', { type: 'person', key: 'role' }, [{ event: null }, { event: null, math: 'dau' }]);
  broken('source', { type: 'person', key: '$initial_utm_source' }, [{ event: null, math: 'dau' }]);
  broken('project total', { type: 'person', key: 'project_total', ranges: [[null, 2], [2, 4], [4, null]] }, [{ event: null, math: 'dau' }]);
  broken('plan of the organisation', { type: 'group', ...company, key: 'plan' }, [{ event: null }, { event: null, math: 'unique_group', ...company }]);
  broken('organisation', { type: 'group', ...company }, [{ event: null }, { event: null, math: 'dau' }]);
  broken('organisation, two of them', { type: 'group', ...company, limit: 2 }, [{ event: null, math: 'dau' }, { event: 'comment_added', math: 'median', property: 'length' }]);
  broken('tier', { type: 'event', key: 'purchase_value', ranges: [[null, 9], [9, 20], [20, 50], [50, 200], [200, null]] }, [paid('sum'), paid('total')], {
    range: whole,
    interval: 'month',
  });
  broken('ranges with gaps', { type: 'event', key: 'seconds', ranges: [[10, 20], [40, 80.5]] }, [{ event: 'feature_used' }, { event: 'feature_used', math: 'sum', property: 'seconds' }]);
  broken('plan, trailing', { type: 'group', ...company, key: 'plan', limit: 1 }, [{ event: null, math: 'weekly_active' }], { interval: 'day' });

  // Filters.
  const filtered = (name, filters, series = [{ event: null }, { event: null, math: 'dau' }]) => trend(`where ${name}`, { interval: 'week', filters, series });
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
      { event: 'feature_used', math: 'dau', filters: [filter('person', 'role', 'exact', 'owner')] },
    ],
  });
  for (const [name, id] of Object.entries(cohorts)) {
    for (const operator of ['in', 'not_in']) {
      const filters = [{ type: 'cohort', value: id, operator }];
      filtered(`${operator} cohort ${name}`, filters);
      ask(`profiles: ${operator} cohort ${name}`, { kind: 'profiles', math: 'count', filters });
    }
  }

  // Formulas, and the range before.
  const features = [{ event: 'feature_used' }, { event: 'feature_used', math: 'dau' }, { event: 'comment_added' }];
  trend('a quotient', { formula: 'A / B', series: features });
  trend('more arithmetic', { formula: '(A + 2 * C - 1) / (B * 100)', series: features });
  trend('a quotient by plan', { interval: 'week', formula: 'A / B', breakdown: { type: 'group', ...company, key: 'plan', limit: 2 }, series: features });
  trend('beside the days before', { compare: true, series: features });
  trend('beside the weeks before', { compare: true, range: { from: '-3w' }, interval: 'week', series: features });
  trend('by feature beside the days before', { compare: true, breakdown: { type: 'event', key: 'feature', limit: 3 }, series: features.slice(0, 2) });
  trend('a quotient beside the days before', { compare: true, formula: 'A / B', series: features });

  // Profiles.
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
  profile('organisations that pay', { math: 'count', of: company, filters: [filter('group', 'plan', 'is_not', 'free')], breakdown: { key: 'country', limit: 2 } });
  profile('events of persons', { math: 'avg', property: '$events', range: month });
  profile('events of organisations', { math: 'max', of: company, property: '$events', range: month, breakdown: { key: 'plan' } });
  profile('organisations by members', { math: 'sum', of: company, property: '$members', breakdown: { limit: 3 } });

  // Funnels.
  const activation = [{ event: 'signed_up' }, { event: 'project_created' }, { event: 'comment_added', label: 'Commented' }];
  const browsing = ['/', '/pricing', '/signup'].map((path) => ({ event: '$pageview', label: path, filters: [filter('event', '$pathname', 'exact', path)] }));
  const funnel = (name, more) => ask(`funnel: ${name}`, { kind: 'funnel', range: whole, steps: activation, ...more });
  funnel('in order');
  for (const order of ['ordered', 'strict', 'unordered']) {
    for (const [value, unit] of [[10, 'minute'], [3, 'hour'], [2, 'day'], [1, 'week'], [1, 'month']]) funnel(`${order} within ${value} ${unit}`, { order, window: { value, unit } });
    funnel(`${order} from visit to sign-up`, { order, steps: [...browsing, { event: 'signed_up' }] });
    funnel(`${order}, the same step again`, { order, window: { value: 1, unit: 'day' }, steps: [{ event: 'feature_used' }, { event: 'feature_used' }, { event: null }] });
  }
  funnel('of organisations', { actor: company, window: { value: 2, unit: 'month' }, steps: [{ event: 'signed_up' }, { event: 'colleague_invited' }, { event: 'project_created' }, { event: 'invoice_paid' }] });
  funnel('by role', { breakdown: { type: 'person', key: 'role' } });
  funnel('by device type', { breakdown: { type: 'event', key: '$device_type' } });
  funnel('by the last feature', {
    steps: [{ event: 'signed_up' }, { event: 'feature_used' }, { event: 'comment_added' }],
    breakdown: { type: 'event', key: 'feature' },
    attribution: 'last_touch',
  });
  funnel('by the feature of a step', {
    steps: [{ event: 'signed_up' }, { event: 'feature_used' }, { event: 'comment_added' }],
    breakdown: { type: 'event', key: 'feature' },
    attribution: 'step',
    attribution_step: 1,
  });
  funnel('without log-ins between', { exclusions: [{ event: 'logged_in', from: 0, to: 1 }] });
  funnel('without exports up to the end', { exclusions: [{ event: 'projects_exported', from: 0, to: 2 }], window: { value: 3, unit: 'week' } });
  funnel('strict, without features', { order: 'strict', exclusions: [{ event: 'feature_used', from: 0, to: 1 }] });
  funnel('of free organisations', { filters: [filter('group', 'plan', 'exact', 'free')] });

  // Retention.
  const retention = (name, more) => ask(`retention: ${name}`, { kind: 'retention', range: whole, start: { event: 'signed_up' }, return: { event: null }, ...more });
  for (const period of ['day', 'week', 'month']) {
    for (const mode of ['recurring', 'first_time']) {
      retention(`${mode} by ${period}`, { period, mode, start: { event: 'feature_used' }, return: { event: 'feature_used' }, periods: 8 });
    }
  }
  retention('after sign-up', { period: 'week', mode: 'first_time', periods: 6 });
  retention('on or after', { period: 'week', mode: 'first_time', periods: 6, on_or_after: true });
  retention('of organisations', { period: 'week', actor: company, start: { event: 'feature_used' }, return: { event: 'comment_added' }, periods: 8 });
  retention('filtered', { period: 'week', periods: 5, filters: [filter('group', 'plan', 'exact', 'free')], return: { event: 'feature_used', filters: [filter('event', 'feature', 'exact', 'search')] } });
  retention('in Berlin', { period: 'day', periods: 14, range: month, timezone: 'Europe/Berlin', start: { event: '$pageview' }, return: { event: '$pageview' } });

  // Stickiness, lifecycle, paths.
  const stickiness = (name, more) => ask(`stickiness: ${name}`, { kind: 'stickiness', range: month, series: [{ event: null }], ...more });
  stickiness('by day');
  stickiness('by week', { interval: 'week', range: whole });
  stickiness('of organisations', { actor: company });
  stickiness('of two series', { series: [{ event: 'feature_used' }, { event: '$pageview', filters: [filter('event', '$pathname', 'icontains', '/app')] }] });
  stickiness('up to now', { range: { from: '-14d' }, timezone: 'America/New_York' });
  const lifecycle = (name, more) => ask(`lifecycle: ${name}`, { kind: 'lifecycle', range: month, event: { event: null }, ...more });
  for (const interval of ['day', 'week', 'month']) lifecycle(`by ${interval}`, { interval, range: whole });
  lifecycle('of known people', { interval: 'week', filters: [filter('person', 'email', 'is_set')] });
  lifecycle('of a feature', { interval: 'week', event: { event: 'feature_used', filters: [filter('event', 'feature', 'exact', 'calendar')] } });
  lifecycle('of organisations', { interval: 'week', actor: company });
  const path = (name, more) => ask(`paths: ${name}`, { kind: 'paths', range: whole, limit: 200, ...more });
  path('from anywhere');
  path('three pages', { steps: 3, limit: 10 });
  path('from the front page', { start: '/' });
  path('to the sign-up', { end: '/signup' });
  path('from the front page to the sign-up', { start: '/', end: '/signup', steps: 6 });
  path('of free organisations', { filters: [filter('group', 'plan', 'exact', 'free')], range: month });
  return list;
}
