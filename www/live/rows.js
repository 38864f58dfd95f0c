import { avatar } from '../shared/avatar.js';
import { el, icon } from '../shared/dom.js';
import { fullTime, pagePath, readTime, shortTime } from './format.js';
import { kindOf } from './kinds.js';
import { organisationOf, whoDid } from './who.js';

/** The list of events on the screen. Arrow keys move through it, and only one row at a time is a tab stop. */
export class Rows {
  constructor(list, onOpen, onMove) {
    this.list = list;
    this.onMove = onMove;
    this.events = new WeakMap();
    this.selected = null;
    list.addEventListener('click', ({ target, detail }) => {
      const row = target.closest('.row');
      const byKeyboard = detail === 0;
      if (row) onOpen(this.events.get(row), row, byKeyboard);
    });
    list.addEventListener('keydown', (event) => this.#move(event));
    list.addEventListener('focusin', ({ target }) => this.#becomeTabStop(target));
  }

  /** Shows exactly these events, newest first. */
  replace(events) {
    this.list.replaceChildren(...events.map((event) => this.#row(event)));
    this.#ensureTabStop();
  }

  /** Puts newer events, newest first, above the others, and lets the oldest go beyond `limit`. */
  prepend(events, limit) {
    const fresh = events.map((event) => this.#row(event));
    for (const item of fresh) item.classList.add('row-fresh');
    this.list.prepend(...fresh);
    while (this.list.children.length > limit) this.list.lastElementChild.remove();
    this.#ensureTabStop();
  }

  /** Marks the row of the event whose detail is open; null marks none. */
  select(event) {
    this.selected = event?.id ?? null;
    for (const row of this.list.querySelectorAll('.row')) this.#mark(row);
  }

  /** Draws the row of an event anew, after somebody anonymous has turned out to be a person. */
  refresh(event) {
    for (const row of this.list.querySelectorAll('.row')) {
      if (this.events.get(row).id === event.id) row.replaceChildren(...cells(event));
    }
  }

  #mark(row) {
    if (this.events.get(row).id === this.selected) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }

  #row(event) {
    const row = el('button', { class: 'row', type: 'button', tabindex: '-1' }, cells(event));
    this.events.set(row, event);
    this.#mark(row);
    return el('li', {}, row);
  }

  #move(event) {
    const item = event.target.closest('li');
    const goal = {
      ArrowDown: item?.nextElementSibling,
      ArrowUp: item?.previousElementSibling,
      Home: this.list.firstElementChild,
      End: this.list.lastElementChild,
    }[event.key];
    if (!goal) return;
    event.preventDefault();
    const row = goal.querySelector('.row');
    row.focus();
    this.onMove(this.events.get(row), row);
  }

  #becomeTabStop(row) {
    for (const other of this.list.querySelectorAll('.row[tabindex="0"]')) other.tabIndex = -1;
    row.tabIndex = 0;
  }

  #ensureTabStop() {
    if (!this.list.querySelector('.row[tabindex="0"]')) {
      this.list.querySelector('.row')?.setAttribute('tabindex', '0');
    }
  }
}

/** Builds the small coloured mark of an event's kind. */
export function kindMark(kind) {
  return el('span', { class: `kind kind-${kind}` }, icon(kind));
}

function cells(event) {
  const who = whoDid(event);
  const time = readTime(event.timestamp) ?? readTime(event.received_at);
  const address = event.properties.$current_url ?? event.properties.$pathname;
  const organisation = organisationOf(event);
  return [
    el(
      'time',
      { class: 'row-time', datetime: time?.toISOString(), title: time && fullTime(time) },
      time ? shortTime(time) : '',
    ),
    el('span', { class: 'row-event' }, kindMark(kindOf(event.event)), el('span', { class: 'cut' }, event.event)),
    el(
      'span',
      { class: who.known ? 'row-person' : 'row-person row-anonymous' },
      avatar(who.seed, who.known ? who.name : ''),
      el('span', { class: 'cut' }, who.name, who.more && el('span', { class: 'row-more' }, who.more)),
    ),
    el('span', { class: 'row-organisation cut' }, organisation === who.name ? '' : organisation),
    el('span', { class: 'row-page cut' }, address ? pagePath(address) : ''),
  ];
}
