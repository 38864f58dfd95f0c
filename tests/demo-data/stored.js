// Whether the collector has stored what happened: each event once, and nothing else; the same persons, and the same groups.

import { isDeepStrictEqual } from 'node:util';

/** Lists what differs between a `ledger` and what `query` (rows of an SQL statement) finds of the project; `ids` comes from the players. */
export function differences(ledger, query, { token, ids }) {
  const found = [];
  const tell = (text) => found.length < 50 && found.push(text);
  const where = `project_id = (SELECT id FROM projects WHERE token = '${token}')`;
  const realIds = new Map(Object.entries(ids).flatMap(([device, list]) => list.map((id, at) => [`${device}#${at}`, id])));
  const real = (id) => realIds.get(id) ?? id;

  // All properties of a year would be many megabytes.
  const keys = [...new Set(ledger.events.flatMap(({ properties }) => Object.keys(properties)))];
  const object = `json_object(${keys.map((key) => `'${key}', properties -> '$."${key}"'`).join(', ')})`;
  const rows = query(`SELECT event, distinct_id, person_mode, timestamp, session_id, properties ->> '$."$groups".company' AS company,
    ${object} AS properties FROM events WHERE ${where}`);
  const byMoment = grouped(rows, ({ timestamp }) => timestamp);
  const sessions = new Map();
  for (const event of ledger.events) {
    const [row, ...more] = byMoment.get(event.at) ?? [];
    const what = `${event.event} of ${event.id} at ${new Date(event.at).toISOString()}`;
    byMoment.delete(event.at);
    if (!row) tell(`${what} is not stored`);
    else if (more.length > 0) tell(`${what} is stored ${more.length + 1} times`);
    else for (const difference of differencesOf(event, row, real, sessions)) tell(`${what}: ${difference}`);
  }
  for (const [row] of byMoment.values()) tell(`${row.event} of ${row.distinct_id} at ${new Date(row.timestamp).toISOString()} never happened`);

  const stored = query(`SELECT d.distinct_id, p.uuid, p.created_at, p.properties FROM person_distinct_ids d JOIN persons p ON p.id = d.person_id
    WHERE d.${where}`);
  const byId = new Map(stored.map((row) => [row.distinct_id, { ...row, properties: JSON.parse(row.properties) }]));
  const known = ledger.persons.filter(({ isKnown }) => isKnown);
  const uuids = new Set(stored.map(({ uuid }) => uuid));
  if (uuids.size !== known.length) tell(`${uuids.size} persons are stored, not ${known.length}`);
  for (const { name, ids, properties, createdAt } of known) {
    const rowsOf = [...ids].map((id) => byId.get(real(id)));
    if (new Set(rowsOf.map((row) => row?.uuid)).size !== 1 || !rowsOf[0]) tell(`${name} is not one person with the ids ${[...ids].map(real)}`);
    else {
      if (rowsOf[0].created_at !== createdAt) tell(`${name} is of ${rowsOf[0].created_at}, not ${createdAt}`);
      for (const [key, value] of Object.entries(properties)) {
        const there = rowsOf[0].properties[key];
        if (!isDeepStrictEqual(there, value)) tell(`${name}: ${key} is ${JSON.stringify(there)}, not ${JSON.stringify(value)}`);
      }
    }
  }

  const companies = new Map(query(`SELECT key, properties FROM groups WHERE ${where}`).map(({ key, properties }) => [key, JSON.parse(properties)]));
  const wanted = new Map([...ledger.groups].map(([key, { properties }]) => [key, properties]));
  if (!isDeepStrictEqual(companies, wanted)) {
    for (const key of new Set([...companies.keys(), ...wanted.keys()])) {
      const [there, should] = [companies.get(key), wanted.get(key)];
      if (!isDeepStrictEqual(there, should)) tell(`company ${key} is ${JSON.stringify(there)}, not ${JSON.stringify(should)}`);
    }
  }
  return found;
}

function* differencesOf(event, row, real, sessions) {
  // What is not there is null here; no step says null by itself.
  const stored = JSON.parse(row.properties);
  if (row.event !== event.event) yield `it is ${row.event}`;
  if (row.distinct_id !== real(event.id)) yield `it is of ${row.distinct_id}, not ${real(event.id)}`;
  if ((row.person_mode === 'propertyless') !== event.isPersonless) yield `its mode is ${row.person_mode}`;
  if ((row.company ?? undefined) !== event.company) yield `its company is ${row.company}, not ${event.company}`;
  for (const [key, value] of Object.entries(event.properties)) {
    if (!isDeepStrictEqual(stored[key], value)) yield `${key} is ${JSON.stringify(stored[key])}, not ${JSON.stringify(value)}`;
  }
  // What the tracker calls a session is one here, and the other way round.
  for (const [own, other] of [[`ours ${event.session}`, row.session_id], [`theirs ${row.session_id}`, event.session]]) {
    if (!sessions.has(own)) sessions.set(own, other);
    if (sessions.get(own) !== other) yield `it is in session ${row.session_id}, ours is ${event.session}`;
  }
}

function grouped(list, keyOf) {
  const groups = new Map();
  for (const item of list) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
