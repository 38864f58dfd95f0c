import { byId, el } from '../shared/dom.js';
import { requestJson } from './api.js';
import { fullTime, readTime, timeAgo } from './format.js';
import { foldedTable } from './properties.js';

const LIMIT = 200;

/** The tab of groups: organisations, teams, whatever a site calls `posthog.group` with. */
export class Groups {
  /** `ask` runs a request and deals with its failure. */
  constructor(ask) {
    this.ask = ask;
  }

  /** Asks the collector for the groups and shows them. */
  async load() {
    const answer = await this.ask((key) => requestJson('/api/groups', key, { limit: LIMIT }));
    if (!answer) return;
    byId('groups-list').replaceChildren(
      answer.groups.length > 0 ? el('ul', { class: 'groups', role: 'list' }, answer.groups.map(groupCard)) : noGroups(),
    );
  }
}

function groupCard({ type, key, properties, created_at }) {
  const created = readTime(created_at);
  return el(
    'li',
    { class: 'card group' },
    el(
      'p',
      { class: 'group-head' },
      el('span', { class: 'tag cut' }, type),
      created && el('time', { class: 'quiet small', title: fullTime(created) }, timeAgo(created)),
    ),
    el('h2', {}, key),
    foldedTable(properties ?? {}).filter(Boolean),
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
