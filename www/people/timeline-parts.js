import { counted, duration, fullTime, pagePath, readTime, valueText } from '../live/format.js';
import { kindOf } from '../live/kinds.js';
import { propertyList } from '../live/parts.js';
import { kindMark } from '../live/rows.js';
import { el, icon } from '../shared/dom.js';
import { propertyPanel } from './properties.js';

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const thisYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const otherYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const SUMMARY = 3;
const SUMMARY_CHARS = 60;
const DAY = 86_400_000;

/** Prints the day of an event as people say it. */
export function dayTitle(event, now = new Date()) {
  const time = readTime(event.timestamp);
  const midnight = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  const ago = (midnight(now) - midnight(time)) / DAY;
  if (ago === 0 || ago === 1) return capital(relative.format(-ago, 'day'));
  return (time.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(time);
}

/** Builds the part of a timeline that one day has. */
export function daySection(event, title) {
  return el('section', { class: 'day-block', 'aria-label': title }, el('h3', { class: 'day-title' }, title));
}

/** Builds the line above a session's events; `add` takes its events, the latest first. */
export function sessionHead() {
  const node = el('p', { class: 'session-head quiet small' });
  let [first, last, number] = [null, null, 0];
  return {
    node,
    add(event) {
      const time = readTime(event.timestamp);
      number += 1;
      last ??= time;
      first = time;
      const { $browser, $os } = event.properties;
      const place = [$browser, $os].filter((text) => typeof text === 'string').join(' on ');
      const long = last - first >= 1000 ? duration(last - first) : null;
      node.replaceChildren(el('b', {}, 'Session'), [counted(number, 'event'), long, place].filter(Boolean).join(' · '));
    },
  };
}

/** Builds an event's row, which opens to all of it. `who(event)` gives what stands for the person, or nothing. */
export function eventRow(event, who) {
  const time = readTime(event.timestamp);
  const person = who(event);
  const details = el(
    'details',
    { class: 'event-details' },
    el(
      'summary',
      { class: 'event' },
      el('time', { class: 'event-time', datetime: event.timestamp, title: fullTime(time) }, clock.format(time)),
      kindMark(kindOf(event.event)),
      el('span', { class: 'event-name cut' }, event.event),
      el('span', { class: 'event-summary cut' }, summaryOf(event)),
      person && el('span', { class: 'event-who cut' }, person.text),
      icon('chevron'),
    ),
  );
  // Built when it is first opened: most events never are.
  details.addEventListener('toggle', () => details.childElementCount === 1 && details.append(inside(event, person)));
  return el('li', {}, details);
}

function inside(event, person) {
  return el(
    'div',
    { class: 'event-inside' },
    person?.link,
    propertyPanel(event.properties, { search: false }),
    el('h4', {}, 'Record'),
    propertyList([
      ['happened', fullTime(readTime(event.timestamp))],
      ['received', fullTime(readTime(event.received_at))],
      ['distinct id', event.distinct_id],
      ['uuid', event.uuid],
      ['elements', event.elements_chain],
    ]),
  );
}

/** What is said of an event in its row: what was clicked, where it was, or what its own properties are. */
function summaryOf({ event, properties, elements_chain }) {
  const clicked = event === '$autocapture' && (properties.$el_text ?? innermostText(elements_chain ?? ''));
  if (clicked) return [el('span', {}, `${properties.$event_type ?? 'click'} `), el('b', {}, String(clicked).slice(0, SUMMARY_CHARS))];
  const address = properties.$current_url ?? properties.$pathname;
  if (event.startsWith('$')) return address ? pagePath(address) : '';
  const own = Object.entries(properties).filter(([name, value]) => !name.startsWith('$') && value !== null && typeof value !== 'object' && !['token', 'distinct_id'].includes(name));
  return own.slice(0, SUMMARY).flatMap(([name, value]) => [el('span', {}, `${name} `), el('b', {}, valueText(value).slice(0, SUMMARY_CHARS)), ' ']);
}

/** The text of the element that something was done to, which is the first of a chain. */
function innermostText(chain) {
  const [, text] = /^(?:"(?:[^"\\]|\\.)*"|[^";])*?(?<![\w-])text="((?:[^"\\]|\\.)*)"/.exec(chain) ?? [];
  return text?.replaceAll(/\\(.)/g, '$1');
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

