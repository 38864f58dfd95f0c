import { Fault } from '../features/api.js';
import { el } from '../shared/dom.js';
import { isEmpty, whyEmpty } from './answers/empty.js';
import { counted, formatValue } from './answers/numbers.js';
import { run } from './api.js';
import { displayFor, SHOWN_AS, waysToShow } from './display.js';
import { optionsOf } from './options.js';
import { dataTable } from './show/data-table.js';
import { viewOf } from './show/view.js';
import { sqlPart } from './sql.js';

const UNITS = [['', 'Plain numbers'], ['EUR', 'Euros'], ['USD', 'Dollars'], ['GBP', 'Pounds'], ['percent', 'Percent'], ['seconds', 'Seconds']];
const OF_VALUES = ['trends', 'profiles'];

/** The answer beside the form: asked for anew with each query, shown as a chart and as a table, with its SQL. */
export class Result {
  /** `onDisplay` is called with how the answer is to be shown, whenever that changes; `onFault` with a fault of the query. */
  constructor(page, { onDisplay, onFault }) {
    Object.assign(this, { page, onDisplay, onFault });
    this.ways = el('div', { class: 'result-ways' });
    this.progress = el('progress', { max: 1, 'aria-label': 'Progress' });
    this.doing = el('div', { class: 'result-doing', hidden: true }, this.progress, el('button', { class: 'button button-small', type: 'button', onclick: () => this.#cancelled() }, 'Cancel'));
    this.status = el('p', { class: 'quiet small result-status', role: 'status' });
    this.body = el('div', { class: 'result-body' });
    this.table = el('div', { class: 'result-table' });
    this.sql = el('div', {});
    this.chart = el('section', { class: 'card result-card', 'aria-label': 'Answer' }, el('div', { class: 'result-head' }, this.ways, this.status), this.doing, this.body);
    this.node = el('div', { class: 'result' }, this.chart, this.table, this.sql);
  }

  /** Asks a query; one that is still being asked is cancelled, for the collector as well. */
  async ask(query, display, missing) {
    this.asking?.abort();
    const asking = new AbortController();
    Object.assign(this, { asking, query, display: displayFor(query, display) });
    this.#offerWays();
    if (missing) return this.#instead(el('p', { class: 'quiet' }, missing));
    this.#begin();
    try {
      const { signal } = asking;
      this.answer = await this.page.guarded(() => run(query, { key: this.page.key(), signal, onProgress: (progress) => (this.progress.value = progress) }));
      if (asking === this.asking) this.#draw(true);
    } catch (error) {
      if (asking !== this.asking || error.name === 'AbortError') return;
      const fault = error instanceof Fault ? error : new Fault('', 'The answer could not be read');
      this.#instead(el('p', { class: 'tile-fault', role: 'alert' }, fault.message.replace(/[.!?]?$/, (end) => end || '.')));
      this.onFault(fault);
    } finally {
      if (asking === this.asking) this.#end();
    }
  }

  /** Cancels what is still asked, and gives up the chart. */
  leave() {
    this.asking?.abort();
    this.view?.stop();
  }

  #begin() {
    this.chart.setAttribute('aria-busy', 'true');
    this.progress.removeAttribute('value');
    clearTimeout(this.slow);
    this.slow = setTimeout(() => (this.doing.hidden = false), 400); // What is quick needs no bar.
    if (!this.body.hasChildNodes()) this.body.replaceChildren(el('div', { class: 'skeleton', 'aria-hidden': 'true' }));
  }

  #end() {
    clearTimeout(this.slow);
    this.doing.hidden = true;
    this.chart.setAttribute('aria-busy', 'false');
  }

  #cancelled() {
    this.asking.abort();
    this.#end();
    this.#instead(el('p', { class: 'quiet' }, 'Cancelled.'), el('button', { class: 'button button-small', type: 'button', onclick: () => this.ask(this.query, this.display) }, 'Ask again'));
    this.body.querySelector('button').focus();
  }

  #draw(isNew) {
    this.view?.stop();
    const { query, answer, display } = this;
    this.status.textContent = `${counted(answer.events_read, 'event')} read in ${formatValue(answer.milliseconds)} ms`;
    if (isNew) this.sql.replaceChildren(sqlPart(answer.sql, (text) => this.page.announce(text)));
    if (isEmpty(answer)) {
      const { text, code } = whyEmpty(query, this.page.events());
      this.table.replaceChildren();
      return this.body.replaceChildren(el('div', { class: 'tile-empty' }, el('p', { class: 'quiet' }, text), code && el('code', { class: 'empty-code' }, code)));
    }
    this.view = viewOf(query, answer, display);
    this.body.className = `result-body result-${display.show}`;
    this.body.replaceChildren(this.view.node);
    this.view.start();
    const { node } = dataTable(query, answer, display, 'The answer');
    this.table.replaceChildren(el('section', { class: 'card result-card', 'aria-labelledby': 'table-title' }, el('h2', { id: 'table-title' }, 'Table'), node));
  }

  #instead(...content) {
    this.view?.stop();
    this.view = null;
    this.answer = null; // What was answered before is no answer to this.
    this.status.textContent = '';
    this.body.replaceChildren(el('div', { class: 'tile-empty' }, content));
    this.table.replaceChildren();
    this.sql.replaceChildren();
    this.#end();
  }

  #offerWays() {
    const ways = waysToShow(this.query);
    const buttons = ways.map((way) => el('button', { class: 'way', type: 'button', 'aria-pressed': String(way === this.display.show), onclick: () => this.#showAs({ show: way }) }, SHOWN_AS[way]));
    const unit = optionsOf(UNITS, this.display.unit ?? '', { class: 'input unit-choice', 'aria-label': 'Unit' });
    unit.addEventListener('change', () => this.#showAs({ unit: unit.value || undefined }));
    const focused = this.ways.contains(document.activeElement) ? [...this.ways.querySelectorAll('button, select')].indexOf(document.activeElement) : -1;
    this.ways.replaceChildren(ways.length > 1 ? el('div', { class: 'ways', role: 'group', 'aria-label': 'Shown as' }, buttons) : '', OF_VALUES.includes(this.query.kind) ? unit : '');
    this.ways.querySelectorAll('button, select')[focused]?.focus();
  }

  #showAs(change) {
    this.display = { ...this.display, ...change };
    this.#offerWays();
    this.onDisplay(this.display);
    if (this.answer?.kind === this.query.kind && this.chart.getAttribute('aria-busy') !== 'true') this.#draw(false);
  }
}
