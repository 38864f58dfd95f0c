import { byId, el } from '../shared/dom.js';
import { count } from './format.js';
import { whoDid } from './who.js';

/** What the reader wants to see: an event name and a person are asked of the collector, a text is looked for here. */
export class Filter {
  /** `onQuery` is called when the collector has to be asked again, `onText` when only the text has changed. */
  constructor(onQuery, onText) {
    this.name = '';
    this.person = null;
    this.text = '';
    this.names = new Map();
    this.onQuery = onQuery;
    byId('filter-name').addEventListener('change', ({ target }) => {
      this.name = target.value;
      onQuery();
    });
    byId('filter-text').addEventListener('input', ({ target }) => {
      this.text = target.value.trim().toLowerCase();
      onText();
    });
    this.#showNames();
  }

  /** Says whether an event is one of those that the collector is asked for. */
  wants(event) {
    return (!this.name || event.event === this.name) && (!this.person || isBy(this.person, event));
  }

  /** Says whether an event is to be seen: wanted, and with the text in it. */
  admits(event) {
    return this.wants(event) && this.#hasText(event);
  }

  /** Returns the parameters of the filter for `/api/events`. */
  get query() {
    return { event: this.name, distinct_id: this.person?.distinctId };
  }

  /** Says whether anything at all is filtered. */
  get active() {
    return this.name !== '' || this.person !== null || this.text !== '';
  }

  /** Adds the names of events that have come in to those one can choose from. */
  learn(events) {
    const before = this.names.size;
    for (const { event } of events) this.names.set(event, (this.names.get(event) ?? 0) + 1);
    if (this.names.size !== before) this.#showNames();
  }

  /** Shows one person's events only; null shows everybody's. */
  choosePerson(person) {
    this.person = person;
    const chosen = byId('person-filter');
    chosen.hidden = person === null;
    chosen.replaceChildren(
      ...(person === null
        ? []
        : [
            el('span', {}, 'Only ', el('strong', {}, person.name)),
            el(
              'button',
              { class: 'button button-plain', type: 'button', onclick: () => this.choosePerson(null) },
              'Show everybody',
            ),
          ]),
    );
    this.onQuery();
  }

  #hasText(event) {
    if (!this.text) return true;
    const { name, more } = whoDid(event);
    return `${event.event}\n${name}\n${more}\n${event.distinct_id}\n${JSON.stringify(event.properties)}`
      .toLowerCase()
      .includes(this.text);
  }

  #showNames() {
    const names = [...this.names.keys()].sort((a, b) => a.replace('$', '').localeCompare(b.replace('$', '')));
    byId('filter-name').replaceChildren(
      el('option', { value: '' }, names.length > 0 ? `All ${count(names.length)} kinds of event` : 'All events'),
      ...names.map((name) => el('option', { value: name, selected: name === this.name }, name)),
    );
  }
}

function isBy({ uuid, distinctId }, event) {
  return event.distinct_id === distinctId || (uuid !== undefined && event.person?.uuid === uuid);
}
