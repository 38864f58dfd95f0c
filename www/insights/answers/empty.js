/** Whether an answer holds nothing but zeros. */
export function isEmpty(answer) {
  switch (answer.kind) {
    case 'trends':
      return answer.series.every(({ total, values }) => !total && values.every((value) => !value));
    case 'profiles':
      return answer.rows.every(({ count }) => count === 0);
    case 'funnel':
      return answer.groups.every(({ steps }) => steps.every(({ count }) => count === 0));
    case 'retention':
      return answer.cohorts.every(({ size }) => size === 0);
    case 'stickiness':
      return answer.series.every(({ values }) => values.every(({ count }) => count === 0));
    case 'lifecycle':
      return ['new', 'returning', 'resurrecting', 'dormant'].every((part) => answer[part].every((value) => !value));
    default:
      return answer.edges.length === 0;
  }
}

/**
 * Says why a query found nothing, and what makes it find something: an event that never came (`known` are the names of those that
 * did, or null where nobody asked), a group that nothing was sent for, or else the range or the filters. `code` is a call that helps.
 */
export function whyEmpty(query, known) {
  const missing = known && eventsOf(query).find((event) => event !== null && !known.includes(event));
  if (missing) return { text: `No ${missing} event yet. Send one:`, code: `posthog.capture('${missing}')` };
  if (known?.length === 0) return { text: 'No event yet. Put the snippet on a page, or use the demo.', code: null };
  const type = groupTypeOf(query);
  if (type && !query.filters?.length) return { text: `Nothing of a ${type} yet. Say which ${type} a visitor acts for:`, code: `posthog.group('${type}', 'its name')` };
  const unknown = query.kind === 'profiles' && query.filters?.find(({ type, operator }) => type === 'person' && operator === 'is_set');
  if (unknown) return { text: `Nobody with a known ${unknown.key} yet. Say it once you know who visits:`, code: `posthog.identify('their id', { ${unknown.key}: '…' })` };
  if (query.filters?.length) return { text: 'Nothing passes the filters in this range.', code: null };
  return { text: query.kind === 'profiles' ? 'There is none yet.' : 'Nothing in this range. A longer one may have some.', code: null };
}

/** The names of the events that a query counts; null is any event. */
export function eventsOf(query) {
  if (query.kind === 'profiles') return [];
  if (query.kind === 'paths') return ['$pageview'];
  const steps = [...(query.series ?? []), ...(query.steps ?? []), ...[query.start, query.return, query.event].filter((step) => typeof step === 'object' && step !== null)];
  return steps.map(({ event }) => event ?? null);
}

function groupTypeOf(query) {
  const places = [query.of, query.actor, query.breakdown, ...(query.series ?? [])];
  return places.find((place) => place?.group_type)?.group_type;
}
