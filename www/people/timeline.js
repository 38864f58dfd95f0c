import { count, counted, sentence } from '../live/format.js';
import { el } from '../shared/dom.js';
import { daySection, dayTitle, eventRow, sessionHead } from './timeline-parts.js';
import { failedState, loadingRows } from './states.js';

const PAGE = 50;
const LOADING_ROWS = 6;

/** What somebody did, the latest first: by days, in them by sessions. Each event opens to its properties. */
export class Timeline {
  /**
   * `load(parameters)` asks for a page of events; `who(event)` gives what stands for the person in a row, or nothing;
   * `fail(error)` deals with a failure and says whether that is all.
   */
  constructor({ load, who, fail }) {
    Object.assign(this, { load, who, fail });
    this.turn = 0;
    this.name = '';
    this.days = el('div', { class: 'timeline', onkeydown: (event) => this.#move(event) });
    this.foot = el('div', { class: 'timeline-foot' });
    this.choice = el('select', { class: 'input', onchange: ({ target }) => this.#choose(target.value) }, el('option', { value: '' }, 'All events'));
    this.node = el(
      'section',
      { class: 'part', 'aria-labelledby': 'timeline-title' },
      el('div', { class: 'part-head' }, el('h2', { id: 'timeline-title' }, 'Events'), el('label', { class: 'timeline-choice' }, el('span', { class: 'hidden-text' }, 'Kind of event'), this.choice)),
      this.days,
      this.foot,
    );
  }

  /** Offers the names of events to choose from, with how many there are of each. */
  offer(names) {
    this.choice.append(...names.map(({ event, count: number }) => el('option', { value: event }, `${event} (${count(number)})`)));
  }

  /** Shows the latest events anew. */
  async refresh() {
    const turn = (this.turn += 1);
    if (this.days.childElementCount === 0) this.days.replaceChildren(loadingRows(LOADING_ROWS));
    this.days.setAttribute('aria-busy', 'true');
    try {
      const page = await this.load({ event: this.name, limit: PAGE });
      if (turn !== this.turn) return;
      this.shown = 0;
      this.day = null;
      this.days.replaceChildren();
      this.#take(page);
    } catch (error) {
      if (turn === this.turn && !this.fail(error)) this.days.replaceChildren(failedState(error, () => this.refresh()));
    }
    this.days.removeAttribute('aria-busy');
  }

  #choose(name) {
    this.name = name;
    this.refresh();
  }

  async #older(button) {
    const turn = this.turn;
    button.disabled = true;
    try {
      const page = await this.load({ event: this.name, limit: PAGE, before: this.next });
      if (turn !== this.turn) return;
      const first = this.shown;
      this.#take(page);
      this.days.querySelectorAll('summary')[first]?.focus({ preventScroll: true });
    } catch (error) {
      button.disabled = false;
      if (turn === this.turn && !this.fail(error)) this.foot.querySelector('.fault').textContent = sentence(error.message);
    }
  }

  #take({ events, next }) {
    this.next = next;
    this.shown += events.length;
    for (const event of events) this.#add(event);
    if (this.shown === 0 && !next) this.days.replaceChildren(el('p', { class: 'quiet timeline-none' }, this.name ? 'No such event yet.' : 'No events yet.'));
    const older = el('button', { class: 'button', type: 'button', onclick: () => this.#older(older) }, 'Show older events');
    this.foot.replaceChildren(
      ...(next ? [older] : []),
      el('p', { class: 'quiet small' }, this.shown > 0 ? `${counted(this.shown, 'event')} shown` : ''),
      el('p', { class: 'fault', role: 'alert' }),
    );
  }

  /** Puts an event at the end: into the last day and session if it belongs there. */
  #add(event) {
    const title = dayTitle(event);
    if (this.day?.title !== title) {
      const node = daySection(event, title);
      this.days.append(node);
      this.day = { title, node, session: undefined };
    }
    const session = event.properties.$session_id ?? null;
    if (this.day.session === undefined || this.day.session.id !== session) {
      const head = session === null ? null : sessionHead();
      const list = el('ol', { class: 'timeline-rows', role: 'list' });
      this.day.node.append(el('div', { class: 'session-block' }, head?.node, list));
      this.day.session = { id: session, head, list };
    }
    this.day.session.head?.add(event);
    this.day.session.list.append(eventRow(event, this.who));
  }

  #move(event) {
    const rows = [...this.days.querySelectorAll('summary.event')];
    const at = rows.indexOf(document.activeElement);
    const goal = at < 0 ? null : { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key];
    if (!goal) return;
    event.preventDefault();
    goal.focus();
  }
}
