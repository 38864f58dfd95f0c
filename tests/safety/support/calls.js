// One call after another, which together have every operation of the description answer as well as it can, and badly, too.

const token = 'my-project';
const batch = (events, more = {}) => ({ api_key: token, batch: events, ...more });
const event = (name, distinct_id, properties = {}, more = {}) => ({ event: name, distinct_id, properties, ...more });
const uuid = '01900000-0000-7000-8000-000000000001';
const person = '00000000-0000-0000-0000-000000000000';
/** The uuid of the person of the first project and the distinct id `zoe`. */
const ZOE = '671342f7-df20-547c-b33f-e7f152c86565';
const large = 'x'.repeat(300_000);
const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64');

const EVENTS = [
  event('invoice_paid', 'zoe', { plan: 'pro', purchase_value: 49, $groups: { company: 'acme' } }, { uuid }),
  event('$identify', 'zoe', { $anon_distinct_id: 'before', $set: { name: 'Zoe', email: 'zoe@acme.example' } }),
  event('$groupidentify', 'zoe', { $group_type: 'company', $group_key: 'acme', $group_set: { name: 'Acme', seats: 12 } }),
  event('$pageview', 'zoe', { $pathname: '/', $session_id: 's' }),
  event('$pageview', 'zoe', { $pathname: '/pricing', $session_id: 's' }),
  event('seen', 'nobody', { $process_person_profile: false }),
  event('$autocapture', 'zoe', { $elements: [{ tag_name: 'button', $el_text: 'Save' }] }),
  event('$feature_flag_called', 'zoe', { $feature_flag: 'pricing', $feature_flag_response: 'yearly' }),
];
const SENDING = ['/e', '/i/v0/e', '/capture', '/batch', '/track', '/engage'];

const ingestion = SENDING.flatMap((path) => [
  { path, method: 'post', key: 'none', body: batch(EVENTS), status: 200 },
  { path, method: 'post', key: 'none', query: '?beacon=1', body: batch(EVENTS.slice(0, 1)), status: 204 },
  { path, key: 'none', query: `?data=${encodeURIComponent(base64(batch(EVENTS.slice(0, 1))))}`, status: 200 },
  { path, key: 'none', query: `?beacon=1&data=${encodeURIComponent(base64(batch(EVENTS.slice(0, 1))))}`, status: 204 },
  { path, key: 'none', status: 400 },
]);

const rejections = [
  { path: '/e', method: 'post', key: 'none', body: batch([EVENTS[0], event('', 'zoe'), event('e', 'zoe', {}, { uuid: 'x' })]), status: 200 },
  { path: '/e', method: 'post', key: 'none', body: batch([event('', 'zoe', {}, { uuid })]), status: 400 },
  { path: '/e', method: 'post', key: 'none', body: event('e', 'zoe'), status: 401 },
  { path: '/e', method: 'post', key: 'none', body: event('e', 'zoe', { token }), status: 200 },
  { path: '/e', method: 'post', key: 'none', body: [event('e', 'zoe', { token })], status: 200 },
  { path: '/e', method: 'post', key: 'none', body: batch([], { offered: [uuid, person] }), status: 200 },
  { path: '/e', method: 'post', key: 'none', body: batch([event('e', 'zoe', { large: large.repeat(4) })]), status: 413 },
  { path: '/e', method: 'post', key: 'none', body: `data=${encodeURIComponent(base64(batch(EVENTS)))}`, type: 'application/x-www-form-urlencoded', status: 200 },
  { path: '/engage', method: 'post', key: 'none', body: { token, distinct_id: 'zoe', $set: { plan: 'pro' } }, status: 200 },
];

const group = { properties: [{ key: 'plan', type: 'person', operator: 'exact', value: ['pro'] }], rollout_percentage: 100 };
const variants = ['control', 'yearly'].map((key) => ({ key, rollout_percentage: 50 }));
const filters = { groups: [group], multivariate: { variants }, payloads: { yearly: { discount: 20 }, control: null } };
const early_access = { name: 'Prices', stage: 'beta' };
const deeds = {
  properties: {
    type: 'AND',
    values: [
      { type: 'behavioral', value: 'performed_event_multiple', key: 'invoice_paid', operator: 'gte', operator_value: 2, time_value: 30, time_interval: 'day' },
      { type: 'group', group_type: 'company', key: 'seats', operator: 'gt', value: 10 },
    ],
  },
};
const cohort = { properties: { type: 'AND', values: [{ type: 'OR', values: [{ key: 'plan', value: 'pro' }] }] } };

/**
 * What every kind of thing that is kept has in common. The thing `used` cannot be deleted. `key` is the least that may keep one.
 */
