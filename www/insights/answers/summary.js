import { formatValue } from './numbers.js';

const NAMED = 3;

/** Says in one or two sentences what a chart shows, for those who do not see it. */
export function summaryOf({ labels, titles, sets, unit }, show) {
  const said = sets.slice(0, NAMED).map((set) => summaryOfSet(set, titles, set.unit ?? unit));
  const more = sets.length > NAMED ? ` And ${sets.length - NAMED} more.` : '';
  return `${show === 'line' ? 'Line chart' : 'Bar chart'} of ${labels.length} values. ${said.join(' ')}${more}`;
}

function summaryOfSet({ name, values }, titles, unit) {
  if (values.length === 0) return `${name}: nothing.`;
  const highest = values.indexOf(Math.max(...values));
  return `${name}: ${formatValue(values[0], unit)} at ${titles[0]}, ${formatValue(values.at(-1), unit)} at ${titles.at(-1)}, most at ${titles[highest]} with ${formatValue(values[highest], unit)}.`;
}
