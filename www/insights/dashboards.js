import { Fault } from '../features/api.js';
import { el, icon } from '../shared/dom.js';
import { run } from './api.js';
import { arranged, arrangeTools, SIZES } from './arrange.js';
import { askName, confirmed } from './ask.js';
import { copyDashboard } from './copy.js';
import { ChangedElsewhere, Keeper } from './keeper.js';
import { readBuiltIn, readInsight } from './kept.js';
import { optionsOf } from './options.js';
import { createDashboard } from './put.js';
import { makeQueue } from './queue.js';
import { rangeChoice } from './range-choice.js';
import { inRange } from './ranges.js';
import { printRoute } from './route.js';
import { Tile } from './tile.js';

const AT_ONCE = 2;
const BUILT_IN = '/insights/team.json';
const BUILT_IN_NAME = 'Team analytics';

/** The view of one dashboard. */
export class DashboardView {
  /** `page` is what the views share: `key`, `project`, `ask`, `act`, `go`, `announce`, `events`. */
  constructor(page, route) {
    this.page = page;
    this.route = route;
    this.tiles = new Map();
    this.leaving = new AbortController();
    this.isArranging = false;
  }

  /** Reads the dashboard. One of another project is shown there: it gives the route. */
  async read() {
    const { page, route } = this;
    const [{ dashboards }, { insights }] = await Promise.all([page.ask('GET', `/api/dashboards?${page.inProject()}`), page.ask('GET', `/api/insights?${page.inProject()}`)]);
    this.others = dashboards;
    this.kept = dashboards.find(({ id }) => id === route.dashboard);
    if (route.dashboard !== 'team' && !this.kept) {
      const { token } = await page.ask('GET', `/api/dashboards/${route.dashboard}`);
      return { ...route, project: token };
    }
    const known = new Map(insights.map((insight) => [insight.id, readInsight(insight)]));
    const items = this.kept
      ? this.kept.tiles.filter(({ insight }) => known.has(insight)).map(({ insight, size }) => ({ ...known.get(insight), size }))
      : (await readFile(BUILT_IN)).map((tile) => readBuiltIn(page.project, tile));
    this.items = items.map((item, key) => ({ ...item, key })); // An insight may be on it twice.
    this.name = this.kept?.name ?? BUILT_IN_NAME;
    if (this.kept) this.keeper = new Keeper(page, this.kept.id, this.items);
    return null;
  }

  /** Shows the dashboard in `place`. */
  show(place) {
    this.grid = el('div', { class: 'dashboard' });
    this.rangeSlot = el('div', { class: 'range-slot' });
    place.replaceChildren(this.#head(), this.grid);
    document.title = `${this.name} · Hoofprint`;
    this.#fill();
  }

  /** Goes over to a route that differs in the range alone, and says whether this one does. The head stays, with the focus in it. */
  follow({ range, ...route }) {
    const { range: before, ...here } = this.route;
    if (printRoute(route) !== printRoute(here)) return false;
    this.route = { ...route, range };
    if (range !== this.chosenRange) this.#offerRanges();
    this.#fill();
    return true;
  }

  /** Cancels what is still asked, and gives up the charts. */
  leave() {
    this.isLeft = true;
    this.#stop();
  }

  #head() {
    const names = [['team', BUILT_IN_NAME], ...this.others.map(({ id, name }) => [String(id), name]), ['new', 'New dashboard…']];
    const which = optionsOf(names, String(this.route.dashboard), { 'aria-label': 'Dashboard' });
    which.addEventListener('change', () => {
      if (which.value !== 'new') return this.page.go({ ...this.route, dashboard: which.value });
      which.value = String(this.route.dashboard);
      createDashboard(this.page);
    });
    this.#offerRanges();
    return el(
      'header',
      { class: 'dashboard-head' },
      el('h1', {}, this.name),
      el('div', { class: 'dashboard-tools' }, el('div', { class: 'dashboard-choice' }, which), this.rangeSlot, this.kept ? this.#ownButtons() : el('button', { class: 'button', type: 'button', onclick: (event) => this.#copy(event.currentTarget) }, 'Copy to my dashboards')),
    );
  }

  #offerRanges() {
    this.chosenRange = this.route.range;
    const choose = (range) => {
      this.chosenRange = range;
      this.page.go({ ...this.route, range });
    };
    this.rangeSlot.replaceChildren(rangeChoice(this.route.range, choose, { first: { '': 'Various ranges' }, label: 'Range of all tiles' }));
  }

  #ownButtons() {
    const arrange = el('button', { class: 'button', type: 'button', 'aria-pressed': 'false', onclick: () => this.#arrange(arrange) }, 'Arrange');
    return [arrange];
  }

  #stop() {
    this.leaving.abort();
    for (const tile of this.tiles.values()) tile.stop();
  }

