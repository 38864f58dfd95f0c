// Who may be asked about: cohorts, in PostHog's form.

import { filter } from './parts.js';

const cohort = (type, ...values) => ({ filters: { properties: { type, values } } });
const did = (key, more) => ({ type: 'behavioral', event_type: 'events', value: 'performed_event', key, ...more });
const times = (key, operator, operator_value, more) => ({ ...did(key, more), value: 'performed_event_multiple', operator, operator_value });

/** Cohorts that the questions ask for, by name. */
export const COHORTS = {
  busy: cohort('AND', times('feature_used', 'gte', 5, { time_value: 14, time_interval: 'day' })),
  quiet: cohort('AND', did('feature_used', { time_value: 3, time_interval: 'week', negation: true }), filter('person', 'email', 'is_set')),
  commenters: cohort(
    'OR',
    times('comment_added', 'exact', 1),
    times('comment_added', 'gt', 9),
    did('projects_exported', { time_value: 36, time_interval: 'hour' }),
  ),
  searchers: cohort('AND', times('feature_used', 'lte', 2, { event_filters: [filter('event', 'feature', 'exact', 'search')] })),
  ofPaying: cohort('AND', filter('group', 'plan', 'is_not', 'free')),
  builders: cohort('AND', filter('person', 'project_total', 'gt', 2)),
  staff: cohort('OR', filter('person', 'role', 'exact', ['owner', 'admin']), filter('person', 'email', 'icontains', 'riding')),
};
