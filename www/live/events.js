import { byId, el, icon } from '../shared/dom.js';
import { announce } from './announce.js';
import { requestJson } from './api.js';
import { count, counted } from './format.js';
import { Rows } from './rows.js';
import { organisationOf, whoDid } from './who.js';

const PAGE = 100;
const KEPT = 500;
const FLUSH_TIME = 120;

/** The tab of events: what is kept, what is shown of it, and what waits while the reader has paused. */
export class Events {
  /** `ask` runs a request and deals with its failure; `open` and `move` are called with an event and its row. */
  constructor({ ask, filter, summary, open, move }) {
    this.ask = ask;
    this.filter = filter;
    this.summary = summary;
    this.rows = new Rows(byId('rows'), open, move);
    this.kept = [];
    this.arrived = [];
    this.uncounted = [];
    this.paused = false;
    this.loaded = false;
    this.complete = true;
    this.turn = 0;
    byId('pause').addEventListener('click', () => this.pause(!this.paused));
    byId('waiting').addEventListener('click', () => this.pause(false));
    byId('older').addEventListener('click', () => this.loadOlder());
    this.pause(false);
  }

  /** Loads the newest events that the filter asks for; returns the newest id, or undefined after a failure. */
  async load() {
    const turn = (this.turn += 1);
    const answer = await this.ask((key) => requestJson('/api/events', key, { limit: PAGE, ...this.filter.query }));
    if (!answer || turn !== this.turn) return undefined;
    const newest = answer.events[0]?.id ?? 0;
    const newer = this.kept.filter((event) => event.id > newest && this.filter.wants(event));
    this.kept = [...newer, ...answer.events];
    this.complete = !answer.more;
    this.loaded = true;
    this.filter.learn(answer.events);
    this.show();
    return newest;
  }

  /** Adds a page of older events to the end of the list. */
  async loadOlder() {
    const turn = this.turn;
    const before = this.kept.at(-1)?.id;
    const answer = await this.ask((key) =>
      requestJson('/api/events', key, { limit: PAGE, before, ...this.filter.query }),
    );
    if (!answer || turn !== this.turn) return;
    const firstNew = this.kept.length;
    this.kept = [...this.kept, ...answer.events].slice(0, KEPT);
    this.complete = !answer.more;
    this.filter.learn(answer.events);
    this.show();
    byId('rows').children[firstNew]?.querySelector('.row').focus();
  }

  /** Takes one event from the live stream; the screen follows a moment later, with all that came meanwhile. */
  receive(event) {
    this.uncounted.push(event);
    this.arrived.push(event);
    if (this.arrived.length > KEPT) this.arrived.shift();
    this.timer ??= setTimeout(() => this.#flush(), FLUSH_TIME);
  }

  /** Holds the list still, or lets it go on with everything that came meanwhile. */
  pause(paused) {
    this.paused = paused;
    byId('pause').replaceChildren(icon(paused ? 'play' : 'pause'), paused ? 'Resume' : 'Pause');
    if (!paused) this.#flush();
  }

  /** Shows the events that the filter lets through. */
  show() {
    this.rows.replace(this.kept.filter((event) => this.filter.admits(event)));
    this.#showSurroundings();
  }

  #flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.summary.add(this.uncounted);
    this.filter.learn(this.uncounted);
    this.uncounted = [];
    if (!this.paused) this.#take();
    this.#showSurroundings();
  }

  #take() {
    const known = new Set(this.kept.map(({ id }) => id));
    const fresh = this.arrived.filter((event) => !known.has(event.id) && this.filter.wants(event)).reverse();
    this.arrived = [];
    this.#recognise(fresh);
    this.kept = [...fresh, ...this.kept].slice(0, KEPT);
    const seen = fresh.filter((event) => this.filter.admits(event));
    if (seen.length === 0) return;
    this.rows.prepend(seen, KEPT);
    announce(seen.length);
  }

  #recognise(fresh) {
    const persons = new Map(fresh.flatMap(({ person }) => (person?.distinct_ids ?? []).map((id) => [id, person])));
    for (const event of this.kept) {
      const person = persons.get(event.distinct_id);
      if (!person) continue;
      const before = nameplate(event);
      event.person = person;
      if (nameplate(event) !== before) this.rows.refresh(event);
    }
  }

  #showSurroundings() {
    const shown = byId('rows').children.length;
    const waiting = this.paused ? this.arrived.filter((event) => this.filter.admits(event)).length : 0;
    byId('waiting').hidden = waiting === 0;
    byId('waiting').textContent = `Show ${counted(waiting, 'new event')}`;
    byId('rows').hidden = shown === 0;
    byId('empty').hidden = shown > 0 || !this.loaded;
    if (shown === 0) byId('empty').replaceChildren(...(this.filter.active ? nothingFound() : nothingYet()));
    byId('older').hidden = this.complete || this.kept.length >= KEPT;
    byId('shown').textContent = shown > 0 ? `${count(shown)} of the ${count(this.kept.length)} events loaded` : '';
  }
}

function nameplate(event) {
  const { name, more } = whoDid(event);
  return [name, more, organisationOf(event)].join('\n');
}

function nothingYet() {
  return [
    el('span', { class: 'empty-mark' }, icon('hoof')),
    el('h2', {}, 'No tracks yet'),
    el(
      'p',
      { class: 'quiet' },
      'Events appear here the moment the collector has stored them. Open the demo in another tab and log in as somebody.',
    ),
    el(
      'a',
      { class: 'button button-main', href: '/', target: '_blank' },
      'Open the demo in another tab',
      icon('arrow'),
    ),
  ];
}

function nothingFound() {
  return [
    el('h2', {}, 'Nothing matches'),
    el('p', { class: 'quiet' }, 'None of the events loaded fits the filter. New ones that do will appear here.'),
  ];
}
