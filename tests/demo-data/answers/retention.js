// Of those who begin in a period, how many come back in each of the following ones.

import { actorOf, isStep } from './filters.js';

export function retention(query, context) {
  const { calendar, ledger, now } = context;
  const { period = 'day', mode = 'recurring', on_or_after: isOnOrAfter = false } = query;
  const asked = calendar.range(query.range, now, ledger.events[0].at);
  const periods = calendar.starts(asked, period);
  // The first period counts as a whole.
  const range = { from: periods[0], to: asked.to };
  const followed = query.periods ?? 8;
  const periodOf = (at) => periods.indexOf(calendar.startOf(at, period));

  const happened = (step) => ledger.events.filter((event) => actorOf(event, query) !== undefined && isStep(event, step, query, context));
  const inRange = ({ at }) => at >= range.from && at < range.to;
  const periodsOf = (events) => {
    const found = new Map();
    for (const event of events) {
      const actor = actorOf(event, query);
      if (!found.has(actor)) found.set(actor, new Set());
      found.get(actor).add(periodOf(event.at));
    }
    return found;
  };
  const starts = happened(query.start);
  const began = periodsOf(starts.filter(inRange));
  const returned = periodsOf(happened(query.return).filter(inRange));
  const firstEver = new Map();
  for (const event of starts) {
    const actor = actorOf(event, query);
    if (!firstEver.has(actor)) firstEver.set(actor, event.at);
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
    const values = periods.slice(period, period + followed).map((_, later) => count(later));
    return { start: new Date(start).toISOString(), size: members.length, values };
  });
  const mean = periods.slice(0, followed).map((_, later) => {
    const old = cohorts.filter(({ values }) => later < values.length);
    const size = old.reduce((sum, cohort) => sum + cohort.size, 0);
    return size === 0 ? null : old.reduce((sum, { values }) => sum + values[later], 0) / size;
  });
  return { cohorts, mean };
}
