// Figures of lists of numbers.

/** A sum of numbers with at most two decimals, exact: in cents. */
export const sum = (list) => list.reduce((cents, number) => cents + Math.round(number * 100), 0) / 100;

export const average = (list) => (list.length === 0 ? 0 : sum(list) / list.length);

/** The value below which this share lies, interpolated between its neighbours. */
export function quantile(list, share) {
  if (list.length === 0) return 0;
  const sorted = [...list].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place % 1);
}

const FIGURES = {
  sum,
  avg: average,
  min: (list) => (list.length === 0 ? 0 : Math.min(...list)),
  max: (list) => (list.length === 0 ? 0 : Math.max(...list)),
  median: (list) => quantile(list, 0.5),
  p75: (list) => quantile(list, 0.75),
  p90: (list) => quantile(list, 0.9),
  p95: (list) => quantile(list, 0.95),
  p99: (list) => quantile(list, 0.99),
};

/** The figure of this name, or undefined. */
export const figureNamed = (name) => FIGURES[name];

/** What a property is as a number; undefined where it is none. */
export function numberOf(value) {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  return undefined;
}

/** How often each value of a list is there. */
export function tally(list) {
  const counts = new Map();
  for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
