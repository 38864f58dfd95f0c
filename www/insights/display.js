const BY_KIND = {
  trends: ['line', 'bar', 'table', 'number'],
  profiles: ['number', 'table', 'bar'],
  funnel: ['funnel'],
  retention: ['retention'],
  stickiness: ['bar', 'line'],
  lifecycle: ['bar'],
  paths: ['paths'],
};

/** The names of the ways to show an answer. */
export const SHOWN_AS = { line: 'Lines', bar: 'Bars', table: 'Ranking', number: 'Number', funnel: 'Funnel', retention: 'Heat map', paths: 'Paths' };

/** The ways in which the answer to a query can be shown, the best one first. */
export function waysToShow(query) {
  if (query.breakdown && query.kind === 'profiles') return ['table', 'bar'];
  if (query.breakdown && query.kind === 'trends') return ['line', 'bar', 'table'];
  return BY_KIND[query.kind];
}

/** How an answer is to be shown: as `display` says where that suits the query, or else the best way. */
export function displayFor(query, display) {
  const ways = waysToShow(query);
  return { ...display, show: ways.includes(display?.show) ? display.show : ways[0] };
}

/** How the answer to a query is best shown where nobody said so, such as for an insight that was kept by the API alone. */
export function suggestedFor(query) {
  if (query.kind !== 'trends') return displayFor(query);
  const { breakdown, series, range, interval } = query;
  if (!breakdown && range?.from === 'all') return displayFor(query, { show: 'number' });
  if (breakdown && (breakdown.ranges || !breakdown.key || series.length > 1)) return displayFor(query, { show: 'table' });
  return displayFor(query, { show: interval === 'month' ? 'bar' : 'line' });
}
