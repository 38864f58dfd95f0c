import { clearFaults } from '../features/fields.js';
import { el, icon } from '../shared/dom.js';
import { downloadCsv } from './api.js';
import { askName } from './ask.js';
import { build } from './builder/build.js';
import { Form } from './builder/form.js';
import { displayFor } from './display.js';
import { queryToKeep, readInsight } from './kept.js';
import { putOnDashboard } from './put.js';
import { readyQuery, wholeQuery } from './query.js';
import { Result } from './result.js';
import { printRoute } from './route.js';
import { Vocabulary } from './vocabulary.js';
import { queryInWords } from './words.js';

const wide = matchMedia('(min-width: 48rem)');
const PAUSE = 350;
const NAMELESS = 'Explore';

/** The view that builds a query by forms, with the answer beside it. */
export class ExplorerView {
  constructor(page, route) {
    this.page = page;
    this.route = route;
  }

  /** Reads the insight that the route names, if it does. One of another project is shown there: it gives the route. */
  async read() {
    const { page, route } = this;
    this.kept = route.insight === undefined ? undefined : readInsight(await page.ask('GET', `/api/insights/${route.insight}`));
    const ofOther = this.kept && this.kept.query.token !== page.project;
    return ofOther ? { ...route, project: this.kept.query.token } : null;
  }

  /** Shows the form and the answer in `place`. */
  show(place) {
    const { page, route } = this;
    const content = route.content ?? this.kept;
    this.name = content?.name ?? this.kept?.name;
    const query = wholeQuery(content?.query ?? {}, page.events() ?? []);
    this.display = displayFor(query, content?.display);
    this.result = new Result(page, { onDisplay: (display) => this.#displayed(display), onFault: (fault) => this.#point(fault) });
    this.form = new Form({ ...query, token: page.project }, new Vocabulary(page), page, build, () => this.#changed());
    this.head = el('header', { class: 'dashboard-head' });
    place.replaceChildren(this.head, el('div', { class: 'explorer' }, this.#formBox(Boolean(content)), this.result.node));
    this.#showHead();
    this.#ask();
  }

  /** Cancels what is still asked, and gives up the chart. */
  leave() {
    clearTimeout(this.pause);
    this.result?.leave();
  }

  /** The form lies open where there is room beside it, and where there is nothing to see yet. */
  #formBox(hasContent) {
    this.said = el('span', { class: 'explorer-said' });
    const box = el('details', { class: 'card explorer-form', open: wide.matches || !hasContent }, el('summary', {}, this.said), this.form.node);
    wide.addEventListener('change', () => (box.open ||= wide.matches));
    return box;
  }

  #showHead() {
    const button = (label, sign, act, kind = '') => el('button', { class: `button ${kind}`, type: 'button', onclick: act }, sign && icon(sign), label);
    document.title = `${this.name ?? NAMELESS} · Hoofprint`;
    this.head.replaceChildren(
      el('h1', {}, this.name ?? NAMELESS),
      el(
        'div',
        { class: 'dashboard-tools' },
        button('CSV', 'export', () => this.#download()),
        button('On a dashboard', 'plus', () => this.#putOnDashboard()),
        this.kept && button('Save as new', undefined, () => this.#saveNew()),
        this.kept ? button('Save', undefined, () => this.#saveChanges(), 'button-main') : button('Save', undefined, () => this.#saveNew(), 'button-main'),
      ),
    );
  }

  #changed() {
    this.#remember();
    this.#allow();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.#ask(), PAUSE);
  }

  #displayed(display) {
    this.display = display;
    this.#remember();
  }

  #ask() {
    clearFaults(this.form.node);
    this.said.textContent = queryInWords(this.form.query);
    this.#allow();
    const { query, missing } = readyQuery(this.form.query);
    this.display = displayFor(query, this.display);
    this.result.ask(query, this.display, missing);
  }

  /** What is not a whole question yet can be neither downloaded nor saved. */
  #allow() {
    const { missing } = readyQuery(this.form.query);
    for (const button of this.head.querySelectorAll('button')) button.disabled = missing !== null;
  }

  /** Puts what is shown into the address, so that the address can be handed on. */
  #remember() {
    const { token: project, ...query } = this.form.query;
    const content = { name: this.name, query, display: this.display };
    history.replaceState(history.state, '', printRoute({ view: 'explore', insight: this.kept?.id, project, content }));
  }

  /** Marks the control that a fault of the query is about. */
  #point({ field, message }) {
    const control = field && [...this.form.node.querySelectorAll('[data-at]')].filter(({ dataset }) => dataset.at === field || dataset.at.startsWith(`${field}.`) || field.startsWith(`${dataset.at}.`))[0];
    if (!control) return;
    control.setAttribute('aria-invalid', 'true');
    control.after(el('p', { class: 'fault' }, message));
  }

  async #download() {
    await this.page.act(async () => {
      await this.page.guarded(() => downloadCsv(readyQuery(this.form.query).query, this.name ?? 'insight', this.page.key()));
      this.page.announce('The answer is downloaded.');
    });
  }

  /** Saves it as an insight of its own, and gives that; null if nobody wants it or it failed. */
  async #saveNew() {
    const name = await askName('Save the insight', this.name ?? '', 'Save');
    if (name === null) return null;
    let insight = null;
    await this.page.act(async () => {
      insight = await this.page.ask('POST', '/api/insights', { token: this.page.project, name, query: this.#queryToKeep() });
      this.page.go({ view: 'explore', insight: insight.id }, true);
      this.page.announce(`${name} is saved.`);
    });
    return insight;
  }

  async #saveChanges() {
    await this.page.act(async () => {
      await this.page.ask('PATCH', `/api/insights/${this.kept.id}`, { query: this.#queryToKeep() });
      this.page.go({ view: 'explore', insight: this.kept.id }, true);
      this.page.announce(`${this.name} is saved.`);
    });
  }

  async #putOnDashboard() {
    const insight = this.kept ?? (await this.#saveNew());
    if (insight) await putOnDashboard(this.page, { id: insight.id, show: this.display.show });
  }

  #queryToKeep() {
    return queryToKeep(readyQuery(this.form.query).query, this.display);
  }
}
