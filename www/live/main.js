import { byId } from '../shared/dom.js';
import { Refused, requestJson } from './api.js';
import { showConnection } from './connection.js';
import { eventDetail, groupDetail, personDetail } from './detail.js';
import { Events } from './events.js';
import { Filter } from './filter.js';
import { onKeyTyped, showGate } from './gate.js';
import { Groups } from './groups.js';
import { adoptKeyFromAddress, forgetKey, keptKey } from './key.js';
import { Persons } from './persons.js';
import { Sheet } from './sheet.js';
import { follow } from './stream.js';
import { Summary } from './summary.js';

const VIEWS = ['events', 'persons', 'groups'];
const RETRY_TIME = 3000;
const REFRESH_TIME = 5000;

const summary = new Summary();
const filter = new Filter(
  () => events.load(),
  () => events.show(),
);
const sheet = new Sheet(byId('detail'), () => {
  newestOpening += 1;
  events.rows.select(null);
});
const events = new Events({
  ask,
  filter,
  summary,
  open: openEvent,
  move: (event, row) => sheet.open && openEvent(event, row, false),
});
const persons = new Persons(ask, (person, button) => sheet.show(personDetail(person, actions), button, true));
const groups = new Groups(ask, openGroup);
const actions = {
  close: () => sheet.close(),
  onlyPerson(person, distinctId, name) {
    sheet.close();
    location.hash = '#events';
    filter.choosePerson({ uuid: person?.uuid, distinctId, name });
  },
  openPerson: ({ uuid }) => openPerson(uuid, sheet.opener),
  openGroup: (group) => openGroup(group, sheet.opener),
};

let chosenView = VIEWS[0];
let newestOpening = 0;
let stopFollowing = () => {};

async function start() {
  if (!keptKey()) return lock(false);
  byId('tabs').hidden = false;
  byId('session').hidden = false;
  showView();
  const newest = await events.load();
  if (!keptKey()) return;
  if (newest === undefined) {
    showConnection('waiting');
    setTimeout(start, RETRY_TIME);
    return;
  }
  summary.add(events.kept);
  stopFollowing = follow({
    key: keptKey(),
    after: newest,
    onEvent: (event) => events.receive(event),
    onState: (state) => (state === 'refused' ? refuse() : showConnection(state)),
  });
}

async function ask(question) {
  try {
    return await question(keptKey() ?? '');
  } catch (error) {
    if (error instanceof Refused) refuse();
    return null;
  }
}

function refuse() {
  forgetKey();
  lock(true);
}

function lock(refused) {
  stopFollowing();
  if (sheet.open) sheet.close();
  for (const id of [...VIEWS.map(viewId), 'tabs', 'session']) byId(id).hidden = true;
  showGate(refused);
}

function showView() {
  const named = location.hash.slice(1);
  if (VIEWS.includes(named)) chosenView = named;
  for (const view of VIEWS) byId(viewId(view)).hidden = view !== chosenView;
  for (const link of byId('tabs').children) {
    if (link.hash === `#${chosenView}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (chosenView === 'persons') persons.load();
  if (chosenView === 'groups') groups.load();
}

function viewId(view) {
  return `view-${view}`;
}

function openEvent(event, row, takeFocus) {
  events.rows.select(event);
  sheet.show(eventDetail(event, actions), row, takeFocus);
}

async function openPerson(person, opener) {
  const answer = await askToOpen('/api/persons', { person });
  if (answer?.persons[0]) sheet.show(personDetail(answer.persons[0], actions), opener, true);
}

async function openGroup({ type, key }, opener) {
  const answer = await askToOpen('/api/groups', { type, key });
  if (answer?.groups[0]) sheet.show(groupDetail(answer.groups[0], actions), opener, true);
}

/** Asks for what is to be shown in the sheet; null if the reader has chosen something else meanwhile. */
async function askToOpen(path, parameters) {
  const opening = (newestOpening += 1);
  const answer = await ask((key) => requestJson(path, key, parameters));
  return opening === newestOpening ? answer : null;
}

addEventListener('hashchange', () => {
  if (adoptKeyFromAddress()) return location.reload();
  if (sheet.open) sheet.close();
  if (keptKey()) showView();
});
byId('forget').addEventListener('click', () => {
  forgetKey();
  lock(false);
});
onKeyTyped(() => location.reload());
setInterval(() => {
  if (keptKey() && !document.hidden && chosenView === 'persons') persons.load();
}, REFRESH_TIME);

adoptKeyFromAddress();
start();
