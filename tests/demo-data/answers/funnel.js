// How far actors come, one step after the other: all attempts are looked at, of which the furthest, and of those the first, counts.

import { split, valueOf } from './breakdown.js';
import { actorOf, eventPasses, isStep } from './filters.js';
import { average, quantile, tally } from './numbers.js';

const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000 };

export function funnel(query, context) {
  const { calendar, ledger, now } = context;
  const { steps, exclusions = [], breakdown, attribution = 'first_touch', attribution_step: attributed = 0 } = query;
  const { value, unit } = query.window ?? { value: 14, unit: 'day' };
  const window = value * UNITS[unit];
  const range = calendar.range(query.range, now, ledger.events[0].at);

  const actors = new Map();
  for (const event of ledger.events) {
    const actor = actorOf(event, query);
    if (event.at < range.from || event.at >= range.to || actor === undefined || !eventPasses(event, query.filters, context)) continue;
    if (!actors.has(actor)) actors.set(actor, []);
    actors.get(actor).push({
      at: event.at,
      could: steps.map((step) => isStep(event, step, query, context)),
      excludes: exclusions.map((exclusion) => isStep(event, exclusion, query, context)),
      value: breakdown ? valueOf(event, breakdown, context) ?? null : null,
    });
  }

  /** The values that an actor counts for: those of one step, or the first or the last one of all steps. */
  const valuesOf = (events) => {
    if (attribution === 'step') {
      const values = new Set(events.filter(({ could }) => could[attributed]).map(({ value }) => value));
      return values.size === 0 ? [null] : [...values];
    }
    const valued = events.filter(({ could, value }) => could.includes(true) && value !== null);
    return [(attribution === 'last_touch' ? valued.at(-1) : valued[0])?.value ?? null];
  };
  if (breakdown) joinOthers(actors, query, valuesOf);

  const reached = new Map();
  for (const events of actors.values()) {
    for (const value of breakdown ? valuesOf(events) : [null]) {
      // Each value that a step has somewhere is a funnel of its own.
      const isOne = (event, step) => attribution !== 'step' || !breakdown || step !== attributed || event.value === value;
      const path = furthest(events, query, window, (event, step) => event.could[step] && isOne(event, step));
      if (path) reached.set(value, [...(reached.get(value) ?? []), path.map(({ at }) => at)]);
    }
  }

  const ofValue = (value) => {
    const paths = reached.get(value) ?? [];
    const come = steps.map((_, step) => paths.filter(({ length }) => length > step));
    return {
      breakdown: value,
      steps: steps.map(({ label, event }, step) => {
        const took = step === 0 ? [] : come[step].map((path) => path[step] - path[step - 1]);
        const part = (of) => (of.length === 0 ? 0 : come[step].length / of.length);
        return {
          label: label ?? event ?? 'all events',
          count: come[step].length,
          from_first: part(come[0]),
          from_previous: step === 0 ? part(come[0]) : part(come[step - 1]),
          median_seconds: took.length === 0 ? null : quantile(took, 0.5) / 1000,
          average_seconds: took.length === 0 ? null : average(took) / 1000,
        };
      }),
    };
  };
  if (!breakdown) return { groups: [ofValue(null)] };
  // What has no value lies in no range.
  if (breakdown.ranges) reached.delete(null);
  const size = (value) => (value === '$other' ? 0 : reached.get(value).length);
  return { groups: split(reached.keys(), (value) => [size(value)], { limit: Infinity }).map(({ label }) => ofValue(label)) };
}

/** Makes one value of those that do not belong to the most frequent ones of who enters the funnel. */
function joinOthers(actors, { breakdown, order }, valuesOf) {
  const enters = ({ could }) => (order === 'unordered' ? could.includes(true) : could[0]);
  const entering = [...actors.values()].filter((events) => events.some(enters));
  const counts = tally(entering.flatMap(valuesOf).filter((value) => value !== null));
  const frequent = split(counts.keys(), (value) => [counts.get(value)], breakdown).filter(({ label }) => label !== '$other');
  const shown = new Set(frequent.map(({ label }) => label));
  for (const event of [...actors.values()].flat()) {
    if (event.value !== null && !shown.has(event.value)) event.value = '$other';
  }
}

/** The furthest attempt of an actor; undefined where there is none, or where an exclusion takes the actor away. */
function furthest(events, { steps, exclusions = [], order = 'ordered' }, window, fits) {
  let best = [];
  for (const [start, event] of events.entries()) {
    const first = order === 'unordered' ? steps.map((_, step) => step).some((step) => fits(event, step)) : fits(event, 0);
    if (!first) continue;
    const later = events.slice(start).filter(({ at }) => at <= event.at + window);
    const path = { ordered, strict, unordered }[order](later, steps.length, fits);
    const last = order === 'strict' ? path.length + 1 : later.length;
    for (const [index, { from, to }] of exclusions.entries()) {
      if (from >= path.length) continue;
      const begin = later.indexOf(path[from]) + 1;
      const end = to < path.length ? later.indexOf(path[to]) : last;
      if (later.slice(begin, end).some(({ excludes }) => excludes[index])) return undefined;
    }
    if (path.length > best.length) best = path;
    if (best.length === steps.length) break;
  }
  return best.length === 0 ? undefined : best;
}

function ordered([first, ...later], steps, fits) {
  const path = [first];
  for (const event of later) if (path.length < steps && fits(event, path.length)) path.push(event);
  return path;
}

function strict(events, steps, fits) {
  const path = [];
  while (path.length < steps && events[path.length] && fits(events[path.length], path.length)) path.push(events[path.length]);
  return path;
}

/** Takes each event with which one step more can be done, whichever event does which. */
function unordered(events, steps, fits) {
  const path = [];
  const canAllBeDone = ([event, ...others], left) =>
    event === undefined || left.some((step) => fits(event, step) && canAllBeDone(others, left.filter((other) => other !== step)));
  const all = Array.from({ length: steps }, (_, step) => step);
  for (const event of events) if (path.length < steps && canAllBeDone([...path, event], all)) path.push(event);
  return path;
}
