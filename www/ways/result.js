import { avatar } from '../shared/avatar.js';
import { el, icon } from '../shared/dom.js';
import { counted } from '../live/format.js';
import { groupMark } from '../live/links.js';
import { QUESTIONS } from './questions.js';

const SHOWN = ['personEmail', '$groups', 'plan', 'revenue', '$set', '$group_set'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Builds what a run has left behind: its rows, the persons, and what can be answered from them. */
export function storedResult(way, { rows, persons }) {
  return [
    part(`${counted(rows.length, 'event')} stored`, rowList(rows, way)),
    part(
      `${counted(persons.length, 'person')} stored`,
      el('ul', { class: 'way-persons', role: 'list' }, persons.map(personLine)),
    ),
    part('What these rows answer', answers(rows, way)),
  ];
}

/** Builds what can be shown without the read key: the rows as they were sent. */
export function sentResult(way, { sent }) {
  const remark = el(
    'p',
    { class: 'quiet small' },
    'Sent and acknowledged. With the read key above, they are read back, and the answers are computed from them.',
  );
  return [part(`${counted(sent.length, 'event')} sent`, rowList(sent, way), remark)];
}

function part(title, ...content) {
  return el('section', { class: 'way-part' }, el('h3', {}, title), content);
}

function rowList(rows, way) {
  const titles = ['Event', 'Distinct id', 'With'];
  return el(
    'table',
    { class: 'way-rows' },
    el('thead', {}, el('tr', {}, titles.map((title) => el('th', { scope: 'col' }, title)))),
    el('tbody', {}, rows.map((row) => rowLine(row, way.trackers.length > 1))),
  );
}

function rowLine({ event, distinct_id, properties, tracker }, isOneOfSeveral) {
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, event, isOneOfSeveral && el('span', { class: 'tag' }, tracker)),
    el('td', {}, distinct_id),
    el('td', {}, carried(properties)),
  );
}

function carried(properties) {
  const given = SHOWN.map((name) => [name, printed(properties[name])]).filter(([, text]) => text !== '');
  const pair = ([name, text]) => el('span', { class: 'way-pair' }, el('span', { class: 'quiet' }, `${name} `), text);
  return given.map(pair);
}

/** Prints a value; of an object, what the page itself has put into it. */
function printed(value) {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  const own = Object.entries(value).filter(([name, inner]) => !name.startsWith('$') && inner !== null);
  return own.map(([name, inner]) => `${name}: ${inner}`).join(', ');
}

function personLine({ uuid, distinct_ids, properties, groups }) {
  const names = distinct_ids.filter((id) => !UUID.test(id));
  const name = names[0] ?? distinct_ids[0] ?? uuid;
  return el(
    'li',
    {},
    avatar(uuid, name),
    el('span', { class: 'way-person' }, el('span', {}, name), el('span', { class: 'quiet' }, printed(properties))),
    groups.map((group) =>
      el(
        'span',
        { class: 'way-group' },
        groupMark(group, group.key),
        el('span', { class: 'hidden-text' }, 'acts for '),
        group.key,
      ),
    ),
  );
}

function answers(rows, way) {
  return el(
    'dl',
    { class: 'way-answers' },
    QUESTIONS.map(({ title, answer }) => {
      const text = answer(rows, way);
      return el(
        'div',
        { class: text === null ? 'way-unanswered' : 'way-answered' },
        icon(text === null ? 'close' : 'check'),
        el('dt', {}, title),
        el('dd', {}, text ?? 'cannot be told'),
      );
    }),
  );
}
