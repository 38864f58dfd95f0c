import { Refused } from '../live/api.js';
import { sentence } from '../live/format.js';
import { onKeyTyped, showGate } from '../live/gate.js';
import { adoptKeyFromAddress, forgetKey, keepKey, keptKey } from '../live/key.js';
import { Sheet } from '../live/sheet.js';
import { byId, el } from '../shared/dom.js';
import { Fault, Forbidden, send } from './api.js';
import { CohortEditor } from './cohort-editor.js';
import { showCohorts } from './cohort-list.js';
import { adminKey, confirmed } from './dialogs.js';
import { Draft } from './draft.js';
import { FlagEditor } from './editor.js';
import { ExperimentEditor } from './experiment-editor.js';
import { showExperiments } from './experiment-list.js';
import { showFlags } from './flag-list.js';
import { historyList } from './history.js';
import { previewForm } from './preview.js';
import { sheetHead } from './sheet-form.js';

const VIEWS = ['flags', 'experiments', 'cohorts'];
const RETRY_TIME = 3000;

const sheet = new Sheet(byId('sheet'), () => (draft = null), async () => draft === null || draft.mayGo());
const known = { projects: [], flags: [], experiments: [], cohorts: [], results: new Map(), counts: new Map() };
let draft = null;
let chosenView = VIEWS[0];
let newestTurn = 0;

const flagActions = {
  create: (button) => edit(undefined, button),
  edit,
  toggle: (flag) => act(() => change('PATCH', `/api/flags/${flag.id}`, { active: !flag.active, version: flag.version }), `${flag.key} is ${flag.active ? 'off' : 'on'}.`),
  preview: (flag, button) => show(`Who gets ${flag.key}`, [previewForm(flag, typesOf(flag))], button),
  async history(flag, button) {
    const answer = await read(`/api/flags/${flag.id}/history`);
    if (answer) show(`History of ${flag.key}`, [historyList(answer.changes, typesOf(flag))], button);
  },
  async remove(flag) {
    const text = 'Pages that ask for it get the same as for a flag that never was. Its history stays in the database.';
    if (await confirmed(`Delete ${flag.key}?`, text, 'Delete the flag')) {
      await act(() => change('DELETE', `/api/flags/${flag.id}`), `${flag.key} is deleted.`);
    }
  },
};

const experimentActions = {
  create: (button) => editExperiment(undefined, button),
  edit: editExperiment,
  end: (experiment) => act(() => change('PATCH', `/api/experiments/${experiment.id}`, { ends_at: Date.now() }), 'The experiment is over.'),
  async remove(experiment) {
    if (await confirmed('Delete the experiment?', 'Its flag and its events stay.', 'Delete the experiment')) {
      await act(() => change('DELETE', `/api/experiments/${experiment.id}`), 'The experiment is deleted.');
    }
  },
};

const cohortActions = {
  create: (button) => editCohort(undefined, button),
  async edit({ id }, button) {
    const cohort = await read(`/api/cohorts/${id}`);
    if (cohort) editCohort(cohort, button);
  },
  async remove({ id, name }) {
    const text = 'Insights that ask for it will say that there is no such cohort. What flags or other cohorts ask for stays.';
    if (await confirmed(`Delete ${name || 'the cohort'}?`, text, 'Delete the cohort')) {
      await act(() => change('DELETE', `/api/cohorts/${id}`), 'The cohort is deleted.');
    }
  },
};

async function start() {
  if (!keptKey()) return lock(false);
  byId('tabs').hidden = false;
  byId('session').hidden = false;
  showView();
  if (!(await load()) && keptKey()) setTimeout(start, RETRY_TIME);
}

/** Reads everything anew and shows it. */
async function load() {
  const answers = await Promise.all([read('/api/projects'), read('/api/flags'), read('/api/experiments'), read('/api/cohorts')]);
  if (answers.includes(null)) return false;
  say('');
  const [{ projects }, { flags }, { experiments }, { cohorts }] = answers;
  Object.assign(known, { projects, flags, experiments, cohorts });
  // A form made before that would have no project to choose.
  for (const id of ['flag-new', 'experiment-new', 'cohort-new']) byId(id).disabled = false;
  showAll();
  loadFigures();
  return true;
}

/**
 * Asks how the experiments stand, or how large the cohorts are, one after the other: each makes the collector count. Promises whether
 * all of them are known then.
 */
async function loadFigures() {
  const turn = (newestTurn += 1);
  const [list, figures, path] = {
    flags: [[]],
    experiments: [known.experiments, known.results, (id) => `/api/experiments/${id}/result`],
    cohorts: [known.cohorts, known.counts, (id) => `/api/cohorts/${id}/count`],
  }[chosenView];
  for (const { id } of list) {
    const figure = await figureOf(path(id));
    if (turn !== newestTurn) return false;
    figures.set(id, figure);
    showAll();
  }
  return list.every(({ id }) => typeof figures.get(id) !== 'string');
}

async function figureOf(path) {
  try {
    return await send('GET', path, keptKey() ?? '');
  } catch (error) {
    return error instanceof Fault ? `It cannot be computed. ${sentence(error.message)}` : 'It cannot be computed.';
  }
}

function showAll() {
  showFlags(known.flags, { search: byId('flags-search').value, typesOf, actions: flagActions });
  showExperiments(known.experiments, known.results, experimentActions);
  showCohorts(known.cohorts, { counts: known.counts, nameOf: nameOfCohort, actions: cohortActions });
}

