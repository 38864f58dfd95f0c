// A second opinion: DuckDB over the events that were exported from the collector's database.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';

const company = { group_type: 'company' };
const paid = (math) => ({ event: 'invoice_paid', math, property: 'purchase_value' });
const feature = { event: 'feature_used' };
const invoices = "event = 'invoice_paid'";
const uses = "event = 'feature_used'";
const people = 'count(DISTINCT person)';
const anybody = { event: null, math: 'dau' };
const organisation = { type: 'group', ...company };

/**
 * Questions whose answers DuckDB gives, too: `sql` gives rows of a bucket, the value of the breakdown, if there is one, and the figure.
 * What has no row is 0.
 */
export const SECOND_OPINIONS = [
  ['events', 'day', { event: null }, 'count(*)'],
  ['pageviews', 'week', { event: '$pageview' }, "count(*) FILTER (event = '$pageview')"],
  ['people', 'day', anybody, people],
  ['people by month', 'month', { ...feature, math: 'dau' }, `${people} FILTER (${uses})`],
  ['sessions', 'day', { event: null, math: 'unique_session' }, 'count(DISTINCT session)'],
  ['organisations', 'day', { event: null, math: 'unique_group', ...company }, 'count(DISTINCT company)'],
  ['revenue', 'month', paid('sum'), `sum(purchase_value) FILTER (${invoices})`],
  ['revenue by plan', 'month', paid('sum'), 'sum(purchase_value)', { by: 'plan', where: invoices, breakdown: { type: 'event', key: 'plan' } }],
  ['the largest invoice', 'month', paid('max'), `max(purchase_value) FILTER (${invoices})`],
  ['seconds', 'week', { ...feature, math: 'sum', property: 'seconds' }, `sum(seconds) FILTER (${uses})`],
  ['features', 'week', feature, 'count(*)', { by: 'feature', where: uses, breakdown: { type: 'event', key: 'feature' } }],
  ['people by role', 'week', anybody, people, { by: 'role', breakdown: { type: 'person', key: 'role' } }],
  ['events by plan of the organisation', 'week', { event: null }, 'count(*)', { by: 'company_plan', breakdown: { ...organisation, key: 'plan' } }],
  ['people by organisation', 'month', anybody, people, { by: 'company', breakdown: { ...organisation, limit: 100 } }],
].map(([name, interval, series, figure, { by = 'NULL', where = 'true', breakdown } = {}]) => ({
  name,
  query: { kind: 'trends', range: { from: 'all' }, interval, week_start: 'monday', series: [series], ...(breakdown && { breakdown }) },
  sql: `SELECT date_trunc('${interval}', moment) AS bucket, ${by} AS value, ${figure} AS figure FROM events WHERE ${where} GROUP BY ALL`,
}));

/** Opens DuckDB on what the collector has stored of a project; `rows` gives the rows of a statement. */
export async function openDuckDb(query, token) {
  const directory = mkdtempSync(join(tmpdir(), 'hoofprint-duckdb-'));
  const project = `project_id = (SELECT id FROM projects WHERE token = '${token}')`;
  const exported = (name, sql) => {
    const file = join(directory, `${name}.jsonl`);
    writeFileSync(file, query(sql).map((row) => JSON.stringify(row)).join('\n'));
    return file;
  };
  const property = (name) => `properties ->> '$."${name}"' AS ${name}`;
  const events = exported('events', `SELECT timestamp, event, distinct_id, session_id AS session, properties ->> '$."$group_0"' AS company,
    ${['plan', 'feature', 'purchase_value', 'seconds'].map(property).join(', ')} FROM events WHERE ${project}`);
  const ids = exported('ids', `SELECT d.distinct_id, p.uuid, p.properties ->> '$.role' AS role FROM person_distinct_ids d
    JOIN persons p ON p.id = d.person_id WHERE d.${project}`);
  const companies = exported('companies', `SELECT key, properties ->> '$.plan' AS plan FROM groups WHERE ${project}`);

  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const read = (file, types) => {
    const columns = Object.entries(types).map(([name, type]) => `${name}: '${type}'`);
    return `read_json('${file}', format = 'newline_delimited', columns = {${columns.join(', ')}})`;
  };
  const text = (...names) => Object.fromEntries(names.map((name) => [name, 'VARCHAR']));
  const money = 'DECIMAL(18, 2)';
  const ofEvents = { timestamp: 'BIGINT', ...text('event', 'distinct_id', 'session', 'company', 'plan', 'feature'), purchase_value: money, seconds: money };
  await connection.run(`
    CREATE TABLE ids AS FROM ${read(ids, text('distinct_id', 'uuid', 'role'))};
    CREATE TABLE companies AS FROM ${read(companies, text('key', 'plan'))};
    CREATE TABLE events AS
      SELECT make_timestamp(timestamp * 1000) AS moment, event, coalesce(ids.uuid, distinct_id) AS person, ids.role, session, company,
        companies.plan AS company_plan, e.plan, feature, purchase_value, seconds
      FROM ${read(events, ofEvents)} e LEFT JOIN ids USING (distinct_id) LEFT JOIN companies ON companies.key = e.company`);
  return {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    close() {
      connection.closeSync();
      instance.closeSync();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Lists where an answer differs from DuckDB's rows. */
export function unlikeRows({ buckets, series }, rows) {
  const key = (at, value) => JSON.stringify([at, value]);
  // A day is `2026-01-31`, a moment `2026-01-31 10:00:00`.
  const moment = (text) => new Date(text.length === 10 ? text : `${text.replace(' ', 'T')}Z`).toISOString();
  const wanted = new Map(rows.map(({ bucket, value, figure }) => [key(moment(bucket), value), Number(figure ?? 0)]));
  const found = [];
  for (const { breakdown = null, values } of series) {
    for (const [at, value] of values.entries()) {
      const place = key(buckets[at], breakdown);
      const should = wanted.get(place) ?? 0;
      wanted.delete(place);
      if (Math.round(value * 100) !== Math.round(should * 100)) found.push(`${place}: ${value}, not ${should}`);
    }
  }
  for (const [place, figure] of wanted) if (figure !== 0) found.push(`${place} is missing: ${figure}`);
  return found;
}
