import { Fault } from '../features/api.js';
import { el, icon } from '../shared/dom.js';
import { isEmpty, whyEmpty } from './answers/empty.js';
import { dataTable } from './show/data-table.js';
import { viewOf } from './show/view.js';

let tiles = 0;

/** An insight on a dashboard: its question, and the answer as soon as there is one. */
export class Tile {
  /** `insight` has `name`, `query`, `display`; `href` leads to it in the explorer. Its title is a heading of the `level`. */
  constructor(insight, size, href, level) {
    tiles += 1;
    this.insight = insight;
    this.isTable = false;
    this.heading = el(`h${level}`, { class: 'tile-title', id: `tile-${tiles}` }, el('a', { href, title: 'Open in the explorer' }, insight.name));
    this.asTable = el('button', { class: 'button button-plain button-icon tile-button', type: 'button', 'aria-pressed': 'false', title: 'Show as table', onclick: () => this.#turn(), hidden: true }, icon('table'), el('span', { class: 'hidden-text' }, `Show as table: ${insight.name}`));
    this.body = el('div', { class: `tile-body tile-${insight.display.show}` });
    this.node = el('article', { class: 'card tile', 'data-size': size, 'aria-labelledby': this.heading.id, 'aria-busy': 'true' }, el('header', { class: 'tile-head' }, this.heading, this.asTable), this.body, insight.display.note && el('p', { class: 'tile-note quiet small' }, insight.display.note));
    this.#wait();
  }

  /** Asks for the answer with `ask`, which takes what is to be told of its progress, and shows it. `known` are the names of events. */
  async load(ask, known) {
    this.#wait();
    try {
      this.answer = await ask((progress) => this.#progress(progress));
      this.#show(known);
    } catch (error) {
      if (error.name === 'AbortError') return;
      this.#fail(error instanceof Fault ? error.message : 'The answer could not be read.', () => this.load(ask, known));
    } finally {
      this.node.setAttribute('aria-busy', 'false');
    }
  }

  /** Gives up what the tile holds. */
  stop() {
    this.view?.stop();
    this.view = null;
  }

  #wait() {
    this.stop();
    this.node.setAttribute('aria-busy', 'true');
    this.body.replaceChildren(el('div', { class: 'skeleton', 'aria-hidden': 'true' }));
  }

  #progress(progress) {
    const bar = this.body.querySelector('progress') ?? el('progress', { max: 1, 'aria-label': `Progress of ${this.insight.name}` });
    bar.value = progress;
    if (!bar.parentNode) this.body.append(bar);
  }

  #show(known) {
    const { query } = this.insight;
    this.asTable.hidden = isEmpty(this.answer) || this.insight.display.show === 'number';
    if (isEmpty(this.answer)) {
      const { text, code } = whyEmpty(query, known);
      this.body.replaceChildren(el('div', { class: 'tile-empty' }, el('p', { class: 'quiet' }, text), code && el('code', { class: 'empty-code' }, code)));
      return;
    }
    this.#draw();
  }

  #turn() {
    this.isTable = !this.isTable;
    this.asTable.setAttribute('aria-pressed', String(this.isTable));
    this.#draw();
  }

  #draw() {
    this.stop();
    const { query, display, name } = this.insight;
    this.view = this.isTable ? { start() {}, stop() {}, ...dataTable(query, this.answer, display, name) } : viewOf(query, this.answer, display);
    this.body.replaceChildren(this.view.node);
    this.view.start();
  }

  #fail(message, again) {
    const text = message.replace(/[.!]?$/, '.');
    const retry = () => {
      this.heading.querySelector('a').focus(); // The button goes.
      again();
    };
    const button = el('button', { class: 'button button-small', type: 'button', 'aria-label': `Try again: ${this.insight.name}`, onclick: retry }, 'Try again');
    this.body.replaceChildren(el('div', { class: 'tile-empty', role: 'status' }, el('p', { class: 'tile-fault' }, text), button));
  }
}
