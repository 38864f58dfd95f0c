import { counted, valueText } from '../live/format.js';
import { groupMark } from '../live/links.js';
import { avatarOf } from '../live/parts.js';
import { nameOfGroup, whoIsMember } from '../live/who.js';
import { byId, el } from '../shared/dom.js';
import { ask } from './ask.js';
import { List } from './list.js';
import { timeCell } from './persons.js';
import { groupAddress, groupsAddress } from './route.js';
import { emptyState } from './states.js';

const FACTS = 3;
const AVATARS = 4;

/** Makes the list of groups of one type, which `chosen()` gives together with the token of the chosen project. */
export function groupsList(chosen, fail) {
  return new List('groups', {
    async load(parameters) {
      const { type, token } = chosen();
      if (type === undefined) return { items: [], total: 0, next: null };
      const { groups, total, next } = await ask('/api/groups', { ...parameters, type, token });
      return { items: groups, total, next };
    },
    titles: ['Organisation', 'Members', 'Properties', 'Last active'],
    row: (group) => row(group, chosen().tokenOf(group)),
    nothing: (search) => nothing(search, chosen().type),
    noun: (number) => counted(number, 'organisation'),
    fail,
  });
}

/** Shows the types of groups to choose from, where there are several. */
export function showTypes(types, chosen) {
  byId('group-types').hidden = types.length < 2;
  byId('group-types').replaceChildren(
    ...types.map((type) => el('a', { href: groupsAddress(type), 'aria-current': type === chosen && 'page' }, type)),
  );
}

function row(group, token) {
  const name = nameOfGroup(group.properties.name, group.key);
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      el(
        'a',
        { class: 'list-link', href: groupAddress(group, token) },
        groupMark(group, name),
        el('span', { class: 'list-name' }, el('span', { class: 'cut' }, name), name !== group.key && el('span', { class: 'cut list-more' }, group.key)),
      ),
    ),
    el('td', {}, group.members_count > 0 && membersOf(group)),
    el('td', { class: 'cut list-facts list-second' }, factsOf(group.properties)),
    timeCell(group.last_seen),
  );
}

function membersOf({ members, members_count }) {
  return el(
    'span',
    { class: 'list-members' },
    el('span', { class: 'avatars' }, members.slice(0, AVATARS).map((member) => avatarOf(whoIsMember(member)))),
    counted(members_count, 'member'),
  );
}

function factsOf(properties) {
  const plain = Object.entries(properties).filter(([name, value]) => name !== 'name' && !name.startsWith('$') && value !== null && typeof value !== 'object');
  return plain.slice(0, FACTS).map(([name, value]) => el('span', {}, `${name} `, el('b', {}, valueText(value))));
}

function nothing(search, type) {
  if (search) return emptyState(`No ${type} matches “${search}”`, el('p', { class: 'quiet' }, 'The search looks for this text in keys and in all properties. Fewer letters find more.'));
  return emptyState(
    'No organisations yet',
    el('p', { class: 'quiet' }, 'One appears as soon as a page says for whom a person acts:'),
    el('code', { class: 'empty-code' }, `posthog.group('${type ?? 'company'}', 'northgate', { name: 'Northgate Stables' })`),
    el('a', { class: 'button button-main', href: '/', target: '_blank' }, 'Try it in the demo'),
  );
}
