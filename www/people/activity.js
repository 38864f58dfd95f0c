import { count, counted, readTime } from '../live/format.js';
import { el } from '../shared/dom.js';

const date = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** The days that are shown, today included. */
export const DAYS = 90;

/** Folds quarters of an hour into the reader's own days, the earliest first: `{ day, events }`, with a Date at midnight. */
export function daysOf(quarters, now = new Date()) {
  const days = Array.from({ length: DAYS }, (_, at) => ({ day: new Date(now.getFullYear(), now.getMonth(), now.getDate() - (DAYS - 1 - at)), events: 0 }));
  const byDay = new Map(days.map((entry) => [entry.day.toDateString(), entry]));
  for (const { start, events } of quarters) {
    const entry = byDay.get(readTime(start)?.toDateString());
    if (entry) entry.events += events;
  }
  return days;
}

/** Builds the bars of the last days, with the same figures in a table for those who do not see them. */
export function activityBars({ quarters, complete }) {
  const days = daysOf(quarters);
  const most = Math.max(1, ...days.map(({ events }) => events));
  const total = days.reduce((sum, { events }) => sum + events, 0);
  const busy = days.filter(({ events }) => events > 0);
  const bars = days.map(({ day, events }) => {
    const bar = el('span', { class: events > 0 ? 'day day-busy' : 'day', title: `${date.format(day)}: ${counted(events, 'event')}` });
    bar.style.setProperty('--share', events / most);
    return bar;
  });
  return el(
    'figure',
    { class: 'activity' },
    el(
      'figcaption',
      {},
      el('span', {}, el('b', {}, count(total)), total === 1 ? ' event' : ' events', ` in ${DAYS} days`),
      el('span', { class: 'quiet' }, busy.length === 0 ? '' : `active on ${counted(busy.length, 'day')}, at most ${count(most)} a day`),
    ),
    el('div', { class: 'days', 'aria-hidden': 'true' }, bars),
    el('p', { class: 'days-axis quiet small', 'aria-hidden': 'true' }, el('span', {}, shortDate.format(days[0].day)), el('span', {}, shortDate.format(days[Math.floor(DAYS / 2)].day)), el('span', {}, 'today')),
    !complete && el('p', { class: 'quiet small' }, 'Only the latest events are counted: there are too many to look at all of them at once.'),
    busy.length > 0 && dayTable(busy),
  );
}

function dayTable(busy) {
  const table = el(
    'table',
    {},
    el('caption', {}, 'Days with events'),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Day'), el('th', { scope: 'col' }, 'Events'))),
    el('tbody', {}, busy.map(({ day, events }) => el('tr', {}, el('th', { scope: 'row' }, date.format(day)), el('td', {}, count(events))))),
  );
  // A table is as wide as its words, whatever width it is given.
  return el('div', { class: 'hidden-text' }, table);
}
