import { displayFor, suggestedFor } from './display.js';

/** The query of an insight as it is sent to the collector to be kept, with how its answer is shown. */
export function queryToKeep(query, display) {
  return { ...query, token: undefined, display };
}

/** An insight as the collector keeps it, as this page uses it. */
export function readInsight({ id, token, name, query: { display, ...query }, updated_at }) {
  return { id, name, query: { ...query, token }, display: display ? displayFor(query, display) : suggestedFor(query), updatedAt: updated_at };
}

/** A tile of the first dashboard, as it would be if it were kept. */
export function readBuiltIn(token, { title, question, section, size, show, unit, note, result, query }) {
  return { title, name: question, section, size, query: { ...query, token }, display: displayFor(query, { show, unit, note, result }) };
}
