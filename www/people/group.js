import { count } from '../live/format.js';
import { groupMark } from '../live/links.js';
import { avatarOf } from '../live/parts.js';
import { nameOfGroup, whoDid, whoIsMember } from '../live/who.js';
import { el, icon } from '../shared/dom.js';
import { ask } from './ask.js';
import { ago, linkList, part } from './profile.js';
import { copyButton, propertyPanel } from './properties.js';
import { groupsAddress, membersAddress, personAddress } from './route.js';

const MEMBERS = 8;

/** What the page of a group is made of. */
export function groupProfile({ type, key, token }) {
  return {
    of: { group_type: type, group_key: key, token },
    back: { href: groupsAddress(type), name: 'Organisations' },
    load: async () => (await ask('/api/groups', { type, key, token })).groups[0],
    nothing: () => ({ title: `There is no ${type} “${key}”`, text: 'No event has named it yet. Keys are exact: capital letters and spaces count.' }),
    who,
    head,
    facts: (group) => [
      ['Members', count(group.members_count)],
      ['First seen', ago(earlier(group.created_at, group.first_seen))],
      ['Last active', ago(group.last_seen)],
    ],
    aside: (group) => [members(group, token), part('Properties', propertyPanel(group.properties)), keyPart(group)],
    parts: () => [],
  };
}

function head(group) {
  const name = nameOfGroup(group.properties.name, group.key);
  return { mark: groupMark(group, name), name, more: name === group.key ? '' : group.key, tags: [el('span', { class: 'tag' }, group.type)] };
}

function who(event) {
  const { name, more } = whoDid(event);
  const link = event.person && el('p', {}, el('a', { href: personAddress(event.person) }, name), more && el('span', { class: 'quiet' }, ` ${more}`));
  return { text: name, link };
}

function members({ members, members_count, ...group }, token) {
  if (members.length === 0) return part('Members', el('p', { class: 'quiet small' }, 'Nobody has acted for it yet.'));
  const items = members.slice(0, MEMBERS).map((member) => {
    const { name, more, ...rest } = whoIsMember(member);
    return { href: personAddress(member), mark: avatarOf({ name, ...rest }), name, more, seen: member.last_seen };
  });
  const all = el('a', { class: 'button button-plain button-small', href: membersAddress(group, token) }, `All ${count(members_count)} members`, icon('arrow'));
  return part('Members', linkList(items), members_count > items.length && all);
}

function keyPart({ key, type }) {
  return part('Key', el('ul', { class: 'id-list', role: 'list' }, el('li', {}, el('code', {}, key), copyButton(key, `the key of the ${type}`))));
}

function earlier(...times) {
  return times.filter(Boolean).sort()[0];
}
