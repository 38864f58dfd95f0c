import { avatar } from '../shared/avatar.js';
import { el } from '../shared/dom.js';
import { count, fullTime, readTime, timeAgo } from './format.js';
import { avatarOf } from './parts.js';
import { nameOfGroup, whoIsMember } from './who.js';

/** Builds the list of the groups that a person has acted for; `open` is called with the one that is chosen. */
export function groupLinks({ groups, groups_count }, open) {
  const items = groups.map((group) => {
    const name = nameOfGroup(group.name, group.key);
    return link(groupMark(group, name), name, group.type, group.last_seen, () => open(group));
  });
  return listOf(items, groups_count);
}

/** Builds the list of the members of a group; `open` is called with the one that is chosen. */
export function memberLinks({ members, members_count }, open) {
  const items = members.map((member) => {
    const who = whoIsMember(member);
    return link(avatarOf(who), who.name, who.more, member.last_seen, () => open(member));
  });
  return listOf(items, members_count);
}

/** Builds the mark of a group, square where persons have a round one. */
export function groupMark({ type, key }, name) {
  const mark = avatar(`${type} ${key}`, name);
  mark.classList.add('avatar-group');
  return mark;
}

function link(mark, name, more, seen, open) {
  const last = readTime(seen);
  return el(
    'li',
    {},
    el(
      'button',
      { class: 'link', type: 'button', onclick: open },
      mark,
      el('span', { class: 'link-name' }, name, more && el('span', { class: 'row-more' }, more)),
      last && el('time', { class: 'quiet small', title: `Last seen ${fullTime(last)}` }, timeAgo(last)),
    ),
  );
}

function listOf(items, number) {
  if (items.length === 0) return [];
  const more = number - items.length;
  return [
    el('ul', { class: 'links', role: 'list' }, items),
    more > 0 && el('p', { class: 'quiet small' }, `And ${count(more)} more, seen longer ago.`),
  ];
}
