import { count, counted, fullTime, readTime, timeAgo } from '../live/format.js';
import { avatarOf } from '../live/parts.js';
import { organisationOfPerson, whoIs } from '../live/who.js';
import { byId, el } from '../shared/dom.js';
import { ask } from './ask.js';
import { List } from './list.js';
import { groupAddress, personAddress } from './route.js';
import { emptyState } from './states.js';

/** Makes the list of persons; `chosen()` gives the token of the chosen project and the group of which they are members, if any. */
export function personsList(chosen, fail) {
  return new List('persons', {
    async load(parameters) {
      const { token, group } = chosen();
      const whose = group ? { token: group.token ?? token, group_type: group.type, group_key: group.key } : { token };
      const { persons, total, next } = await ask('/api/persons', { ...parameters, ...whose });
      return { items: persons, total, next };
    },
    titles: ['Person', 'Organisation', 'Events', 'First seen', 'Last seen'],
    row,
    nothing,
    noun: (number) => counted(number, 'person'),
    fail,
  });
}

/** Says whose members the list shows, and leads back to everybody; without a group it says nothing. */
export function showWhose(group, name) {
  byId('persons-whose').hidden = !group;
  if (!group) return;
  byId('persons-whose').replaceChildren(
    el('span', {}, 'Members of ', el('a', { href: groupAddress(group, group.token) }, name)),
    el('a', { class: 'button button-plain button-small', href: '#persons' }, 'Show everybody'),
  );
}

function row(person) {
  const who = whoIs(person, person.distinct_ids[0] ?? person.uuid);
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      el(
        'a',
        { class: 'list-link', href: personAddress(person) },
        avatarOf(who),
        el('span', { class: 'list-name' }, el('span', { class: who.known ? 'cut' : 'cut quiet' }, who.name), who.more && el('span', { class: 'cut list-more' }, who.more)),
      ),
    ),
    el('td', { class: 'cut' }, organisationOfPerson(person)),
    el('td', { class: 'figure', 'data-noun': person.events === 1 ? ' event' : ' events' }, count(person.events)),
    timeCell(person.first_seen ?? person.created_at, 'list-second'),
    timeCell(person.last_seen),
  );
}

/** Builds a cell with how long ago a time was. */
export function timeCell(text, more = '') {
  const time = readTime(text);
  return el('td', { class: `list-time ${more}` }, time && el('time', { datetime: text, title: fullTime(time) }, timeAgo(time)));
}

function nothing(search) {
  if (search) return emptyState(`Nobody matches “${search}”`, el('p', { class: 'quiet' }, 'The search looks for this text in names, e-mail addresses, ids and all other properties. Fewer letters find more.'));
  return emptyState(
    'No persons yet',
    el('p', { class: 'quiet' }, 'A person appears as soon as a page says who visits it:'),
    el('code', { class: 'empty-code' }, "posthog.identify('ines@northgate.example', { name: 'Ines Holm' })"),
    el('a', { class: 'button button-main', href: '/', target: '_blank' }, 'Try it in the demo'),
  );
}
