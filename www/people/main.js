import { Refused } from '../live/api.js';
import { onKeyTyped, showGate } from '../live/gate.js';
import { adoptKeyFromAddress, forgetKey, keptKey } from '../live/key.js';
import { nameOfGroup } from '../live/who.js';
import { byId, el } from '../shared/dom.js';
import { readText, writeText } from '../shared/store.js';
import { ask } from './ask.js';
import { groupProfile } from './group.js';
import { groupsList, showTypes } from './groups.js';
import { personProfile } from './person.js';
import { personsList, showWhose } from './persons.js';
import { Profile } from './profile.js';
import { readRoute } from './route.js';
import { failedState } from './states.js';

const KEPT_PROJECT = 'hoofprint.project';
const SECTIONS = ['view-persons', 'view-groups', 'view-profile'];

const known = { projects: [], chosen: undefined, type: undefined, group: undefined };
const persons = personsList(() => ({ token: known.chosen, group: known.group }), fail);
const groups = groupsList(() => ({ type: known.type, token: known.chosen, tokenOf }), fail);
let openings = 0;
let lastLink = null;

async function start() {
  if (!keptKey()) return lock(false);
  byId('tabs').hidden = false;
  byId('session').hidden = false;
  showRoute();
}

/** Reads which projects there are, once. */
async function learnProjects() {
  if (known.projects.length > 0) return;
  known.projects = (await ask('/api/projects')).projects;
  const kept = readText(KEPT_PROJECT);
  known.chosen = known.projects.find(({ token }) => token === kept)?.token;
  byId('project').hidden = known.projects.length < 2;
  byId('project-choice').replaceChildren(
    el('option', { value: '' }, 'All projects'),
    ...known.projects.map(({ token }) => el('option', { value: token, selected: token === known.chosen }, token)),
  );
}

/** Shows what the address asks for. */
async function showRoute() {
  const opening = (openings += 1);
  const route = readRoute(location.hash);
  const isList = route.view === 'persons' || route.view === 'groups';
  const section = isList ? `view-${route.view}` : 'view-profile';
  for (const id of SECTIONS) byId(id).hidden = id !== section;
  markTab(route.view === 'persons' || route.view === 'person' ? '#persons' : '#groups');
  if (!isList) scrollTo(0, 0);
  try {
    await learnProjects();
  } catch (error) {
    if (opening === openings && !fail(error)) showFailure(section, error);
    return;
  }
  if (opening !== openings) return;
  if (route.view === 'persons') await showPersons(route.group);
  if (route.view === 'groups') await showGroups(route.type);
  if (!isList) openProfile(route, () => opening === openings);
}

function openProfile(route, isOpen) {
  const kind = route.view === 'person' ? personProfile(route, tokenOf) : groupProfile(route);
  new Profile(kind, { fail, isOpen }).open();
}

async function showPersons(group) {
  if (JSON.stringify(group) !== JSON.stringify(known.group)) {
    persons.clear();
    known.group = group;
  }
  showWhose(group, group?.key);
  if (group) nameWhose(group);
  await showList(persons, 'Persons');
}

/** Says the group's name, once the collector has told it. */
async function nameWhose(group) {
  try {
    const [found] = (await ask('/api/groups', { type: group.type, key: group.key, token: group.token ?? known.chosen })).groups;
    if (group === known.group) showWhose(group, nameOfGroup(found?.properties.name, group.key));
  } catch (error) {
    fail(error);
  }
}

async function showGroups(named) {
  const types = [...new Set(projects().flatMap(({ group_types }) => group_types))];
  const type = named ?? known.type ?? types[0];
  if (type !== known.type) groups.clear();
  known.type = type;
  showTypes(types, type);
  await showList(groups, 'Organisations');
}

async function showList(list, title) {
  document.title = `${title} · Hoofprint`;
  const returning = lastLink !== null && list.links.some((link) => link.hash === lastLink);
  if (returning) {
    list.links.find((link) => link.hash === lastLink).focus();
    lastLink = null;
  }
  if (list.state === null || !returning) await list.refresh();
}

function projects() {
  return known.projects.filter(({ token }) => known.chosen === undefined || token === known.chosen);
}

/** The token that the address of a thing needs, so that it means that of the right project. */
function tokenOf({ token }) {
  return known.projects.length > 1 ? token : undefined;
}

function showFailure(section, error) {
  if (section === 'view-profile') byId(section).replaceChildren(failedState(error, showRoute, 'h1'));
  else byId(section.replace('view-', '') + '-list').replaceChildren(failedState(error, showRoute));
}

/** Deals with a failure that concerns the whole page: a key that is not accepted. */
function fail(error) {
  if (!(error instanceof Refused)) return false;
  forgetKey();
  lock(true);
  return true;
}

function lock(refused) {
  openings += 1;
  for (const id of [...SECTIONS, 'tabs', 'session']) byId(id).hidden = true;
  showGate(refused);
}

function markTab(address) {
  for (const link of byId('tabs').querySelectorAll('a')) {
    if (link.hash === address) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

addEventListener('hashchange', ({ oldURL }) => {
  if (adoptKeyFromAddress()) return location.reload();
  lastLink = new URL(oldURL).hash;
  if (keptKey()) showRoute();
});
document.addEventListener('keydown', (event) => {
  const search = document.querySelector('.view:not([hidden]) > .list-head .input[type="search"]');
  if (event.key !== '/' || !search || event.target.closest('input, select, textarea')) return;
  event.preventDefault();
  search.select();
  search.focus();
});
byId('project-choice').addEventListener('change', ({ target }) => {
  known.chosen = target.value || undefined;
  writeText(KEPT_PROJECT, known.chosen ?? null);
  persons.clear();
  groups.clear();
  showRoute();
});
byId('forget').addEventListener('click', () => {
  forgetKey();
  lock(false);
});
onKeyTyped(() => location.reload());

adoptKeyFromAddress();
start();
