import { byId, el, icon } from '../shared/dom.js';
import { run } from './api.js';
import { askName, confirmed } from './ask.js';
import { arranged, arrangeTools, SIZES } from './arrange.js';
import { queryToKeep, readBuiltIn, readInsight } from './kept.js';
import { optionsOf } from './options.js';
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
  /** `page` is what the views share: `key`, `project`, `ask`, `go`, `announce`, `events`. */
  constructor(page, route) {
    this.page = page;
    this.route = route;
    this.tiles = [];
    this.leaving = new AbortController();
    this.isArranging = false;
  }

  /** Reads the dashboard, and shows it in `place`. */
  async show(place) {
    const { page, route } = this;
    const [{ dashboards }, { insights }] = await Promise.all([page.ask('GET', `/api/dashboards?${page.inProject()}`), page.ask('GET', `/api/insights?${page.inProject()}`)]);
    this.others = dashboards;
    this.kept = dashboards.find(({ id }) => id === route.dashboard);
    if (route.dashboard !== 'team' && !this.kept) return page.go({ view: 'dashboard', dashboard: 'team' }, true);
    const known = new Map(insights.map((insight) => [insight.id, readInsight(insight)]));
    this.items = this.kept
      ? this.kept.tiles.filter(({ insight }) => known.has(insight)).map(({ insight, size }) => ({ ...known.get(insight), size }))
      : (await (await fetch(BUILT_IN, { cache: 'no-cache' })).json()).map((tile) => readBuiltIn(page.project, tile));
    this.name = this.kept?.name ?? BUILT_IN_NAME;
    this.grid = el('div', { class: 'dashboard' });
    place.replaceChildren(this.#head(), this.grid);
    document.title = `${this.name} · Hoofprint`;
    this.#fill();
  }

  /** Cancels what is still asked, and gives up the charts. */
  leave() {
    this.leaving.abort();
    for (const tile of this.tiles) tile.stop();
  }

  #head() {
    const names = [['team', BUILT_IN_NAME], ...this.others.map(({ id, name }) => [String(id), name]), ['new', 'New dashboard…']];
    const which = optionsOf(names, String(this.route.dashboard), { 'aria-label': 'Dashboard' });
    which.addEventListener('change', () => {
      if (which.value !== 'new') return this.page.go({ ...this.route, dashboard: which.value });
      which.value = String(this.route.dashboard);
      this.#create();
    });
    const range = rangeChoice(this.route.range, (text) => this.page.go({ ...this.route, range: text }), { first: { '': 'Various ranges' }, label: 'Range of all tiles' });
    return el(
      'header',
      { class: 'dashboard-head' },
      el('h1', {}, this.name),
      el('div', { class: 'dashboard-tools' }, el('div', { class: 'dashboard-choice' }, which), range, this.kept ? this.#ownButtons() : el('button', { class: 'button', type: 'button', onclick: (event) => this.#copy(event.currentTarget) }, 'Copy to my dashboards')),
    );
  }

  #ownButtons() {
    const arrange = el('button', { class: 'button', type: 'button', 'aria-pressed': 'false', onclick: () => this.#arrange(arrange) }, 'Arrange');
    return [arrange];
  }

  #fill() {
    this.leaving.abort();
    this.leaving = new AbortController();
    for (const tile of this.tiles) tile.stop();
    this.tiles = this.items.map((item) => this.#tile(item));
    this.grid.replaceChildren(...(this.items.some(({ section }) => section) ? this.#sections() : [el('div', { class: 'tiles' }, this.tiles.map(({ node }) => node))]));
    if (this.items.length === 0) this.grid.replaceChildren(this.#nothing());
    const inTurn = makeQueue(AT_ONCE);
    const { signal } = this.leaving;
    for (const tile of this.tiles) {
      tile.load((onProgress) => inTurn(() => this.page.guarded(() => run(tile.insight.query, { key: this.page.key(), signal, onProgress }))), this.page.events());
    }
  }

  #tile(item) {
    const insight = { ...item, query: inRange(item.query, this.route.range) };
    const content = item.id === undefined || this.route.range ? { name: item.name, query: insight.query, display: item.display } : undefined;
    return new Tile(insight, item.size, printRoute({ view: 'explore', insight: item.id, project: this.page.project, content }));
  }

  #sections() {
    const names = [...new Set(this.items.map(({ section }) => section ?? ''))];
    return names.map((name, at) => {
      const tiles = this.tiles.filter((_, place) => (this.items[place].section ?? '') === name);
      return el('section', { class: 'tiles-section', 'aria-labelledby': `section-${at}` }, el('h2', { id: `section-${at}` }, name), el('div', { class: 'tiles' }, tiles.map(({ node }) => node)));
    });
  }

  #nothing() {
    return el('div', { class: 'card empty' }, el('div', { class: 'empty-mark' }, icon('chart')), el('h2', {}, 'No insight here yet'), el('p', { class: 'quiet' }, 'Ask something in the explorer, save it, and put it on this dashboard.'), el('a', { class: 'button button-main', href: printRoute({ view: 'explore', project: this.page.project }) }, 'Explore'));
  }

  async #create() {
    const name = await askName('New dashboard', '', 'Create');
    if (name === null) return;
    const { id } = await this.page.ask('POST', '/api/dashboards', { token: this.page.project, name, tiles: [] });
    this.page.go({ view: 'dashboard', dashboard: id });
  }

  async #copy(button) {
    const name = await askName('Copy Team analytics', 'Our team analytics', 'Copy');
    if (name === null) return;
    button.disabled = true;
    const { page } = this;
    try {
      const tiles = [];
      for (const { name: question, query, display, size } of this.items) {
        const { id } = await page.ask('POST', '/api/insights', { token: page.project, name: question, query: queryToKeep(query, display) });
        tiles.push({ insight: id, size });
      }
      const { id } = await page.ask('POST', '/api/dashboards', { token: page.project, name, tiles });
      page.go({ view: 'dashboard', dashboard: id });
    } finally {
      button.disabled = false;
    }
    page.announce(`${name} is yours to arrange.`);
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
    this.tiles.forEach((tile, at) => {
      tile.node.querySelector('.arrange')?.remove();
      if (this.isArranging) tile.node.prepend(arrangeTools(tile.insight.name, this.items[at].size, at, this.items.length, (action, value) => this.#change(tile, action, value)));
    });
  }

  /** Carries out one step of arranging, keeps it, and leaves the focus where it was. */
  async #change(tile, action, value) {
    const at = this.tiles.indexOf(tile);
    this.items = arranged(this.items, at, action, value);
    this.tiles = arranged(this.tiles, at, action, value, true);
    if (action === 'size') tile.node.dataset.size = value;
    if (action === 'remove') {
      tile.stop();
      tile.node.remove();
    }
    const list = this.grid.querySelector('.tiles');
    list.append(...this.tiles.map(({ node }) => node));
    this.#showTools();
    const place = this.tiles.indexOf(tile);
    const again = place < 0 ? byId('content') : (tile.node.querySelector(`[data-action="${action}"]:not(:disabled)`) ?? tile.node.querySelector('.arrange button:not(:disabled)'));
    again?.focus();
    this.page.announce(place < 0 ? `${tile.insight.name} is taken off.` : action === 'size' ? `${tile.insight.name} is ${SIZES[value].toLowerCase()}.` : `${tile.insight.name} is now tile ${place + 1} of ${this.tiles.length}.`);
    const tiles = this.items.map(({ id, size }) => ({ insight: id, size }));
    await this.page.ask('PATCH', `/api/dashboards/${this.kept.id}`, { tiles });
    if (this.items.length === 0) this.grid.replaceChildren(this.#nothing());
  }

  async #rename() {
    const name = await askName('Rename the dashboard', this.name, 'Rename');
    if (name === null) return;
    await this.page.ask('PATCH', `/api/dashboards/${this.kept.id}`, { name });
    this.page.reload();
    this.page.announce(`The dashboard is now ${name}.`);
  }

  async #remove() {
    if (!(await confirmed(`Delete ${this.name}?`, 'Its insights stay among the saved ones.', 'Delete the dashboard'))) return;
    await this.page.ask('DELETE', `/api/dashboards/${this.kept.id}`);
    this.page.go({ view: 'dashboard', dashboard: 'team' });
    this.page.announce('The dashboard is deleted.');
  }
}
