// Stickiness and lifecycle: in which intervals actors are active.

import { actorOf, isStep } from './filters.js';

/** The events that are any of some steps, of somebody. */
const happened = (steps, query, context) =>
  context.ledger.events.filter((event) => actorOf(event, query) !== undefined && steps.some((step) => isStep(event, step, query, context)));

/** The actors of events, each with the starts of the intervals in which they were active. */
function activeIn(events, interval, { from, to }, query, context) {
  const active = new Map();
  for (const event of events) {
    const actor = actorOf(event, query);
    if (event.at < from || event.at >= to) continue;
    if (!active.has(actor)) active.set(actor, new Set());
    active.get(actor).add(context.calendar.startOf(event.at, interval));
  }
  return active;
}

export function stickiness(query, context) {
  const { calendar, ledger, now } = context;
  const { interval = 'day', series } = query;
  const range = calendar.range(query.range, now, ledger.events[0].at);
  const intervals = calendar.starts(range, interval).length;
  const days = calendar.starts(range, 'day');

  const any = happened(series, query, context);
  const trailing = (width) =>
    days.map((day) => {
      const [from, to] = [calendar.after(day, 'day', 1 - width), Math.min(calendar.after(day, 'day', 1), range.to)];
      return activeIn(any, 'day', { from, to }, query, context).size;
    });
  const [dau, wau, mau] = [1, 7, 30].map(trailing);
  return {
    series: series.map((step) => {
      const widths = [...activeIn(happened([step], query, context), interval, range, query, context).values()].map(({ size }) => size);
      const values = Array.from({ length: intervals }, (_, at) => ({ intervals: at + 1, count: widths.filter((width) => width === at + 1).length }));
      return { label: step.label ?? step.event ?? 'all events', values };
    }),
    activity: {
      buckets: days.map((at) => new Date(at).toISOString()),
      dau,
      wau,
      mau,
      dau_mau: dau.map((count, at) => (mau[at] === 0 ? 0 : count / mau[at])),
    },
  };
}

export function lifecycle(query, context) {
  const { calendar, ledger, now } = context;
  const { interval = 'day', event: step } = query;
  const range = calendar.range(query.range, now, ledger.events[0].at);
  const starts = calendar.starts(range, interval);
  const before = calendar.after(starts[0], interval, -1);
  const active = [...activeIn(happened([step], query, context), interval, { from: before, to: range.to }, query, context)];
  const isNew = (actor, start) => calendar.startOf(createdAt(actor, context), interval) === start;

  const counts = { buckets: [], new: [], returning: [], resurrecting: [], dormant: [] };
  for (const [at, start] of starts.entries()) {
    const previous = at === 0 ? before : starts[at - 1];
    const here = active.filter(([, when]) => when.has(start));
    const fresh = here.filter(([actor]) => isNew(actor, start));
    const known = here.filter(([actor]) => !isNew(actor, start));
    counts.buckets.push(new Date(start).toISOString());
    counts.new.push(fresh.length);
    counts.returning.push(known.filter(([, when]) => when.has(previous)).length);
    counts.resurrecting.push(known.filter(([, when]) => !when.has(previous)).length);
    counts.dormant.push(0 - active.filter(([, when]) => when.has(previous) && !when.has(start)).length);
  }
  return counts;
}

/** When an actor was made: a person by the first event with a profile, anybody else by their first event, a company by what was set of it. */
const createdAt = (actor, { ledger }) => (typeof actor === 'string' ? ledger.groups.get(actor) : actor).createdAt;
