import { requestJson } from '../live/api.js';

const LIMIT = 1000;

/** Reads back what a run has left in the collector: each tracker's events, as they arrived, and the persons behind. */
export async function readBack({ tokens, sent }, key) {
  const ids = [...new Set(sent.map(({ distinct_id }) => distinct_id))];
  const eventsOf = (distinct_id) => requestJson('/api/events', key, { distinct_id, limit: LIMIT });
  const answers = await Promise.all(ids.map(eventsOf));
  const found = answers.flatMap(({ events }) => events).filter(({ properties }) => tokens.has(properties.token));
  const arrived = [...new Map(found.map((row) => [row.id, row])).values()].sort((one, other) => one.id - other.id);
  const rows = [...tokens].flatMap(([token, tracker]) =>
    arrived.filter(({ properties }) => properties.token === token).map((row) => ({ ...row, tracker })),
  );

  const people = [...new Set(rows.map(({ person }) => person?.uuid).filter(Boolean))];
  const persons = await Promise.all(people.map((person) => requestJson('/api/persons', key, { person })));
  return { rows, persons: persons.flatMap((answer) => answer.persons) };
}
