// A year of an invented product, from a seed: which organisations sign up, who works there, and what each of them does on which
// device and when. The same seed and end give the same world. Nothing in here knows of the collector.

import { DAY, dayOf, HOUR, MINUTE, rhythm } from './calendar.js';
import { device, moments } from './devices.js';
import { organisations, visitorsOn } from './organisations.js';
import { chance } from './random.js';
import { duties, hourOfDay, logIn, lookAround, signUp, work } from './visits.js';

/** How large worlds are. */
export const SIZES = {
  full: { organisations: 60, users: 900, visitors: 400, days: 365, pace: 0.05, consultants: 18 },
  small: { organisations: 6, users: 60, visitors: 40, days: 61, pace: 0.12, consultants: 2 },
};

/**
 * Makes a world that ends at `end` (milliseconds since 1970). It is played in `rounds`: first the owners' devices, by which the
 * organisations come to be, then all others. What is listed together in a round has to be played in order, device after device:
 * those of one organisation, or one visitor's. Different ones may be played at the same time.
 */
export function generate({ seed = 'hoofprint', end, size = 'full' }) {
  const { organisations: count, users, visitors, days, pace, consultants } = SIZES[size];
  const start = dayOf(end) - days * DAY;
  const launch = dayOf(start + 0.7 * (end - start));
  const draw = chance(seed);
  const all = organisations(draw.of('organisations'), { count, users, start, end, launch });
  hireConsultants(draw.of('consultants'), all, consultants);
  const take = moments();
  const frame = { start, end, launch, pace, take };
  const played = all.map((organisation) => playOrganisation(draw.of(organisation.key), organisation, frame));
  const passers = Array.from({ length: visitors }, (_, at) => [playVisitor(draw.of(`visitor ${at}`), `visitor-${at}`, frame)]);
  const rounds = [played.map(([owner]) => [owner]), [...played.map(([, ...others]) => others), ...passers]];
  return {
    seed,
    start,
    end,
    launch,
    organisations: all,
    users: all.flatMap(({ people }) => people),
    rounds: rounds.map((units) => units.map((unit) => unit.filter(isUsed).map(plain)).filter(({ length }) => length > 0)),
  };
}

const isUsed = ({ documents }) => documents.length > 0;
const plain = ({ id, form, os, documents }) => ({ id, form, os, documents });

/** Some people work for a second organisation, which is there already when they begin. */
function hireConsultants(draw, all, count) {
  const candidates = draw.shuffled(all.flatMap(({ people }) => people.slice(1)));
  for (const user of candidates.slice(0, count)) {
    const other = draw.shuffled(all).find(({ key, signedUpAt }) => key !== user.company && signedUpAt < user.joinedAt);
    if (other) user.second = other.key;
  }
}

function playOrganisation(draw, organisation, { start, end, launch, pace, take }) {
  const { people, key } = organisation;
  const desk = new Map(people.map((user, at) => [user, device(draw.of(`desk ${at}`), { id: `${key}-${at}`, form: 'desk', take })]));
  const phone = new Map(people.filter(({ hasPhone }) => hasPhone).map((user) => {
    const at = people.indexOf(user);
    return [user, device(draw.of(`phone ${at}`), { id: `${key}-${at}-phone`, form: 'phone', take })];
  }));
  const world = {
    organisation,
    state: { projects: [], members: 1, visits: 0 },
    progress: (time) => (time - start) / (end - start),
    launch,
  };

  const visits = people.flatMap((user, at) => visitsOf(draw.of(`visits ${at}`), user, organisation, { start, end, launch, pace }));
  for (const visit of [...visits, ...visitsOfOwner(draw.of('duties'), organisation)].sort((a, b) => a.at - b.at)) {
    const { user, duty, what } = visit;
    const own = draw.of(`${user.email} ${visit.at}`);
    const hasPhone = phone.has(user) && user.isSignedUp && !duty && own.is(0.3);
    // Now and then somebody sits down at the desk of a colleague.
    const neighbour = people[people.indexOf(user) - 1];
    const sits = !duty && user.isSignedUp && neighbour?.isSignedUp && own.is(0.015);
    const where = hasPhone ? phone.get(user) : desk.get(sits ? neighbour : user);
    // Whoever comes to a device late may come too late.
    if (Math.max(visit.at, where.now()) > end - 3 * HOUR) continue;
    if (visit.isAnonymous) {
      lookAround(own, where, visit.at);
      continue;
    }
    where.come(visit.at);
    if (user.isSignedUp) logIn(own, where, user);
    else signUp(own, where, user, world);
    user.isSignedUp = true;
    if (duty) duties[duty](own, where, user, world, what);
    else work(own, where, user, world);
  }
  // Owners first: they make the organisation. Then everybody in the order in which they came.
  const [first, ...others] = desk.values();
  return [first, ...[...others, ...phone.values()].sort((a, b) => began(a) - began(b))];
}

