import { valueText } from '../../live/format.js';
import { mathInWords } from '../words.js';

const NUMERIC = ['sum', 'avg', 'min', 'max', 'median', 'p75', 'p90', 'p95', 'p99'];

/** Names a value of a breakdown; what has none of a plan is `no plan`. */
export function nameOfBreakdown(value, breakdown) {
  if (value === null || value === undefined || value === '') return `no ${breakdown?.key || breakdown?.group_type || 'value'}`;
  if (value === '$other') return 'all others';
  return valueText(value);
}

/** Names one series of an answer, told apart by its values of the breakdown where there is one. */
export function nameOfSeries({ label, index, breakdown }, query) {
  const own = query.formula && index === null ? 'Result' : tellingLabel(label, index, query);
  if (!query.breakdown) return own;
  const hasSeveral = !query.formula && (query.series?.length ?? 1) > 1;
  const name = nameOfBreakdown(breakdown, query.breakdown);
  return hasSeveral ? `${own}: ${name}` : name;
}

/** The unit of one series: `unit` is that of sums, averages and the like, and of formulas; what is counted has none. */
export function unitOfSeries({ index }, query, unit) {
  if (!unit || query.kind !== 'trends' || query.formula) return unit;
  return NUMERIC.includes(query.series[index ?? 0]?.math) ? unit : undefined;
}

/** The label of a series, with what it computes where another series has the same label. */
function tellingLabel(label, index, { series = [] }) {
  const isAlone = series.filter((other) => (other.label ?? other.event) === (series[index]?.label ?? series[index]?.event)).length < 2;
  return isAlone ? label : `${label} (${mathInWords(series[index].math)})`;
}