function kept(path, { first, second, change, bad, used, key = 'admin' }) {
  const one = `${path}/{id}`;
  const the = { key, named: { id: '1' } };
  return [
    { path, method: 'post', key, body: first, status: 201 },
    { path, method: 'post', key, body: second, status: 201 },
    { path, method: 'post', key, body: bad, status: 400 },
    { path, method: 'post', key, body: '{', status: 400 },
    { path, method: 'post', key: 'none', body: first, status: 401 },
    { path, query: `?token=${token}`, status: 200 },
    { path, status: 200 },
    { path, key: 'wrong', status: 401 },
    { path: one, named: { id: '1' }, status: 200 },
    { path: one, named: { id: '999' }, status: 404 },
    { path: one, named: { id: '1 OR 1=1' }, status: 404 },
    { path: one, ...the, method: 'patch', body: change, status: 200 },
    { path: one, ...the, method: 'patch', body: bad, status: 400 },
    { path: one, named: { id: '999' }, method: 'patch', key, body: change, status: 404 },
    ...(key === 'read'
      ? []
      : [
          { path, method: 'post', key: 'read', body: first, status: 403 },
          { path: one, named: { id: '1' }, method: 'patch', key: 'read', body: change, status: 403 },
          { path: one, named: { id: '1' }, method: 'delete', key: 'read', status: 403 },
        ]),
    ...(used ? [{ path: one, named: { id: used }, method: 'delete', key, status: 409 }] : []),
  ];
}

const gone = (path, id) => ({ path: `${path}/{id}`, named: { id }, method: 'delete', key: 'admin', status: 204 });

const changing = [
  ...kept('/api/cohorts', {
    first: { token, name: 'Our own team', distinct_ids: ['zoe', 'before'] },
    second: { token, name: 'Who pays', filters: cohort },
    change: { name: 'Our team' },
    bad: { filters: { properties: { type: 'XOR', values: [] } }, token },
  }),
  { path: '/api/cohorts/{id}', named: { id: '2' }, status: 200 },
  { path: '/api/cohorts/{id}/count', named: { id: '2' }, status: 200 },
  { path: '/api/cohorts/{id}/count', named: { id: '2' }, key: 'none', status: 401 },
  { path: '/api/cohorts/{id}/count', named: { id: '999' }, status: 404 },
  { path: '/api/cohorts', method: 'post', key: 'admin', body: { token, filters: deeds }, status: 201 },
  ...kept('/api/flags', {
    first: { token, key: 'pricing', filters, early_access },
    second: { token, key: 'asks', filters: { groups: [{ properties: [{ type: 'flag', key: 'pricing', operator: 'flag_evaluates_to', value: true }] }] } },
    change: { name: 'What it costs', version: 1 },
    bad: { token, key: 'a b' },
    used: '1',
  }),
  { path: '/api/flags', method: 'post', key: 'admin', body: { token, key: 'pricing' }, status: 409 },
  { path: '/api/flags', method: 'post', key: 'admin', body: { token, key: 'large', name: large.repeat(4) }, status: 413 },
  { path: '/api/flags/{id}', named: { id: '1' }, method: 'patch', key: 'admin', body: { name: 'x', version: 1 }, status: 409 },
  { path: '/api/flags/{id}/history', named: { id: '1' }, status: 200 },
  { path: '/api/flags/{id}/history', named: { id: '1' }, query: '?limit=0', status: 400 },
  { path: '/api/flags/{id}/history', named: { id: '999' }, status: 404 },
  ...kept('/api/experiments', {
    first: { token, name: 'By the year', flag_key: 'pricing', starts_at: 0, goal: { event: 'invoice_paid', properties: [{ key: 'plan', value: 'pro' }] } },
    second: { token, flag_key: 'pricing', starts_at: 1, ends_at: 2, goal: { event: 'invoice_paid' } },
    change: { name: 'By the year or by the month', ends_at: null },
    bad: { token, flag_key: 'pricing', goal: { event: '' } },
  }),
  { path: '/api/experiments', method: 'post', key: 'admin', body: { token, flag_key: 'asks', goal: { event: 'e' } }, status: 409 },
  { path: '/api/experiments/{id}/result', named: { id: '1' }, status: 200 },
  { path: '/api/experiments/{id}/result', named: { id: '2' }, status: 200 },
  { path: '/api/experiments/{id}/result', named: { id: '3' }, status: 404 },
];

