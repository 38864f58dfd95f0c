import { count, sentence } from '../live/format.js';
import { byId, el } from '../shared/dom.js';
import { failedState, loadingRows } from './states.js';

const PAGE = 50;
const TYPING = 180;
const LOADING_ROWS = 10;

/**
 * A list with a search, an order and pages, all of which the collector sees to. It keeps what it shows while another view
 * is open, so that the way back leads to the same place.
 */
export class List {
  /**
   * `name` is what the ids of its elements begin with; `load(parameters)` asks the collector and gives `{ items, total, next }`;
   * `titles` and `row(item)` make the table; `nothing(search)` stands where it would be empty; `fail(error)` deals with a
   * failure and says whether that is all.
   */
  constructor(name, { load, titles, row, nothing, noun, fail }) {
    Object.assign(this, { name, load, titles, row, nothing, noun, fail });
    this.turn = 0;
    this.state = null;
    this.container = this.#part('list');
    this.search = this.#part('search');
    this.sort = this.#part('sort');
    let typing;
    this.search.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.refresh(), TYPING);
    });
    this.search.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown') this.#focus(event, this.links[0]);
    });
    this.sort.addEventListener('change', () => this.refresh());
    this.container.addEventListener('keydown', (event) => this.#move(event));
  }

  /** The links of the rows. */
  get links() {
    return [...this.container.querySelectorAll('.list-link')];
  }

  /** Shows the first page anew. Whatever was asked before and is not answered yet is dropped. */
  async refresh() {
    const turn = (this.turn += 1);
    const search = this.search.value.trim();
    if (this.container.childElementCount === 0 || this.container.querySelector('.empty')) this.container.replaceChildren(loadingRows(LOADING_ROWS));
    this.container.setAttribute('aria-busy', 'true');
    try {
      const page = await this.load({ search, sort: this.sort.value, limit: PAGE });
      if (turn !== this.turn) return;
      this.state = { search, next: page.next, total: page.total };
      this.container.replaceChildren(page.items.length > 0 ? this.#table(page.items) : this.nothing(search));
      if (page.items.length > 0) this.container.append(this.#foot());
      this.#part('total').textContent = page.total > 0 ? count(page.total) : '';
      byId('announcer').textContent = search ? `${this.noun(page.total)} found.` : `${this.noun(page.total)}.`;
    } catch (error) {
      if (turn === this.turn) this.#failed(error, () => this.refresh());
    }
    this.container.removeAttribute('aria-busy');
  }

  /** Forgets what is shown: the next time it is asked for anew. */
  clear() {
    this.turn += 1;
    this.state = null;
    this.search.value = '';
    this.container.replaceChildren();
    this.#part('total').textContent = '';
  }

  async #older(button) {
    const turn = this.turn;
    const { search, next } = this.state;
    button.disabled = true;
    try {
      const page = await this.load({ search, sort: this.sort.value, limit: PAGE, before: next });
      if (turn !== this.turn) return;
      const first = this.links.length;
      this.state.next = page.next;
      this.container.querySelector('tbody').append(...page.items.map((item) => this.row(item)));
      this.container.querySelector('.list-foot').replaceWith(this.#foot());
      this.links[first]?.focus({ preventScroll: true });
    } catch (error) {
      button.disabled = false;
      if (turn === this.turn && !this.fail(error)) this.container.querySelector('.list-trouble').textContent = sentence(error.message);
    }
  }

  #table(items) {
    const head = this.titles.map((title) => el('th', { scope: 'col' }, title));
    return el(
      'table',
      { class: 'card list', 'aria-labelledby': `${this.name}-title` },
      el('thead', {}, el('tr', {}, head)),
      el('tbody', {}, items.map((item) => this.row(item))),
    );
  }

  #foot() {
    const shown = this.links.length;
    const more = el('button', { class: 'button', type: 'button', onclick: () => this.#older(more) }, 'Show more');
    return el(
      'div',
      { class: 'list-foot' },
      this.state.next && more,
      el('p', { class: 'quiet small' }, `${count(shown)} of ${this.noun(Math.max(shown, this.state.total))}`),
      el('p', { class: 'list-trouble fault', role: 'alert' }),
    );
  }

  #failed(error, again) {
    if (!this.fail(error)) this.container.replaceChildren(failedState(error, again));
  }

  #move(event) {
    const links = this.links;
    const at = links.indexOf(document.activeElement);
    if (at < 0) return;
    const goals = { ArrowDown: links[at + 1], ArrowUp: links[at - 1] ?? this.search, Home: links[0], End: links.at(-1) };
    this.#focus(event, goals[event.key]);
  }

  #focus(event, goal) {
    if (!goal) return;
    event.preventDefault();
    goal.focus();
  }

  #part(part) {
    return byId(`${this.name}-${part}`);
  }
}
