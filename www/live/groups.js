import { byId, el } from '../shared/dom.js';
import { requestJson } from './api.js';
import { counted, fullTime, readTime, timeAgo } from './format.js';
import { groupMark } from './links.js';
import { avatarOf } from './parts.js';
import { foldedTable } from './properties.js';
import { nameOfGroup, whoIsMember } from './who.js';

const LIMIT = 200;

/** The tab of groups: organisations, teams, whatever a site calls `posthog.group` with. */
export class Groups {
  /** `ask` runs a request and deals with its failure; `onOpen` is called with a group and its button. */
  constructor(ask, onOpen) {
    this.ask = ask;
    this.onOpen = onOpen;
  }

  /** Asks the collector for the groups and shows them. */
  async load() {
    const answer = await this.ask((key) => requestJson('/api/groups', key, { limit: LIMIT }));
    if (!answer) return;
    const cards = answer.groups.map((group) => this.#card(group));
    byId('groups-list').replaceChildren(
      cards.length > 0 ? el('ul', { class: 'groups', role: 'list' }, cards) : noGroups(),
    );
  }

  #card(group) {
    const created = readTime(group.created_at);
    const { name: _, ...others } = group.properties;
    const name = nameOfGroup(group.properties.name, group.key);
    return el(
      'li',
      { class: 'card group' },
      el(
        'p',
        { class: 'group-head' },
        el('span', { class: 'tag cut' }, group.type),
        created && el('time', { class: 'quiet small', title: fullTime(created) }, timeAgo(created)),
      ),
      el(
        'h2',
        {},
        el(
          'button',
          { class: 'table-open', type: 'button', onclick: ({ currentTarget }) => this.onOpen(group, currentTarget) },
          groupMark(group, name),
          el('span', { class: 'cut' }, name),
        ),
      ),
      membersOf(group),
      foldedTable(name === group.key ? group.properties : { key: group.key, ...others }).filter(Boolean),
    );
  }
}

function membersOf({ members, members_count }) {
  if (members_count === 0) return null;
  return el(
    'p',
    { class: 'members quiet small' },
    el(
      'span',
      { class: 'avatars' },
      members.map((member) => avatarOf(whoIsMember(member))),
    ),
    counted(members_count, 'member'),
  );
}

function noGroups() {
  return el(
    'div',
    { class: 'card empty' },
    el('h2', {}, 'No groups yet'),
    el('p', { class: 'quiet' }, 'A group appears when a page says for whom a person acts:'),
    el('code', { class: 'empty-code' }, "posthog.group('organisation', 'Northgate Stables')"),
  );
}