  #fill() {
    this.#stop();
    this.leaving = new AbortController();
    this.tiles = new Map(this.items.map((item) => [item.key, this.#tile(item)]));
    this.#place(this.items);
    const inTurn = makeQueue(AT_ONCE);
    const { signal } = this.leaving;
    const loads = this.items.map((item) => {
      const tile = this.tiles.get(item.key);
      return tile.load((onProgress) => inTurn(() => this.page.guarded(() => run(tile.insight.query, { key: this.page.key(), signal, onProgress }))), this.page.events());
    });
    /** Fulfilled once all tiles have their answers. */
    this.filled = Promise.all(loads);
  }

  #tile(item) {
    const insight = { ...item, query: inRange(item.query, this.route.range) };
    const content = item.id === undefined || this.route.range ? { name: item.name, query: insight.query, display: item.display } : undefined;
    return new Tile(insight, item.size, printRoute({ view: 'explore', insight: item.id, project: this.page.project, content }), item.section ? 3 : 2);
  }

  /** Puts the tiles of items where those say. */
  #place(items) {
    this.items = items;
    if (items.some(({ key }) => !this.tiles.has(key))) return this.#fill(); // It was taken off before the range changed.
    for (const { key, size } of items) this.tiles.get(key).node.dataset.size = size;
    if (items.length === 0) this.grid.replaceChildren(this.#nothing());
    else this.grid.replaceChildren(...(items.some(({ section }) => section) ? this.#sections() : [this.#row(items)]));
    this.#showTools();
  }

  #row(items) {
    return el('div', { class: 'tiles' }, items.map(({ key }) => this.tiles.get(key).node));
  }

  #sections() {
    const names = [...new Set(this.items.map(({ section }) => section ?? ''))];
    return names.map((name, at) => {
      const items = this.items.filter(({ section }) => (section ?? '') === name);
      return el('section', { class: 'tiles-section', 'aria-labelledby': `section-${at}` }, el('h2', { id: `section-${at}` }, name), this.#row(items));
    });
  }

  #nothing() {
    return el('div', { class: 'card empty' }, el('div', { class: 'empty-mark' }, icon('chart')), el('h2', {}, 'No insight here yet'), el('p', { class: 'quiet' }, 'Ask something in the explorer, save it, and put it on this dashboard.'), el('a', { class: 'button button-main', href: printRoute({ view: 'explore', project: this.page.project }) }, 'Explore'));
  }

  async #copy(button) {
    const name = await askName('Copy Team analytics', 'Our team analytics', 'Copy');
    if (name === null) return;
    const { page } = this;
    button.disabled = true;
    const isDone = await page.act(async () => {
      page.go({ view: 'dashboard', dashboard: await copyDashboard(page, name, this.items) });
      page.announce(`${name} is yours to arrange.`);
    });
    button.disabled = false;
    if (!isDone) button.focus();
  }

  #arrange(button) {
    this.isArranging = !this.isArranging;
    button.setAttribute('aria-pressed', String(this.isArranging));
    button.textContent = this.isArranging ? 'Done' : 'Arrange';
    this.#showTools();
  }

  #showTools() {
    this.grid.classList.toggle('dashboard-arranging', this.isArranging);
    this.ownTools?.remove();
    if (this.isArranging) {
      this.ownTools = el('div', { class: 'arrange-all' }, el('button', { class: 'button button-small', type: 'button', onclick: () => this.#rename() }, 'Rename the dashboard'), el('button', { class: 'button button-small', type: 'button', onclick: () => this.#remove() }, 'Delete the dashboard'));
      this.grid.before(this.ownTools);
    }
    this.items.forEach((item, at) => {
      const { node } = this.tiles.get(item.key);
      node.querySelector('.arrange')?.remove();
      if (this.isArranging) node.prepend(arrangeTools(item.name, item.size, at, this.items.length, (action, value) => this.#change(item, action, value)));
    });
  }

  /** Carries out one step of arranging, leaves the focus where it was, keeps the step, and only then says that it is done. */
  async #change({ key, name }, action, value) {
    const placeOf = (items) => items.findIndex((item) => item.key === key);
    this.#place(arranged(this.items, placeOf(this.items), action, value));
    this.#focus(key, action);
    const place = placeOf(this.items);
    const done = place < 0 ? `${name} is taken off.` : action === 'size' ? `${name} is ${SIZES[value].toLowerCase()}.` : `${name} is now tile ${place + 1} of ${this.items.length}.`;
    if (await this.page.act(() => this.#keep())) return this.page.announce(done);
    if (document.activeElement === document.body) this.#focus(key, action);
  }

  async #keep() {
    const { page, keeper } = this;
    try {
      await keeper.keep(this.items);
    } catch (error) {
      if (this.isLeft) throw error;
      if (!(error instanceof ChangedElsewhere)) this.#place(keeper.known);
      else await page.reload();
      throw error;
    }
  }

  #focus(key, action) {
    const { node } = this.tiles.get(key);
    const again = node.querySelector(`[data-action="${action}"]:not(:disabled)`) ?? node.querySelector('.arrange button:not(:disabled)');
    if (again?.isConnected) again.focus();
    else document.querySelector('main').focus();
  }

  async #rename() {
    const name = await askName('Rename the dashboard', this.name, 'Rename');
    if (name === null) return;
    await this.page.act(async () => {
      await this.page.ask('PATCH', `/api/dashboards/${this.kept.id}`, { name });
      await this.page.reload();
      this.page.announce(`The dashboard is now ${name}.`);
    });
  }

  async #remove() {
    if (!(await confirmed(`Delete ${this.name}?`, 'Its insights stay among the saved ones.', 'Delete the dashboard'))) return;
    await this.page.act(async () => {
      await this.page.ask('DELETE', `/api/dashboards/${this.kept.id}`);
      this.page.go({ view: 'dashboard', dashboard: 'team' });
      this.page.announce('The dashboard is deleted.');
    });
  }
}

async function readFile(path) {
  try {
    return await (await fetch(path, { cache: 'no-cache' })).json();
  } catch {
    throw new Fault('', 'The collector cannot be reached. Try again in a moment.');
  }
}