const began = ({ documents }) => documents[0]?.at ?? Infinity;

/** When somebody comes to work, and before that to look at the product. */
function visitsOf(draw, user, { leavesAt, pace: paceOfAll, isLost }, { end, start, launch, pace }) {
  const visits = [{ at: user.joinedAt, user }];
  if (user.lookedBefore) {
    for (let looks = draw.whole(1, 2); looks > 0; looks--) {
      const at = user.joinedAt - draw.between(1, 20) * DAY;
      if (at > start) visits.push({ at, user, isAnonymous: true });
    }
  }
  for (let day = dayOf(user.joinedAt) + DAY; day < Math.min(user.leavesAt, end); day += DAY) {
    // Before they leave, organisations come less and less.
    const fading = isLost ? Math.min(1, (leavesAt - day) / (30 * DAY)) : 1;
    const isNew = day < user.joinedAt + 7 * DAY ? 2 : 1;
    if (draw.is(Math.min(0.95, pace * user.pace * paceOfAll * fading * isNew * rhythm(day, launch)))) {
      const at = day + hourOfDay(draw);
      if (at < user.leavesAt) visits.push({ at, user });
    }
  }
  return visits;
}

/** When the owner has to come: plans, invoices, and invitations of those who come later, and of some who never do. */
function visitsOfOwner(draw, { people, plans, invoices, signedUpAt }) {
  const [user, ...others] = people;
  const visit = (at, duty, what) => ({ at: Math.max(at, signedUpAt + 20 * MINUTE), user, duty, what });
  const invited = others.flatMap(({ joinedAt }) => {
    const at = joinedAt - draw.between(0.5, 30) * HOUR;
    return draw.is(0.15) ? [visit(at, 'invite'), visit(at + 2 * HOUR, 'invite')] : [visit(at, 'invite')];
  });
  const moved = plans.slice(1).map(({ at, plan, seats }, index) => visit(at, 'plan', { from: plans[index].plan, to: plan, seats }));
  const paid = invoices.map(({ at, ...what }) => visit(at, 'invoice', what));
  return [...invited, ...moved, ...paid];
}

/** Somebody who looks at the product, perhaps again, and never signs up. */
function playVisitor(draw, id, { start, end, launch, take }) {
  const where = device(draw, { id, form: draw.is(0.4) ? 'phone' : 'desk', take });
  // Days are drawn again until chance takes one: more come later, and most come by the launch.
  let at = 0;
  for (let tries = 0; tries < 200; tries++) {
    at = dayOf(draw.between(start, end)) + hourOfDay(draw);
    if (at < end - 3 * HOUR && draw.is(visitorsOn(at, { start, end, launch }) / 6)) break;
  }
  for (let looks = draw.weighted([[1, 6], [2, 3], [3, 1]]); looks > 0 && at < end - 3 * HOUR; looks--) {
    lookAround(draw, where, at);
    at += draw.between(0.1, 12) * DAY;
  }
  return where;
}
