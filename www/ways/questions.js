/*
 * What one asks of teams, computed from the rows of a way. An answer is a text, or null where no row says it.
 */

const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });

/** Lists the questions with what has to be counted. */
export const QUESTIONS = [
  { title: 'Organisations', answer: (rows, { organisation }) => listed(distinct(rows.map(organisation))) },
  {
    title: 'Users per organisation',
    answer: (rows, { organisation, user }) => table(rows, organisation, (own) => distinct(own.map(user)).length),
  },
  {
    title: 'Projects per organisation',
    answer: (rows, { organisation }) => table(named(rows, 'project_created'), organisation, (own) => own.length),
  },
  {
    title: 'Projects per user',
    answer: (rows, { user }) => table(named(rows, 'project_created'), user, (own) => own.length),
  },
  {
    title: 'Revenue per organisation',
    answer: (rows, { organisation }) => table(named(rows, 'plan_upgraded'), organisation, revenue),
  },
  {
    title: 'Revenue per tier',
    answer: (rows) => table(named(rows, 'plan_upgraded'), ({ properties }) => properties.plan, revenue),
  },
  {
    title: 'Organisations that signed up and pay',
    answer(rows, { organisation }) {
      const began = distinct(named(rows, 'signed_up').map(organisation));
      const paid = distinct(named(rows, 'plan_upgraded').map(organisation));
      return began.length > 0 ? `${began.filter((key) => paid.includes(key)).length} of ${began.length}` : null;
    },
  },
  {
    title: 'Users with a profile',
    answer: (rows, { user }) =>
      listed(distinct(rows.filter((row) => row.person?.distinct_ids.includes(user(row))).map(user))),
  },
];

const named = (rows, event) => rows.filter((row) => row.event === event);
const distinct = (values) => [...new Set(values.filter((value) => value !== undefined))];
const listed = (values) => (values.length > 0 ? `${values.length}: ${values.join(', ')}` : null);
const revenue = (rows) => euros.format(rows.reduce((sum, { properties }) => sum + properties.revenue, 0));

/** Prints a figure for each key that the rows have; a figure of nothing is none. */
function table(rows, keyOf, figureOf) {
  const keys = distinct(rows.map(keyOf));
  const figures = keys.map((key) => [key, figureOf(rows.filter((row) => keyOf(row) === key))]);
  const told = figures.filter(([, figure]) => figure !== 0);
  return told.length > 0 ? told.map(([key, figure]) => `${key} ${figure}`).join(', ') : null;
}
