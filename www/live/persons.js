import { avatar } from '../shared/avatar.js';
import { byId, el } from '../shared/dom.js';
import { requestJson } from './api.js';
import { count, counted, fullTime, readTime, timeAgo } from './format.js';
import { organisationOfPerson, whoIs } from './who.js';

const LIMIT = 200;
const TYPING = 200;

/** The tab of persons, with a search that the collector answers. */
export class Persons {
  /** `ask` runs a request and deals with its failure; `onOpen` is called with a person and its button. */
  constructor(ask, onOpen) {
    this.ask = ask;
    this.onOpen = onOpen;
    this.newest = 0;
    let typing;
    byId('persons-search').addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.load(), TYPING);
    });
  }

  /** Asks the collector for the persons and shows them; an answer that a newer one has overtaken is dropped. */
  async load() {
    const turn = (this.newest += 1);
    const search = byId('persons-search').value.trim();
    const answer = await this.ask((key) => requestJson('/api/persons', key, { limit: LIMIT, search }));
    if (!answer || turn !== this.newest) return;
    const list = byId('persons-list');
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    list.replaceChildren(answer.persons.length > 0 ? this.#table(answer.persons) : nobody(search));
    if (focused) list.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  #table(persons) {
    return el(
      'table',
      { class: 'card table' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ['Person', 'Organisation', 'Known by', 'Events', 'Last seen'].map((title) =>
            el('th', { scope: 'col' }, title),
          ),
        ),
      ),
      el(
        'tbody',
        {},
        persons.map((person) => this.#row(person)),
      ),
    );
  }

  #row(person) {
    const who = whoIs(person, person.distinct_ids[0] ?? person.uuid);
    const lastSeen = readTime(person.last_seen);
    const open = (event) => this.onOpen(person, event.currentTarget);
    return el(
      'tr',
      {},
      el(
        'th',
        { scope: 'row' },
        el(
          'button',
          { class: 'table-open', type: 'button', 'data-focus': person.uuid, onclick: open },
          avatar(who.seed, who.known ? who.name : ''),
          el('span', { class: 'cut' }, who.name, who.more && el('span', { class: 'row-more' }, who.more)),
        ),
      ),
      el('td', { 'data-title': 'Organisation' }, organisationOfPerson(person)),
      el('td', { 'data-title': 'Known by' }, counted(person.distinct_ids.length, 'id')),
      el('td', { 'data-title': 'Events', class: 'figure' }, count(person.events)),
      el('td', { 'data-title': 'Last seen', title: lastSeen && fullTime(lastSeen) }, lastSeen ? timeAgo(lastSeen) : ''),
    );
  }
}

function nobody(search) {
  return el(
    'div',
    { class: 'card empty' },
    el('h2', {}, search ? `Nobody matches “${search}”` : 'No persons yet'),
    el(
      'p',
      { class: 'quiet' },
      search
        ? 'The search looks at names, e-mail addresses and ids.'
        : 'A person appears as soon as a page calls identify. In the demo, signing up or logging in does.',
    ),
    !search && el('a', { class: 'button button-main', href: '/', target: '_blank' }, 'Open the demo in another tab'),
  );
}
