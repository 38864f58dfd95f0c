// Which organisations there are: how they use the product, what they pay, and who works there.

import { buzz, DAY, HOUR } from './calendar.js';
import { organisationNames, personName, slug } from './names.js';

export const PLANS = ['free', 'starter', 'team', 'business', 'enterprise'];

/** How organisations fare: how likely, how busy, how large, how soon they pay (in days, if ever), and how soon they leave. */
const KINDS = {
  champion: { weight: 8, pace: 2, weightOfTeam: 4, paysAfter: 18, moves: 2, isEarly: true },
  steady: { weight: 35, pace: 1, weightOfTeam: 1.4, paysAfter: 40, moves: 0.7 },
  prospect: { weight: 15, pace: 1.5, weightOfTeam: 1.2 },
  idle: { weight: 20, pace: 0.25, weightOfTeam: 0.4 },
  churned: { weight: 22, pace: 0.9, weightOfTeam: 0.8, paysAfter: 30, moves: 0, leavesAfter: 95 },
};

/** What a month costs. The team's price rose with the launch; who had the old one keeps it. */
export const priceOf = (plan, at, launch) =>
  ({ free: 0, starter: 9.99, team: at < launch ? 19 : 49.5, business: 199, enterprise: 499.95 })[plan];

/** The first invoice of a small plan, by coupon. */
const WELCOME = 4.95;

/** Draws `count` organisations with `users` members together. */
export function organisations(draw, { count, users, start, end, launch }) {
  const names = organisationNames(draw.of('names'), count);
  const drawn = names.map((name, at) => organisation(draw.of(name), { name, at, start, end, launch }));
  const weights = drawn.map(({ kind }) => KINDS[kind].weightOfTeam * draw.between(0.4, 1.8));
  const sizes = apportion(users, weights);
  const emails = new Set();
  drawn.forEach((own, at) => (own.people = team(draw.of(own.name).of('people'), own, sizes[at], emails, end)));
  return drawn;
}

function organisation(draw, { name, at, start, end, launch }) {
  // The first ones are one of each kind, so that a small world has them all.
  const kinds = Object.entries(KINDS);
  const kind = kinds[at]?.[0] ?? draw.weighted(kinds.map(([kind, { weight }]) => [kind, weight]));
  const { pace, paysAfter, moves, leavesAfter, isEarly } = KINDS[kind];
  const span = end - start;
  let signedUpAt = start + span * 0.94 * draw.next() ** (isEarly || at < kinds.length ? 2 : 0.75) + DAY;
  if (!isEarly && draw.is(0.15) && launch + 20 * DAY < end) signedUpAt = launch + draw.between(0, 14) * DAY;
  const leavesAt = leavesAfter ? Math.min(signedUpAt + draw.between(0.3, 1.6) * Math.min(leavesAfter, span / DAY / 2) * DAY, end) : end;
  const plans = [{ at: signedUpAt, plan: 'free', seats: 3 }];
  const payingFrom = paysAfter && draw.is(kind === 'churned' ? 0.6 : 0.9) ? signedUpAt + draw.between(0.2, 1.7) * paysAfter * DAY : end;
  if (payingFrom < leavesAt - DAY) {
    const first = kind === 'champion' ? 'team' : draw.weighted([['starter', 5], ['team', 4], ['business', 1]]);
    plans.push({ at: payingFrom, plan: first, seats: 5 });
    let moved = payingFrom;
    for (let move = 0; move < 2 && draw.is(moves - move); move++) {
      moved += draw.between(40, 130) * DAY;
      const next = PLANS[PLANS.indexOf(plans.at(-1).plan) + 1];
      if (next && moved < leavesAt - DAY) plans.push({ at: moved, plan: next, seats: plans.at(-1).seats * 4 });
    }
  }
  const isLost = leavesAt < end - DAY;
  if (isLost && plans.length > 1 && draw.is(0.5)) plans.push({ at: leavesAt - 2 * HOUR, plan: 'free', seats: 3 });
  return {
    key: slug(name),
    name,
    kind,
    pace,
    country: draw.weighted([['DE', 5], ['AT', 2], ['GB', 3], ['FR', 2], ['US', 2], ['IE', 1]]),
    industry: draw.pick(['sport', 'breeding', 'transport', 'health', 'retail']),
    signedUpAt,
    leavesAt,
    isLost,
    plans,
    invoices: invoices(draw, plans, leavesAt, launch),
  };
}

/** Each month's invoice, from the day of the first plan that costs something. */
function invoices(draw, plans, leavesAt, launch) {
  const first = plans.find(({ plan }) => plan !== 'free');
  if (!first) return [];
  // Some are paid by themselves, at midnight sharp.
  const isAutomatic = draw.is(0.3);
  const prices = new Map();
  const list = [];
  for (let month = 0; ; month++) {
    const due = new Date(first.at + 10 * 60_000);
    due.setUTCMonth(due.getUTCMonth() + month);
    const at = isAutomatic && month > 0 ? due.setUTCHours(0, 0, 0, 0) : due.getTime();
    if (at >= leavesAt) return list;
    const { plan, at: since } = plans.findLast((entry) => entry.at <= at);
    if (plan === 'free') return list;
    if (!prices.has(plan)) prices.set(plan, priceOf(plan, since, launch));
    const isWelcome = month === 0 && plan === 'starter' && draw.is(0.5);
    list.push({ at, plan, amount: isWelcome ? WELCOME : prices.get(plan) });
  }
}

function team(draw, { key, signedUpAt, leavesAt }, size, emails, end) {
  return Array.from({ length: size }, (_, at) => {
    const own = draw.of(at);
    const name = personName(own);
    const base = slug(name).replaceAll('-', '.');
    let email = `${base}@${key}.example`;
    for (let number = 2; emails.has(email); number++) email = `${base}${number}@${key}.example`;
    emails.add(email);
    const share = own.next() ** 1.8;
    const joinedAt = at === 0 ? signedUpAt : signedUpAt + 2 * HOUR + share * Math.max(leavesAt - signedUpAt - 6 * HOUR, HOUR);
    return {
      name,
      email,
      role: at === 0 ? 'owner' : own.weighted([['member', 8], ['admin', 1], ['guest', 1]]),
      company: key,
      joinedAt,
      // Some lose interest long before their organisation does.
      leavesAt: at > 0 && own.is(0.3) ? Math.min(joinedAt + own.wait(60 * DAY), leavesAt, end) : Math.min(leavesAt, end),
      pace: own.between(0.3, 1.7) * (own.is(0.12) ? 3 : 1),
      hasPhone: own.is(0.16),
      lookedBefore: own.is(at === 0 ? 0.6 : 0.15),
    };
  });
}

/** Splits a whole number by weights, at least one each. */
function apportion(whole, weights) {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const parts = weights.map((weight) => Math.max(1, Math.floor((whole * weight) / sum)));
  for (let at = 0, left = whole - parts.reduce((total, part) => total + part, 0); left !== 0; at = (at + 1) % parts.length) {
    if (left < 0 && parts[at] === 1) continue;
    parts[at] += Math.sign(left);
    left -= Math.sign(left);
  }
  return parts;
}

/** How much more visitors come by a launch; for those who never sign up. */
export const visitorsOn = (time, { start, end, launch }) => (0.5 + (time - start) / (end - start)) * (1 + 2 * buzz(time, launch));
