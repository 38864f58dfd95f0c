// What people do when they come: before they have an account, at sign-up and log-in, and at work.

import { colleagueInvited, commentAdded, invoicePaid, loggedOut, planChanged, projectCreated, projectsExported } from '../../www/demo/calls.js';
import { DAY, MINUTE, SECOND } from './calendar.js';
import { projectName } from './names.js';
import { PLANS } from './organisations.js';

const SOURCES = [
  [{ path: '/', referrer: 'https://www.google.com/' }, 5],
  [{ path: '/' }, 4],
  [{ path: '/?utm_source=newsletter&utm_medium=email&utm_campaign=spring' }, 2],
  [{ path: '/pricing?utm_source=google&utm_medium=cpc' }, 3],
  [{ path: '/blog/hay-prices', referrer: 'https://news.ycombinator.com/' }, 2],
  [{ path: '/features?utm_source=partner&utm_medium=referral', referrer: 'https://partner.example/' }, 1],
];
const PUBLIC = [['/', 3], ['/pricing', 5], ['/features', 4], ['/blog/hay-prices', 2], ['/blog/stable-rota', 2], ['/about', 1]];
const INSIDE = [['/app', 4], ['/app/projects', 5], ['/app/calendar', 3], ['/app/reports', 2], ['/app/settings', 1], ['/app/team', 1]];

/** How much each feature is used at a time between 0 (the year's start) and 1; some grow, some die, one comes with the launch. */
const features = (progress, isLaunched) => [
  ['calendar', 5],
  ['search', 4],
  ['reports', 0.5 + 6 * progress ** 2],
  ['automations', 2 * progress],
  ['timeline', isLaunched ? 4 : 0],
  ['pdf_export', 3 * Math.max(0, 1 - 1.3 * progress)],
  ['fax_gateway', progress < 0.2 ? 1 : 0],
];

/** The text of the release that is out at a time. */
const releaseOf = (time) => new Date(time).toISOString().slice(0, 7).replace('-', '.');

/** Somebody without an account looks around. */
export function lookAround(draw, device, at) {
  device.come(at);
  if (device.documents.length === 0) {
    const { path, referrer } = draw.weighted(SOURCES);
    device.open(path, referrer);
  }
  for (let views = draw.whole(1, 4); views > 0; views--) device.view(draw.between(4, 240) * SECOND, draw.weighted(PUBLIC));
  if (draw.is(0.25)) device.call(20 * SECOND, 'capture', 'pricing_toggled', { yearly: draw.is(0.5) });
  if (draw.is(0.08)) device.view(30 * SECOND, '/signup');
}

/** Signs somebody up on a device where nobody is known; an owner makes the organisation, too. */
export function signUp(draw, device, user, { organisation }) {
  const { email, name, role, company } = user;
  const isOwner = role === 'owner';
  if (device.documents.length === 0) device.open(isOwner ? '/signup' : '/invite');
  else device.view(20 * SECOND, isOwner ? '/signup' : '/invite');
  device.call(draw.between(20, 90) * SECOND, 'identify', email);
  device.call(3, 'people.set', { email, name, role });
  if (isOwner) {
    const { country, industry, plans } = organisation;
    device.call(3, 'people.set_once', { first_plan: plans[0].plan });
    device.call(3, 'group', 'company', company, { name: organisation.name, plan: plans[0].plan, seats: plans[0].seats, country, industry });
  } else {
    device.call(3, 'group', 'company', company);
  }
  device.call(3, 'register', { release: releaseOf(device.now()) });
  device.call(4, 'capture', 'signed_up', { plan: organisation.plans.findLast(({ at }) => at <= device.now())?.plan ?? 'free' });
  device.view(5 * SECOND, '/app/welcome');
  device.user = user;
}

