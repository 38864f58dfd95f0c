/**
 * What is shown of retention: the cohorts since the first that anybody is in, the periods that the oldest of them has seen, and the
 * average of each period; null where nobody could be seen yet.
 */
export function retentionOf({ cohorts: all, mean }) {
  const first = all.findIndex(({ size }) => size > 0);
  const cohorts = first < 0 ? [] : all.slice(first);
  const periods = Array.from({ length: Math.max(0, ...cohorts.map(({ values }) => values.length)) }, (_, at) => at);
  const isSeen = (at) => cohorts.some(({ size, values }) => size > 0 && at in values);
  return { cohorts, periods, average: periods.map((at) => (isSeen(at) ? (mean[at] ?? null) : null)) };
}
