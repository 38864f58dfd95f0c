// How many go a way to its end.

import { any, company, filter, ofCompany, used, viewed } from './parts.js';

/** Asks for funnels of every order, window, attribution and exclusion. */
export function askFunnels(ask, { whole }, cohorts) {
  const activation = [{ event: 'signed_up' }, { event: 'project_created' }, { event: 'comment_added', label: 'Commented' }];
  const views = (path) => ({ ...viewed, label: path, filters: [filter('event', '$pathname', 'exact', path)] });
  const browsing = ['/', '/pricing', '/signup'].map(views);
  const windows = [[10, 'minute'], [3, 'hour'], [2, 'day'], [1, 'week'], [1, 'month']];
  const funnel = (name, more) => ask(`funnel: ${name}`, { kind: 'funnel', range: whole, steps: activation, ...more });
  funnel('in order');
  for (const order of ['ordered', 'strict', 'unordered']) {
    for (const [value, unit] of windows) funnel(`${order} within ${value} ${unit}`, { order, window: { value, unit } });
    funnel(`${order} from visit to sign-up`, { order, steps: [...browsing, { event: 'signed_up' }] });
    funnel(`${order}, the same step again`, { order, window: { value: 1, unit: 'day' }, steps: [used, used, any] });
  }
  funnel('of organisations', {
    actor: company,
    window: { value: 2, unit: 'month' },
    steps: ['signed_up', 'colleague_invited', 'project_created', 'invoice_paid'].map((event) => ({ event })),
  });
  funnel('by role', { breakdown: { type: 'person', key: 'role' } });
  funnel('by device type', { breakdown: { type: 'event', key: '$device_type' } });
  funnel('by the last feature', {
    steps: [{ event: 'signed_up' }, used, { event: 'comment_added' }],
    breakdown: { type: 'event', key: 'feature' },
    attribution: 'last_touch',
  });
  funnel('by the feature of a step', {
    steps: [{ event: 'signed_up' }, used, { event: 'comment_added' }],
    breakdown: { type: 'event', key: 'feature' },
    attribution: 'step',
    attribution_step: 1,
  });
  funnel('by two organisations and the others', { breakdown: { ...ofCompany, limit: 2 } });
  funnel('by plan of the organisation', { breakdown: { ...ofCompany, key: 'plan' }, order: 'unordered' });
  const seconds = { type: 'event', key: 'seconds', ranges: [[0, 10], [10, 60]] };
  funnel('by seconds', { steps: [used, { event: 'comment_added' }], breakdown: seconds });
  funnel('by two features of a step and the others', {
    steps: [{ event: 'signed_up' }, used, used],
    breakdown: { type: 'event', key: 'feature', limit: 2 },
    attribution: 'step',
    attribution_step: 2,
  });
  funnel('of a cohort', { filters: [{ type: 'cohort', value: cohorts.builders, operator: 'in' }] });
  funnel('up to now', { range: { from: '-2w' }, steps: [viewed, used], order: 'strict' });
  funnel('unordered, without log-ins', { order: 'unordered', exclusions: [{ event: 'logged_in', from: 0, to: 2 }] });
  funnel('without log-ins between', { exclusions: [{ event: 'logged_in', from: 0, to: 1 }] });
  const exports = { event: 'projects_exported', from: 0, to: 2 };
  funnel('without exports up to the end', { exclusions: [exports], window: { value: 3, unit: 'week' } });
  funnel('strict, without features', { order: 'strict', exclusions: [{ event: 'feature_used', from: 0, to: 1 }] });
  funnel('of free organisations', { filters: [filter('group', 'plan', 'exact', 'free')] });
}
