import { count, readTime } from '../live/format.js';
import { groupMark } from '../live/links.js';
import { avatarOf } from '../live/parts.js';
import { nameOfGroup, whoIs } from '../live/who.js';
import { el } from '../shared/dom.js';
import { ask } from './ask.js';
import { ago, linkList, part } from './profile.js';
import { copyButton, propertyPanel } from './properties.js';
import { groupAddress } from './route.js';

const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** What the page of a person is made of; `tokenOf(item)` gives the token that addresses of groups need. */
export function personProfile({ uuid }, tokenOf) {
  return {
    of: { person: uuid },
    back: { href: '#persons', name: 'Persons' },
    load: () => ask(`/api/persons/${encodeURIComponent(uuid)}`),
    nothing: () => ({ title: 'There is no such person', text: 'Perhaps they turned out to be somebody who was known already: then that person has their events now. Search for their e-mail address or one of their ids.' }),
    who: () => null,
    head,
    facts: (person) => [
      ['First seen', ago(person.first_seen ?? person.created_at)],
      ['Last seen', ago(person.last_seen)],
      ['Events', count(person.events)],
    ],
    aside: (person) => [organisations(person, tokenOf), part('Properties', propertyPanel(person.properties)), ids(person)],
    parts: () => [],
  };
}

function head(person) {
  const who = whoIs(person, person.distinct_ids[0] ?? person.uuid);
  const state = person.is_identified ? el('span', { class: 'tag tag-accent' }, 'Identified') : el('span', { class: 'tag' }, 'Anonymous');
  return { mark: avatarOf(who), name: who.name, more: who.more, tags: [state] };
}

function organisations(person, tokenOf) {
  const { groups, groups_count } = person;
  if (groups.length === 0) return part('Organisations', el('p', { class: 'quiet small' }, 'None: no event of theirs says for whom they acted.'));
  const items = groups.map((group) => {
    const name = nameOfGroup(group.name, group.key);
    const more = `${group.type}, since ${date.format(readTime(group.first_seen))}`;
    return { href: groupAddress(group, tokenOf(person)), mark: groupMark(group, name), name, more, seen: group.last_seen };
  });
  const others = groups_count - items.length;
  return part('Organisations', linkList(items), others > 0 && el('p', { class: 'quiet small' }, `And ${count(others)} more, seen longer ago.`));
}

function ids({ uuid, distinct_ids, distinct_ids_count }) {
  const row = (id, what) => el('li', {}, el('code', {}, id), copyButton(id, what));
  const more = distinct_ids_count - distinct_ids.length;
  return part(
    'Distinct ids',
    el('ul', { class: 'id-list', role: 'list' }, distinct_ids.map((id) => row(id, 'the distinct id'))),
    more > 0 && el('p', { class: 'quiet small' }, `And ${count(more)} more.`),
    el('h3', {}, 'Uuid of the person'),
    el('ul', { class: 'id-list', role: 'list' }, row(uuid, 'the uuid')),
  );
}
