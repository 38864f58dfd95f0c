// Who comes back, how often, and from which page to which.

import { any, company, filter, used, viewed } from './parts.js';

/** Asks for retention, stickiness, lifecycle and paths. */
export function askActivity(ask, { whole, month }, cohorts) {
  // Retention.
  const afterSignUp = { start: { event: 'signed_up' }, return: any };
  const retention = (name, more) => ask(`retention: ${name}`, { kind: 'retention', range: whole, ...afterSignUp, ...more });
  for (const period of ['day', 'week', 'month']) {
    for (const mode of ['recurring', 'first_time']) {
      retention(`${mode} by ${period}`, { period, mode, start: used, return: used, periods: 8 });
    }
  }
  retention('after sign-up', { period: 'week', mode: 'first_time', periods: 6 });
  retention('on or after', { period: 'week', mode: 'first_time', periods: 6, on_or_after: true });
  retention('of organisations', { period: 'week', actor: company, start: used, return: { event: 'comment_added' }, periods: 8 });
  retention('filtered', {
    period: 'week',
    periods: 5,
    filters: [filter('group', 'plan', 'exact', 'free')],
    return: { ...used, filters: [filter('event', 'feature', 'exact', 'search')] },
  });
  retention('by week from Monday', { period: 'week', week_start: 'monday', return: used });
  retention('of a cohort', { period: 'week', filters: [{ type: 'cohort', value: cohorts.staff, operator: 'not_in' }], return: viewed });
  retention('up to now', { period: 'day', range: { from: '-12d' }, start: viewed, return: used, periods: 5, on_or_after: true });
  retention('in Berlin', { period: 'day', periods: 14, range: month, timezone: 'Europe/Berlin', start: viewed, return: viewed });

  // Stickiness, lifecycle, paths.
  const stickiness = (name, more) => ask(`stickiness: ${name}`, { kind: 'stickiness', range: month, series: [any], ...more });
  stickiness('by day');
  stickiness('by week', { interval: 'week', range: whole });
  stickiness('of organisations', { actor: company });
  stickiness('of two series', { series: [used, { ...viewed, filters: [filter('event', '$pathname', 'icontains', '/app')] }] });
  stickiness('by month', { interval: 'month', range: whole });
  stickiness('by hour', { interval: 'hour', range: { from: '-30h' } });
  stickiness('up to now', { range: { from: '-14d' }, timezone: 'America/New_York' });
  const lifecycle = (name, more) => ask(`lifecycle: ${name}`, { kind: 'lifecycle', range: month, event: any, ...more });
  for (const interval of ['day', 'week', 'month']) lifecycle(`by ${interval}`, { interval, range: whole });
  lifecycle('of known people', { interval: 'week', filters: [filter('person', 'email', 'is_set')] });
  lifecycle('of a feature', { interval: 'week', event: { ...used, filters: [filter('event', 'feature', 'exact', 'calendar')] } });
  lifecycle('in Auckland', { interval: 'week', timezone: 'Pacific/Auckland', week_start: 'monday', range: whole });
  lifecycle('up to now', { range: { from: '-10d' }, event: viewed });
  lifecycle('of organisations', { interval: 'week', actor: company });
  const path = (name, more) => ask(`paths: ${name}`, { kind: 'paths', range: whole, limit: 200, ...more });
  path('from anywhere');
  path('three pages', { steps: 3, limit: 10 });
  path('from the front page', { start: '/' });
  path('to the sign-up', { end: '/signup' });
  path('from the front page to the sign-up', { start: '/', end: '/signup', steps: 6 });
  path('of organisations', { actor: company, steps: 4 });
  path('to the projects from the front page', { start: '/app', end: '/app/projects', steps: 3 });
  path('of free organisations', { filters: [filter('group', 'plan', 'exact', 'free')], range: month });
}