const asked = { token, distinct_id: 'zoe', groups: { company: 'acme' }, person_properties: { plan: 'pro' } };
const trackers = [
  { path: '/flags', method: 'post', key: 'none', query: '?v=2', body: asked, status: 200 },
  { path: '/flags', method: 'post', key: 'none', query: '?config=true', body: asked, status: 200 },
  { path: '/flags', method: 'post', key: 'none', body: { distinct_id: 'zoe' }, status: 401 },
  { path: '/flags', method: 'post', key: 'none', body: { token }, status: 400 },
  { path: '/flags', method: 'post', key: 'none', body: { ...asked, person_properties: { large } }, status: 413 },
  { path: '/decide', method: 'post', key: 'none', query: '?v=3', body: asked, status: 200 },
  { path: '/decide', method: 'post', key: 'none', query: '?v=4', body: asked, status: 200 },
  { path: '/api/early_access_features', key: 'none', query: `?token=${token}`, status: 200 },
  { path: '/api/early_access_features', key: 'none', status: 401 },
  { path: '/array/{token}/config', key: 'none', named: { token }, status: 200 },
  { path: '/array/{token}/config', key: 'none', named: { token: 'phx_key' }, status: 401 },
  { path: '/array/{token}/config.js', key: 'none', named: { token }, status: 200 },
  ...['/api/feature_flag/local_evaluation', '/flags/definitions'].flatMap((path) => [
    { path, query: `?token=${token}&send_cohorts`, status: 200 },
    { path, query: `?token=${token}`, key: 'none', status: 401 },
  ]),
];

const reading = [
  { path: '/api/events', status: 200 },
  { path: '/api/events', query: '?event=invoice_paid&distinct_id=before&limit=1&before=99999', status: 200 },
  { path: '/api/events', query: '?limit=0', status: 400 },
  { path: '/api/events', key: 'none', status: 401 },
  { path: '/api/persons', status: 200 },
  { path: '/api/persons', query: '?search=zoe&limit=3', status: 200 },
  { path: '/api/persons', query: '?limit=x', status: 400 },
  { path: '/api/persons', key: 'wrong', status: 401 },
  { path: '/api/groups', status: 200 },
  { path: '/api/groups', query: '?type=company&key=acme', status: 200 },
  { path: '/api/groups', query: '?type=company&search=acme&sort=last_seen&limit=1', status: 200 },
  { path: '/api/groups', query: '?key=acme', status: 400 },
  { path: '/api/groups', query: '?sort=size', status: 400 },
  { path: '/api/events', query: '?group_type=company&group_key=acme&limit=1', status: 200 },
  { path: '/api/events', query: '?sort=time', status: 400 },
  { path: '/api/persons', query: '?group_type=company&group_key=acme&sort=created', status: 200 },
  { path: '/api/persons', query: '?before=soon', status: 400 },
  { path: '/api/persons/{uuid}', named: { uuid: ZOE }, status: 200 },
  { path: '/api/persons/{uuid}', named: { uuid: "' OR 1=1 --" }, status: 404 },
  { path: '/api/activity', query: '?group_type=company&group_key=acme&days=30', status: 200 },
  { path: '/api/activity', query: `?person=${ZOE}`, status: 200 },
  { path: '/api/activity', status: 400 },
  { path: '/api/projects', status: 200 },
  { path: '/api/live', status: 200 },
  { path: '/api/live', query: '?after=-1', status: 400 },
  { path: '/api/openapi.json', key: 'none', status: 200 },
  { path: '/_health', key: 'none', status: 200 },
];

/** What makes a project of it: events, a cohort, a flag that can be compared. */
export const SEEDS = [
  { path: '/e', body: batch(EVENTS) },
  { path: '/api/cohorts', body: { token, name: 'Our own team', distinct_ids: ['zoe'] } },
  { path: '/api/flags', body: { token, key: 'pricing', filters, early_access } },
  { path: '/api/insights', body: { token, name: 'Persons', query: { kind: 'profiles' } } },
];

const trends = { kind: 'trends', series: [{ event: 'invoice_paid', math: 'sum', property: 'purchase_value', filters: [{ key: 'plan', value: 'pro' }] }] };
const run = (body, more = {}) => ({ path: '/api/insights/run', method: 'post', body: { token, range: { from: 'all' }, ...body }, status: 200, ...more });
const breakdown = { key: 'plan', limit: 2 };
const of = { group_type: 'company' };