function nameOfCohort(id) {
  return known.cohorts.find((cohort) => cohort.id === id)?.name;
}

function typesOf({ token }) {
  return known.projects.find((project) => project.token === token)?.group_types ?? [];
}

/** Reads a path; null where that failed, which the page has said by then. */
async function read(path) {
  try {
    return await send('GET', path, keptKey() ?? '');
  } catch (error) {
    if (error instanceof Refused) refuse();
    else say(sentence(error.message));
    return null;
  }
}

/** Changes something; asks for an admin key where the kept one may not, and throws a `Fault` where it cannot be. */
async function change(method, path, body) {
  let key = keptKey() ?? '';
  for (;;) {
    try {
      const answer = await send(method, path, key, body);
      keepKey(key);
      return answer;
    } catch (error) {
      if (!(error instanceof Forbidden || error instanceof Refused)) throw error;
      key = await adminKey(error instanceof Refused);
      if (key === null) throw new Fault('', 'Nothing was changed: that takes an admin key');
    }
  }
}

/** Does one thing at once, and says what came of it. */
async function act(work, done) {
  try {
    await work();
    await load();
    announce(done);
  } catch (fault) {
    await load();
    say(sentence(fault.message));
  }
}

function edit(flag, button) {
  const save = async (fields) => {
    const saved = await (flag ? change('PATCH', `/api/flags/${flag.id}`, fields) : change('POST', '/api/flags', fields));
    sheet.close();
    await load();
    announce(`${saved.key} is saved.`);
  };
  const token = flag?.token ?? known.projects[0]?.token;
  const editor = new FlagEditor({ flag, projects: known.projects, token, save, close: () => sheet.leave() });
  showForm(editor, flag ? `Edit ${flag.key}` : 'New flag', button);
}

function editExperiment(experiment, button) {
  const flags = known.flags.filter(({ filters }) => (filters.multivariate?.variants ?? []).length > 1);
  if (!experiment && flags.length === 0) return show('New experiment', [el('p', {}, 'There is no flag with two variants yet. Make one first, and ask for it on a page.')], button);
  const save = async (fields) => {
    await (experiment ? change('PATCH', `/api/experiments/${experiment.id}`, fields) : change('POST', '/api/experiments', fields));
    sheet.close();
    await load();
    announce('The experiment is saved.');
  };
  const editor = new ExperimentEditor({ experiment, flags, save, close: () => sheet.leave() });
  showForm(editor, experiment ? 'Edit the experiment' : 'New experiment', button);
}

function editCohort(cohort, button) {
  const save = async (fields) => {
    await (cohort ? change('PATCH', `/api/cohorts/${cohort.id}`, fields) : change('POST', '/api/cohorts', fields));
    sheet.close();
    await load();
    announce('The cohort is saved.');
  };
  const others = (token) => known.cohorts.filter((other) => other.token === token && other.id !== cohort?.id);
  const editor = new CohortEditor({
    cohort,
    projects: known.projects,
    token: cohort?.token ?? known.projects[0]?.token,
    known: (token) => ({ token, types: typesOf({ token }), cohorts: others(token), nameOf: nameOfCohort }),
    save,
    close: () => sheet.leave(),
  });
  showForm(editor, cohort ? `Edit ${cohort.name || 'the cohort'}` : 'New cohort', button);
}

function show(title, content, button) {
  open([sheetHead(title, () => sheet.leave()), ...content], button);
}

function showForm(editor, title, button) {
  open(editor.content(title), button, editor.node);
}

/** Opens the sheet, once what it showed before may go; what is typed in a `form` is not lost unasked. */
async function open(content, button, form = null) {
  if (!(await sheet.leave())) return;
  say('');
  draft = form && new Draft(form);
  sheet.show(content, button, true);
}

/** Shows what went wrong with the page as a whole, or nothing. */
function say(text) {
  byId('trouble').hidden = text === '';
  byId('trouble').textContent = text;
}

function announce(text) {
  byId('announcer').textContent = text;
}

function refuse() {
  forgetKey();
  lock(true);
}

function lock(refused) {
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
  document.title = `${byId('tabs').querySelector('[aria-current]').textContent} · Hoofprint`;
}

function viewId(view) {
  return `view-${view}`;
}

addEventListener('hashchange', async () => {
  if (adoptKeyFromAddress()) return location.reload();
  if (!(await sheet.leave())) return history.replaceState(null, '', `#${chosenView}`);
  if (!keptKey()) return;
  showView();
  loadFigures();
});
addEventListener('beforeunload', (event) => {
  if (draft?.isChanged) event.preventDefault();
});
byId('flags-search').addEventListener('input', showAll);
byId('flag-new').addEventListener('click', (event) => flagActions.create(event.currentTarget));
byId('experiment-new').addEventListener('click', (event) => experimentActions.create(event.currentTarget));
byId('cohort-new').addEventListener('click', (event) => cohortActions.create(event.currentTarget));
byId('refresh').addEventListener('click', async () => {
  announce((await loadFigures()) ? 'Counted anew.' : 'Not everything could be counted anew.');
});
byId('forget').addEventListener('click', () => {
  forgetKey();
  lock(false);
});
onKeyTyped(() => location.reload());

adoptKeyFromAddress();
start();
