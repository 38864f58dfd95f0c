import { groupAddress, personAddress } from '../people/route.js';
import { el, icon } from '../shared/dom.js';
import { count, duration, fullTime, readTime, timeAgo } from './format.js';
import { kindOf } from './kinds.js';
import { groupLinks, groupMark, memberLinks } from './links.js';
import { avatarOf, head, idList, large, propertyList, section } from './parts.js';
import { foldedTable } from './properties.js';
import { kindMark } from './rows.js';
import { nameOfGroup, organisationOf, whoDid, whoIs } from './who.js';

const CHANGES = [
  ['$set', 'Sets on the person'],
  ['$set_once', 'Sets once on the person'],
  ['$unset', 'Removes from the person'],
  ['$group_set', 'Sets on the group'],
];

/** Builds everything there is to know about one event. `actions` has `close` and `onlyPerson`. */
export function eventDetail(event, actions) {
  const own = { ...event.properties };
  const changes = CHANGES.filter(([key]) => isFilled(own[key])).map(([key, title]) => {
    const change = own[key];
    delete own[key];
    return section(
      title,
      ...foldedTable(Array.isArray(change) ? Object.fromEntries(change.map((name) => [name, 'removed'])) : change),
    );
  });
  const happened = readTime(event.timestamp);
  return [
    head(kindMark(kindOf(event.event)), event.event, happened && timeAgo(happened), actions.close),
    personPart(event, actions),
    section('Properties', ...foldedTable(own)),
    ...changes,
    section('Record', propertyList(record(event, happened))),
  ];
}

/** Builds everything there is to know about one person. `actions` has `close`, `onlyPerson` and `openGroup`. */
export function personDetail(person, actions) {
  const distinctId = person.distinct_ids[0] ?? person.uuid;
  const who = whoIs(person, distinctId);
  const lastSeen = readTime(person.last_seen);
  const created = readTime(person.created_at);
  return [
    head(large(avatarOf(who)), who.name, who.more, actions.close),
    el(
      'p',
      { class: 'detail-actions' },
      el(
        'button',
        { class: 'button', type: 'button', onclick: () => actions.onlyPerson(person, distinctId, who.name) },
        `Show ${count(person.events)} events`,
        icon('arrow'),
      ),
      pageLink(`/people/${personAddress(person)}`),
    ),
    section('Acts for', ...groupLinks(person, actions.openGroup)),
    section('Distinct ids', idList(person.distinct_ids)),
    section('Properties', ...foldedTable(person.properties)),
    section(
      'Record',
      propertyList([
        ['state', person.is_identified ? 'identified' : 'anonymous'],
        ['uuid', person.uuid],
        ['created', created && fullTime(created)],
        ['last seen', lastSeen && fullTime(lastSeen)],
      ]),
    ),
  ];
}

/** Builds everything there is to know about one group. `actions` has `close` and `openPerson`. */
export function groupDetail(group, actions) {
  const name = nameOfGroup(group.properties.name, group.key);
  const created = readTime(group.created_at);
  return [
    head(large(groupMark(group, name)), name, group.type, actions.close),
    el('p', { class: 'detail-actions' }, pageLink(`/people/${groupAddress(group, group.token)}`)),
    section(group.members_count === 1 ? 'One member' : `${count(group.members_count)} members`, ...memberLinks(group, actions.openPerson)),
    section('Properties', ...foldedTable(group.properties)),
    section(
      'Record',
      propertyList([
        ['type', group.type],
        ['key', group.key],
        ['created', created && fullTime(created)],
      ]),
    ),
  ];
}

function personPart(event, actions) {
  const who = whoDid(event);
  const more = [who.more, organisationOf(event)].filter((text) => text && text !== who.name).join(' · ');
  const properties = event.person?.properties ?? {};
  const ids = event.person?.distinct_ids ?? [];
  const only = () => actions.onlyPerson(event.person, event.distinct_id, who.name);
  return el(
    'section',
    { class: 'detail-part' },
    el(
      'div',
      { class: 'detail-part-head' },
      el('h3', {}, 'Person'),
      el('button', { class: 'button button-plain button-small', type: 'button', onclick: only }, 'Only their events'),
    ),
    el(
      'div',
      { class: 'detail-person' },
      large(avatarOf(who)),
      el(
        'div',
        { class: 'detail-title' },
        el('p', { class: 'detail-name' }, event.person ? el('a', { href: `/people/${personAddress(event.person)}` }, who.name) : who.name),
        more && el('p', { class: 'quiet small' }, more),
      ),
    ),
    foldedTable(properties),
    ids.length > 1 &&
      el('details', { class: 'fold' }, el('summary', {}, `Known by ${count(ids.length)} ids`), idList(ids)),
    !event.person &&
      el('p', { class: 'quiet small' }, 'Nobody has been identified on this device yet, so there is no person record.'),
  );
}

function pageLink(address) {
  return el('a', { class: 'button button-plain', href: address }, 'Open the page');
}

function record(event, happened) {
  const received = readTime(event.received_at);
  return [
    ['distinct id', event.distinct_id],
    ['uuid', event.uuid],
    ['happened', happened && fullTime(happened)],
    ['received', received && fullTime(received)],
    ['on its way', happened && received && duration(received - happened)],
    ['number', event.id],
    ['elements', event.elements_chain],
  ];
}

function isFilled(value) {
  return value !== null && typeof value === 'object' && Object.keys(value).length > 0;
}
