// From which page people go on to which.

import { actorOf, isStep } from './filters.js';
import { average } from './numbers.js';

const GAP = 30 * 60_000;

export function paths(query, context) {
  const { calendar, ledger, now } = context;
  const { start = null, end = null, steps = 5, limit = 50 } = query;
  const range = calendar.range(query.range, now, ledger.events[0].at);

  const journeys = [];
  const latest = new Map();
  for (const event of ledger.events) {
    const actor = actorOf(event, query);
    if (event.at < range.from || event.at >= range.to || actor === undefined) continue;
    if (!isStep(event, { event: '$pageview' }, query, context)) continue;
    const view = { at: event.at, page: event.properties.$pathname };
    const known = latest.get(actor);
    if (!known || view.at - known.seen >= GAP) {
      const journey = { views: [view], seen: view.at };
      journeys.push(journey);
      latest.set(actor, journey);
    } else {
      known.seen = view.at;
      // The same page again is no step.
      if (known.views.at(-1).page !== view.page) known.views.push(view);
    }
  }

  const edges = new Map();
  for (const { views } of journeys) {
    const part = partOf(views, { start, end, steps });
    for (let at = 0; at + 1 < part.length; at++) {
      const key = JSON.stringify([`${at + 1}_${part[at].page}`, `${at + 2}_${part[at + 1].page}`]);
      edges.set(key, [...(edges.get(key) ?? []), part[at + 1].at - part[at].at]);
    }
  }
  const all = [...edges].map(([key, times]) => {
    const [from, to] = JSON.parse(key);
    return { from, to, count: times.length, average_seconds: average(times) / 1000 };
  });
  const step = ({ from }) => parseInt(from, 10);
  all.sort((a, b) => b.count - a.count || step(a) - step(b) || (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1));
  return { edges: all.slice(0, limit) };
}

/** The part of a journey between the page that begins and the page that ends; at most so many pages. */
function partOf(views, { start, end, steps }) {
  const first = start === null ? 0 : views.findIndex(({ page }) => page === start);
  if (first < 0) return [];
  const after = views.slice(first);
  if (end === null) return after.slice(0, steps);
  const last = after.findIndex(({ page }) => page === end);
  if (last < 0 || (start !== null && last >= steps)) return [];
  return after.slice(Math.max(0, last + 1 - steps), last + 1);
}
