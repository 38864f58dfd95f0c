// Persons and groups as they are now.

import { labelOf, split } from './breakdown.js';
import { profilePasses } from './filters.js';
import { figureNamed, numberOf } from './numbers.js';

export function profiles(query, context) {
  const { calendar, ledger, now } = context;
  const { of, math = 'count', property, breakdown } = query;
  const { from, to } = calendar.range(query.range, now, ledger.events[0].at);
  // Whoever never got a name has no profile.
  const all = of ? [...ledger.groups.values()] : ledger.persons.filter(({ isKnown }) => isKnown);
  const passing = all.filter((profile) => profilePasses(profile, query.filters, context));

  const valueOf = (profile) => {
    if (property === '$members') return profile.members.size;
    if (property === '$events') {
      return ledger.events.filter(({ at, company, person }) => at >= from && at < to && (of ? company === profile.key : person === profile)).length;
    }
    return numberOf(profile.properties[property]);
  };
  const figure = (members) =>
    math === 'count' ? members.length : figureNamed(math)(members.map(valueOf).filter((value) => value !== undefined));
  const row = (members) => ({ value: figure(members), count: members.length });
  if (!breakdown) return { rows: [row(passing)] };

  const label = (profile) => labelOf(breakdown.key ? profile.properties[breakdown.key] : profile.key ?? profile.name, breakdown);
  const labels = new Set(passing.map(label));
  labels.delete(undefined);
  const ofValue = (value) => passing.filter((profile) => label(profile) === value);
  const shown = split(labels, (value) => [figure(ofValue(value))], breakdown);
  return { rows: shown.map(({ label, values }) => ({ breakdown: label, ...row(values.flatMap(ofValue)) })) };
}
