import { timeAgo } from '../live/format.js';
import { el, icon } from '../shared/dom.js';
import { askName, confirmed } from './ask.js';
import { readInsight } from './kept.js';
import { createDashboard, putOnDashboard } from './put.js';
import { printRoute } from './route.js';
import { queryInWords } from './words.js';

/** The view of what is kept: insights and dashboards. */
export class SavedView {
  constructor(page) {
    this.page = page;
  }

  /** Reads both lists. */
  async read() {
    const { page } = this;
    const [{ insights }, { dashboards }] = await Promise.all([page.ask('GET', `/api/insights?${page.inProject()}`), page.ask('GET', `/api/dashboards?${page.inProject()}`)]);
    Object.assign(this, { insights, dashboards });
  }

  /** Shows both lists in `place`. */
  show(place) {
    document.title = 'Saved · Hoofprint';
    place.replaceChildren(
      el('div', { class: 'saved' }, el('h1', { class: 'hidden-text' }, 'Saved insights and dashboards'), this.#dashboardList(this.dashboards), this.#insightList(this.insights.map(readInsight).toSorted((one, other) => other.updatedAt - one.updatedAt))),
    );
  }

  /** Nothing is held. */
  leave() {}

  #dashboardList(dashboards) {
    const builtIn = row('Team analytics', 'Built in: the questions that every team asks.', this.#to('dashboard', 'team'), []);
    const rows = dashboards.map((dashboard) => {
      const { id, name, tiles } = dashboard;
      const count = tiles.length === 1 ? '1 insight' : `${tiles.length} insights`;
      return row(name, count, this.#to('dashboard', id), this.#buttons('dashboards', dashboard));
    });
    const create = el('button', { class: 'button button-small', type: 'button', onclick: () => createDashboard(this.page) }, icon('plus'), 'New dashboard');
    return list('Dashboards', [builtIn, ...rows], create);
  }

  #insightList(insights) {
    const rows = insights.map((insight) => {
      const put = el('button', { class: 'button button-plain button-small', type: 'button', 'aria-label': `Put ${insight.name} on a dashboard`, onclick: () => putOnDashboard(this.page, { id: insight.id, show: insight.display.show }) }, 'On a dashboard');
      return row(insight.name, `${queryInWords(insight.query)} Changed ${timeAgo(new Date(insight.updatedAt))}.`, this.#to('explore', insight.id), [put, ...this.#buttons('insights', insight)]);
    });
    const nothing = el('li', { class: 'saved-row quiet' }, 'No insight is saved yet. Ask something in the explorer, and save it there.');
    return list('Insights', rows.length > 0 ? rows : [nothing], el('a', { class: 'button button-small', href: printRoute({ view: 'explore', project: this.page.project }) }, icon('plus'), 'New insight'));
  }

  #buttons(what, { id, name }) {
    const button = (label, act) => el('button', { class: 'button button-plain button-small', type: 'button', 'aria-label': `${label} ${name}`, onclick: act }, label);
    return [button('Rename', () => this.#rename(what, id, name)), button('Delete', () => this.#remove(what, id, name))];
  }

  #to(view, id) {
    return printRoute({ view, [view === 'dashboard' ? 'dashboard' : 'insight']: id, project: this.page.project });
  }

  async #rename(what, id, before) {
    const name = await askName(`Rename ${before}`, before, 'Rename');
    if (name === null) return;
    await this.page.act(async () => {
      await this.page.ask('PATCH', `/api/${what}/${id}`, { name });
      await this.page.reload();
      this.page.announce(`${before} is now ${name}.`);
    });
  }

  async #remove(what, id, name) {
    const text = what === 'insights' ? 'It goes off all dashboards as well.' : 'Its insights stay among the saved ones.';
    if (!(await confirmed(`Delete ${name}?`, text, 'Delete'))) return;
    await this.page.act(async () => {
      await this.page.ask('DELETE', `/api/${what}/${id}`);
      await this.page.reload();
      this.page.announce(`${name} is deleted.`);
    });
  }
}

function list(title, rows, button) {
  const id = `saved-${title.toLowerCase()}`;
  return el('section', { class: 'saved-part', 'aria-labelledby': id }, el('div', { class: 'saved-head' }, el('h2', { id }, title), button), el('ul', { class: 'card saved-list', role: 'list' }, rows));
}

function row(name, more, href, buttons) {
  return el('li', { class: 'saved-row' }, el('div', { class: 'saved-what' }, el('a', { class: 'saved-name', href }, name), el('p', { class: 'quiet small' }, more)), buttons.length > 0 && el('div', { class: 'buttons saved-buttons' }, buttons));
}
