// What the campaign found, as lines, as a table and as complaints.

const COLUMNS = ['captured', 'delivered', 'lost', 'storedTwice', 'copies', 'misdated', 'seconds'];
const TITLES = ['captured', 'delivered', 'lost', 'stored twice', 'copies', 'misdated', 'seconds'];
/** Of a hundred events, fewer than so many may go over the wire once more. */
const COPIES_PERCENT = 1;

const cells = (result) => (result.error ? ['failed'] : COLUMNS.map((column) => String(Math.round(result[column]))));

/** A result in a line, for those who watch. */
export const line = (result) =>
  result.error
    ? `${result.scenario}: ${result.subject}: ${result.error}`
    : `${result.scenario}: ${result.subject}: ${COLUMNS.map((column, at) => `${TITLES[at]} ${result[column]}`).join(', ')}`;

/** All results, a scenario's beside each other, and their sums. */
export function table(results) {
  const all = [...results, ...sums(results)];
  const rows = [['scenario', 'tracker', ...TITLES], ...all.map((result) => [result.scenario, result.subject, ...cells(result)])];
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const pad = (cell, at) => (at < 2 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]));
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** A tracker's results added up. */
function sums(results) {
  const subjects = [...new Set(results.map(({ subject }) => subject))];
  return subjects.map((subject) => {
    const own = results.filter((result) => result.subject === subject && !result.error);
    const sum = (column) => own.reduce((total, result) => total + result[column], 0);
    return { scenario: 'all', subject, ...Object.fromEntries(COLUMNS.map((column) => [column, sum(column)])) };
  });
}

/** What is wrong with a result of ours. */
export function complaints(scenario, { called, captured, lost, storedTwice, copies, misdated, error }) {
  if (error) return [error];
  return [
    captured < called && `${called - captured} of ${called} events were not accepted`,
    lost > 0 && `${lost} of ${captured} events were lost`,
    storedTwice > 0 && `${storedTwice} events were stored twice`,
    misdated > 0 && `${misdated} events have a wrong time`,
    !scenario.mayCopy && copies * 100 >= captured * COPIES_PERCENT && `${copies} copies of ${captured} events on the wire`,
  ].filter(Boolean);
}