const insights = [
  run(trends),
  run({ ...trends, breakdown, compare: true, interval: 'month', range: { from: '-3m' } }),
  run({ ...trends, breakdown: { type: 'group', group_type: 'company' }, actor: of, interval: 'week', week_start: 'monday', timezone: 'Europe/Berlin' }),
  run({ kind: 'trends', formula: 'A / B', series: [{ math: 'dau' }, { math: 'unique_group', group_type: 'company' }] }),
  run({ kind: 'trends', series: [{ math: 'weekly_active' }], filters: [{ type: 'cohort', value: 2, operator: 'not_in' }], interval: 'day', range: { from: '-7d' } }),
  run({ kind: 'trends', series: [{ event: 'nobody did' }], breakdown: { key: 'purchase_value', ranges: [[null, 9], [9, null]] } }),
  run({ kind: 'profiles' }),
  run({ kind: 'profiles', of, math: 'avg', property: '$members', breakdown: { type: 'group', group_type: 'company', key: 'seats' } }),
  run({ kind: 'profiles', math: 'sum', property: '$events', breakdown: { type: 'person' } }),
  run({ kind: 'funnel', steps: [{ event: 'invoice_paid' }, { event: '$autocapture' }], window: { value: 1, unit: 'week' }, breakdown }),
  run({ kind: 'funnel', order: 'strict', steps: [{ event: 'nobody did' }, {}], exclusions: [{ event: 'seen', from: 0, to: 1 }] }),
  run({ kind: 'retention', start: { event: 'invoice_paid' }, return: {}, period: 'day', periods: 3 }),
  run({ kind: 'stickiness', series: [{}, { event: 'invoice_paid' }], actor: of }),
  run({ kind: 'lifecycle', event: { event: 'invoice_paid' }, interval: 'week' }),
  run({ kind: 'paths', start: '/' }),
  run({ kind: 'funnel', steps: [{ event: 'invoice_paid' }] }, { status: 400 }),
  run(trends, { key: 'none', status: 401 }),
  run({ ...trends, token: 'of nobody' }, { status: 400 }),
  run({ ...trends, range: { from: 'soon' } }, { status: 400 }),
  run({ ...trends, steps: [] }, { status: 400 }),
  run({ ...trends, interval: 'hour', range: { from: '-9y' } }, { status: 400 }),
  run({ kind: 'trends', series: [] }, { status: 400 }),
  run({ ...trends, formula: large.repeat(4) }, { status: 413 }),
  { path: '/api/insights/events', query: `?token=${token}`, status: 200 },
  { path: '/api/insights/events', status: 400 },
  { path: '/api/insights/properties', query: `?token=${token}&event=invoice_paid`, status: 200 },
  { path: '/api/insights/properties', query: `?token=${token}&type=group&group_type=company`, status: 200 },
  { path: '/api/insights/properties', query: `?token=${token}&type=group`, status: 400 },
  { path: '/api/insights/values', query: `?token=${token}&key=plan`, status: 200 },
  { path: '/api/insights/values', query: `?token=${token}&key=name&type=person`, status: 200 },
  { path: '/api/insights/values', query: `?token=${token}`, status: 400 },
  { path: '/api/insights/group_types', query: `?token=${token}`, status: 200 },
  ...['properties', 'values', 'events', 'group_types'].map((what) => ({ path: `/api/insights/${what}`, query: `?token=${token}`, key: 'none', status: 401 })),
  { path: '/api/insights', method: 'post', body: { token: 'of nobody', name: 'Revenue', query: trends }, status: 400 },
  { path: '/api/dashboards', method: 'post', body: { token: 'of nobody', name: 'Money', tiles: [] }, status: 400 },
  ...kept('/api/insights', {
    first: { token, name: 'Revenue', query: trends },
    second: { token, name: 'Persons', query: { token, kind: 'profiles' } },
    change: { name: 'Revenue by plan', query: { ...trends, breakdown, display: { show: 'bar' } } },
    bad: { token, name: 'Bad', query: { kind: 'guess' } },
    key: 'read',
  }),
  ...kept('/api/dashboards', {
    first: { token, name: 'Money', tiles: [{ insight: 1, size: 'wide' }, { insight: 2, size: 'small' }] },
    second: { token, name: 'Nothing yet', tiles: [] },
    change: { tiles: [{ insight: 2, size: 'full' }] },
    bad: { token, name: 'Bad', tiles: [{ insight: 1, size: 'huge' }] },
    key: 'read',
  }),
];

export const CALLS = [
  ...ingestion,
  ...rejections,
  ...changing,
  ...insights,
  ...trackers,
  ...reading,
  gone('/api/experiments', '1'),
  gone('/api/flags', '2'),
  gone('/api/flags', '1'),
  { path: '/api/flags/{id}/history', named: { id: '1' }, status: 200 },
  { path: '/api/experiments/{id}/result', named: { id: '2' }, status: 409 },
  gone('/api/cohorts', '1'),
  gone('/api/insights', '1'),
  gone('/api/dashboards', '1'),
];
