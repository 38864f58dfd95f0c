// Figures as people read them.

/** Three digits that mean something. */
export const round = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 });

/** A summary as its median, with the least and the most. */
export const spread = ({ median, min, max }) =>
  min === max ? round(median) : `${round(median)} (${round(min)}–${round(max)})`;

/** How a subject's summary compares with another's; empty where that would say nothing. */
export const ratio = (one, other) => (one === other || other.median <= 0 ? '' : `${(one.median / other.median).toFixed(2)}×`);

/** A table in Markdown, with its columns in line. */
export function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => String(row[column]).length)));
  const line = (cells) => `| ${cells.map((cell, column) => pad(String(cell), widths[column], column)).join(' | ')} |`;
  const rule = widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const pad = (cell, width, column) => (column ? cell.padStart(width) : cell.padEnd(width));

/**
 * A table with a line for each subject and a column for each measure: `measures` maps the column's title to the summaries
 * of the subjects by their keys. Beside each stands how it compares with posthog-js, where it can be compared.
 */
export function comparison(subjects, measures) {
  const columns = Object.entries(measures).flatMap(([title, summaries]) => {
    const all = Object.values(summaries);
    const ratios = all.map((one) => ratio(one, summaries.posthog));
    return [[title, ...all.map(spread)], ...(ratios.some(Boolean) ? [['÷ posthog-js', ...ratios]] : [])];
  });
  const titles = ['', ...Object.keys(Object.values(measures)[0]).map((key) => subjects[key].title)];
  const [head, ...rows] = titles.map((title, line) => [title, ...columns.map((column) => column[line])]);
  return table(head, rows);
}
