// Of those who begin in a period, how many come back in each of the following ones.

import { actorOf, isStep } from './filters.js';

export function retention(query, context) {
  const { calendar, ledger, now } = context;
  const { period = 'day', mode = 'recurring', on_or_after: isOnOrAfter = false } = query;
  const range = calendar.range(query.range, now, ledger.events[0].at);
  const periods = calendar.starts(range, period).slice(0, query.periods ?? Infinity);
  const periodOf = (at) => periods.findIndex((start) => at >= start && at < calendar.after(start, period, 1));

  const periodsOf = (step, events) => {
    const found = new Map();
    for (const event of events) {
      const actor = actorOf(event, query);
      if (actor === undefined || !isStep(event, step, query, context)) continue;
      if (!found.has(actor)) found.set(actor, new Set());
      found.get(actor).add(periodOf(event.at));
    }
    return found;
  };
  const inRange = ledger.events.filter(({ at }) => at >= range.from && at < range.to);
  const began = periodsOf(query.start, inRange);
  const returned = periodsOf(query.return, inRange);
  const firstEver = new Map();
  for (const event of ledger.events) {
    const actor = actorOf(event, query);
    if (actor !== undefined && !firstEver.has(actor) && isStep(event, query.start, query, context)) firstEver.set(actor, event.at);
  }

  const cohorts = periods.map((start, period) => {
    const members = [...began].filter(([actor, when]) =>
      mode === 'first_time' ? firstEver.get(actor) >= range.from && periodOf(firstEver.get(actor)) === period : when.has(period));
    const isThere = (actor, later) => {
      const when = [...(returned.get(actor) ?? [])];
      return isOnOrAfter ? when.some((at) => at >= period + later) : when.includes(period + later);
    };
    // In their own period all of them are there.
    const count = (later) => (later === 0 ? members.length : members.filter(([actor]) => isThere(actor, later)).length);
    return { start: new Date(start).toISOString(), size: members.length, values: periods.slice(period).map((_, later) => count(later)) };
  });
  const mean = periods.map((_, later) => {
    const old = cohorts.filter(({ values }) => later < values.length);
    const size = old.reduce((sum, cohort) => sum + cohort.size, 0);
    return size === 0 ? 0 : old.reduce((sum, { values }) => sum + values[later], 0) / size;
  });
  return { cohorts, mean };
}
