// Whether the collector answers what is right: every tile of the first dashboard, and many questions more, beside what follows from
// the ledger, and beside DuckDB.

import { readFileSync } from 'node:fs';

import { ADMIN_KEY, READ_KEY } from '../e2e/support/collector.js';
import { answer, unlike } from './answers/index.js';
import { openDuckDb, SECOND_OPINIONS, unlikeRows } from './duckdb.js';
import { COHORTS, questions } from './questions.js';

/** The questions of the first dashboard. */
export const tiles = () => JSON.parse(readFileSync('www/insights/team.json', 'utf8'));

const SHOWN = 5;

/** Asks the collector, and gives its answer. */
async function request(collector, path, body, key) {
  const response = await fetch(collector.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text);
}

/** Runs a query for a project. */
export const run = (collector, token, query) => request(collector, '/api/insights/run', { token, ...query }, READ_KEY);

/** Makes the cohorts that the questions ask for, and gives their ids by name. */
export async function makeCohorts(collector, token) {
  const ids = {};
  for (const [name, cohort] of Object.entries(COHORTS)) {
    ids[name] = (await request(collector, '/api/cohorts', { token, name, ...cohort }, ADMIN_KEY)).id;
  }
  return ids;
}

/** Lists where the collector's answer to a query differs from the ledger's. */
export async function compare({ collector, token, ledger, query, cohorts }) {
  const actual = await run(collector, token, query);
  // A range without an end goes up to the moment when the collector got the question, which only the collector knows.
  const now = query.range?.to ? Date.now() : Date.parse(actual.range.to) - 1;
  return unlike(answer(ledger, query, { now, cohorts }), actual);
}

/** Compares all answers, and lists what differs. */
export async function checkAnswers({ ledger, collector, query, token, say }) {
  const wrong = [];
  const note = (name, differences) => {
    if (differences.length === 0) return;
    const more = differences.length > SHOWN ? ` and ${differences.length - SHOWN} more` : '';
    wrong.push(`${name}: ${differences.slice(0, SHOWN).join('; ')}${more}`);
  };
  const ids = await makeCohorts(collector, token);
  const cohorts = new Map(Object.entries(ids).map(([name, id]) => [id, COHORTS[name]]));
  const asked = [...tiles().map(({ title, query }) => ({ name: `Team analytics: ${title}`, query })), ...questions(ledger, ids)];
  for (const { name, query } of asked) {
    try {
      note(name, await compare({ collector, token, ledger, query, cohorts }));
    } catch (error) {
      note(name, [error.message]);
    }
  }
  say(`${asked.length} answers compared with the ledger`);
  const duckDb = await openDuckDb(query, token);
  try {
    for (const { name, query, sql } of SECOND_OPINIONS) {
      note(`DuckDB: ${name}`, unlikeRows(await run(collector, token, query), await duckDb.rows(sql)));
    }
  } finally {
    duckDb.close();
  }
  say(`${SECOND_OPINIONS.length} answers compared with DuckDB`);
  return wrong;
}
