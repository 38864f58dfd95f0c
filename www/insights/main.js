import { Fault, Forbidden, send } from '../features/api.js';
import { Refused } from '../live/api.js';
import { sentence } from '../live/format.js';
import { onKeyTyped, showGate } from '../live/gate.js';
import { adoptKeyFromAddress, forgetKey, keptKey } from '../live/key.js';
import { byId, el } from '../shared/dom.js';
import { readText, writeText } from '../shared/store.js';
import { DashboardView } from './dashboards.js';
import { ExplorerView } from './explorer.js';
import { arrive } from './places.js';
import { parseRoute, printRoute } from './route.js';
import { SavedView } from './saved.js';
import { failed, gone, isGone } from './states.js';

const PROJECT_KEPT_AS = 'hoofprint.project';
const RETRY_TIME = 3000;
const VIEWS = { dashboard: DashboardView, explore: ExplorerView, saved: SavedView };

let projects = [];
let shown = null;
let newestTurn = 0;

/** What the views share. */
const page = {
  project: null,
  groupTypes: [],
  key: () => keptKey() ?? '',
  /** The names of the events that the project knows, the most frequent first; null until they are known. */
  events: () => page.knownEvents,
  knownEvents: null,

  /** The part of a query string that names the project. */
  inProject: (more = {}) => new URLSearchParams({ token: page.project, ...more }),

  /** Asks the collector; a refused key locks the page, and what goes wrong is thrown. */
  async ask(method, path, body) {
    const answer = await page.guarded(() => send(method, path, page.key(), body));
    say('');
    return answer;
  },

  /** Does what somebody asked for, and says whether it was done; what went wrong is said on the page. */
  async act(work) {
    try {
      await work();
      return true;
    } catch (error) {
      if (!isExpected(error)) throw error;
      say(messageOf(error));
      return false;
    }
  },

  /** Does something that needs the key, and locks the page where it is refused. */
  async guarded(work) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused) lock(true);
      throw error;
    }
  },

  /** Goes to a place, as a link does. */
  go(route, isInstead = false) {
    const hash = printRoute({ project: page.project, ...route });
    if (hash === location.hash) return page.reload();
    if (!isInstead) location.hash = hash;
    else {
      history.replaceState(history.state, '', hash);
      page.reload();
    }
  },

  /** Shows the place anew. */
  reload: () => showView(),

  say,

  /** Tells screen readers what was done. */
  announce(text) {
    byId('announcer').textContent = text;
  },
};

async function start() {
  if (!keptKey()) return lock(false);
  try {
    ({ projects } = await page.ask('GET', '/api/projects'));
  } catch (error) {
    if (!isExpected(error)) throw error;
    if (keptKey()) setTimeout(start, RETRY_TIME);
    return;
  }
  byId('session').hidden = false;
  byId('bar').hidden = false;
  byId('page').hidden = false;
  await visit();
}

/** Shows a place of the history: at its top where it is new, or else as far down as it was left. */
async function visit() {
  const top = arrive();
  const route = parseRoute(location.hash);
  if (shown?.follow?.(route)) return;
  if (top === 0) scrollTo(0, 0);
  const view = await showView();
  if (top === 0 || view === null) return;
  scrollTo(0, top);
  const reached = scrollY;
  await view.filled; // The page may have been too short before.
  if (shown === view && scrollY === reached) scrollTo(0, top);
}

/** Shows the place that the address names, and gives its view. What is still loading for another place is dropped, as null. */
async function showView() {
  const turn = (newestTurn += 1);
  shown?.leave();
  shown = null;
  const focused = labelOfFocus();
  const route = parseRoute(location.hash);
  chooseProject(route.project);
  for (const link of byId('views').children) {
    link.href = printRoute({ view: link.dataset.view, dashboard: link.dataset.view === 'dashboard' ? 'team' : undefined, project: page.project });
    if (link.dataset.view === route.view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (page.project === null) {
    byId('view').replaceChildren(nothing());
    return null;
  }
  try {
    await knowProject();
    const view = new VIEWS[route.view](page, route);
    const instead = await view.read();
    if (turn !== newestTurn) return null;
    if (instead) {
      if (instead.project === route.project) throw new Fault('id', 'This page does not know the project.');
      page.go(instead, true);
      return null;
    }
    shown = view;
    view.show(byId('view'));
  } catch (error) {
    if (!isExpected(error)) throw error;
    if (turn !== newestTurn || error instanceof Refused) return null;
    say('');
    document.title = 'Insights · Hoofprint';
    byId('view').replaceChildren(isGone(error) ? gone(route, page.project) : failed(messageOf(error), showView));
  }
  // What had the focus may be gone, or built anew.
  if (document.activeElement === document.body) (labelled(focused) ?? byId('content')).focus({ preventScroll: true });
  return shown;
}

function labelOfFocus() {
  return byId('view').contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
}

function labelled(label) {
  return label && byId('view').querySelector(`[aria-label="${CSS.escape(label)}"]`);
}

function isExpected(error) {
  return error instanceof Fault || error instanceof Refused || error instanceof Forbidden;
}

function messageOf(error) {
  return sentence(error.message || 'This key may not do that');
}

function chooseProject(named) {
  const tokens = projects.map(({ token }) => token);
  const kept = [named, readText(PROJECT_KEPT_AS), tokens[0]].find((token) => tokens.includes(token)) ?? null;
  if (kept !== page.project) page.knownEvents = null;
  page.project = kept;
  page.groupTypes = projects.find(({ token }) => token === kept)?.group_types ?? [];
  if (kept !== null) writeText(PROJECT_KEPT_AS, kept);
  byId('project').replaceChildren(...tokens.map((token) => el('option', { value: token, selected: token === kept }, token)));
}

async function knowProject() {
  if (page.knownEvents !== null) return;
  const { project } = page;
  const { events } = await page.ask('GET', `/api/insights/events?${page.inProject()}`);
  if (project === page.project) page.knownEvents = events.map(({ event }) => event);
}

function nothing() {
  return el('div', { class: 'card empty' }, el('h1', {}, 'No event yet'), el('p', { class: 'quiet' }, 'Open the demo and use it for a minute: what it sends is answered here.'), el('a', { class: 'button button-main', href: '/' }, 'Open the demo'));
}

/** Shows what went wrong with the page as a whole, or nothing. */
function say(text) {
  byId('trouble').hidden = text === '';
  byId('trouble').textContent = text;
}

function lock(refused) {
  shown?.leave();
  shown = null;
  forgetKey();
  byId('bar').hidden = true;
  byId('page').hidden = true;
  byId('session').hidden = true;
  showGate(refused);
}

addEventListener('hashchange', () => {
  if (adoptKeyFromAddress()) return location.reload();
  if (keptKey()) visit();
});
byId('project').addEventListener('change', ({ currentTarget }) => {
  const route = parseRoute(location.hash);
  page.go({ view: route.view, dashboard: route.view === 'dashboard' ? 'team' : undefined, project: currentTarget.value });
});
byId('forget').addEventListener('click', () => lock(false));
onKeyTyped(() => location.reload());

adoptKeyFromAddress();
start();