/** Makes sure that the device knows somebody who has an account. Whoever it knew before has to leave. */
export function logIn(draw, device, user) {
  if (device.user === user) {
    // Pages say so whenever they are opened; to the tracker it is no news.
    if (draw.is(0.3)) device.call(5, 'identify', user.email);
  } else {
    if (device.user) device.calls(5, loggedOut());
    if (device.documents.length === 0) device.open('/login');
    else device.view(9 * SECOND, '/login');
    device.call(draw.between(8, 40) * SECOND, 'identify', user.email);
    device.call(3, 'group', 'company', user.company);
    device.call(4, 'capture', 'logged_in');
    device.user = user;
  }
  device.call(3, 'group', 'company', user.company);
  device.call(3, 'register', { release: releaseOf(device.now()) });
}

/** One sitting of somebody who is logged in. */
export function work(draw, device, user, world) {
  const { organisation, state } = world;
  if (draw.is(0.04)) {
    // A new tab, or the browser was closed over night.
    device.come(device.now() + 4 * SECOND);
    device.open(draw.weighted(INSIDE));
  } else {
    device.view(5 * SECOND, draw.weighted(INSIDE));
  }
  let acts = Math.min(1 + Math.round(draw.wait(2.6 * Math.sqrt(organisation.pace))), 12);
  if (user.second && draw.is(0.4)) actForOther(draw, device, user);
  for (; acts > 0; acts--) {
    const pause = draw.is(0.03) ? draw.between(36, 60) * MINUTE : draw.between(5, 200) * SECOND;
    act(draw, device, user, world, pause);
  }
  state.visits++;
  if (draw.is(device.form === 'phone' ? 0.02 : 0.05)) {
    device.calls(30 * SECOND, loggedOut());
    device.user = undefined;
  }
}

function act(draw, device, user, { organisation, state, progress, launch }, pause) {
  const isSmall = device.form === 'phone';
  const kind = draw.weighted([
    ['feature', 10],
    ['view', 5],
    ['comment', 3],
    ['project', isSmall ? 0 : state.projects.length < 3 ? 3 : 1.1],
    ['export', isSmall || !state.projects.length ? 0 : 0.7],
  ]);
  if (kind === 'view') return device.view(pause, draw.weighted(INSIDE));
  if (kind === 'feature') {
    const feature = draw.weighted(features(progress(device.now()), device.now() > launch));
    return device.call(pause, 'capture', 'feature_used', { feature, seconds: Math.round(draw.wait(40) * 100) / 100 });
  }
  if (kind === 'comment' && state.projects.length) {
    return device.calls(pause, commentAdded(draw.pick(state.projects), 'x'.repeat(draw.whole(3, 280))));
  }
  if (kind === 'export') return device.calls(pause, projectsExported(state.projects.length));
  const name = projectName(draw);
  state.projects.push(name);
  user.projects = (user.projects ?? 0) + 1;
  return device.calls(pause, projectCreated(name, user.email, user.projects));
}

/** A consultant goes over to the other organisation, or does something for it without leaving. */
function actForOther(draw, device, user) {
  if (draw.is(0.5)) {
    device.call(20 * SECOND, 'capture', 'report_opened', { pages: draw.whole(1, 30) }, { groups: { company: user.second } });
  } else {
    device.calls(20 * SECOND, [['group', 'company', user.second], ['capture', 'organisation_switched']]);
  }
}

/** What owners come for on certain days. */
export const duties = {
  invite(draw, device, user, { state }) {
    device.view(20 * SECOND, '/app/team');
    state.members++;
    device.calls(draw.between(10, 60) * SECOND, colleagueInvited(state.members));
  },
  plan(draw, device, user, { organisation }, { from, to, seats }) {
    device.view(20 * SECOND, '/app/billing');
    const isUpgrade = PLANS.indexOf(to) > PLANS.indexOf(from);
    const [captured, [method, type, key, properties]] = planChanged('both', isUpgrade ? 'plan_upgraded' : 'plan_downgraded', from, {
      org: organisation.key,
      plan: to,
    });
    device.calls(draw.between(10, 60) * SECOND, [captured, [method, type, key, { ...properties, seats }]]);
  },
  invoice(draw, device, user, world, { amount, plan }) {
    device.calls(1, invoicePaid(amount, plan));
  },
};

/** When in a day people come: mostly between eight and six. */
export function hourOfDay(draw) {
  return Math.min(draw.is(0.85) ? draw.between(8, 18) : draw.between(0, 22), 22) / 24 * DAY;
}
