import { displayFor } from './display.js';

/** What is sent to the collector to keep an insight. */
export function bodyOf(token, name, query, display) {
  return { token, name, query: { ...query, token: undefined }, display };
}

/** An insight as the collector keeps it, as this page uses it. */
export function readInsight({ id, token, name, query, display, updated_at }) {
  return { id, name, query: { ...query, token }, display: displayFor(query, display), updatedAt: updated_at };
}

/** A tile of the first dashboard, as it would be if it were kept. */
export function readBuiltIn(token, { title, question, section, size, show, unit, note, result, query }) {
  return { title, name: question, section, size, query: { ...query, token }, display: displayFor(query, { show, unit, note, result }) };
}
