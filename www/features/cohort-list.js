import { counted, fullTime, readTime, timeAgo } from '../live/format.js';
import { byId, el } from '../shared/dom.js';
import { buttonsOf, fillCards } from './cards.js';
import { cohortInWords } from './cohort-words.js';

/**
 * Shows cohorts as cards. `counts` maps an id to `{ persons }`, how many are in it, or to a text that says why nobody knows; `nameOf(id)`
 * names another cohort.
 */
export function showCohorts(cohorts, { counts, nameOf, actions }) {
  const severalProjects = new Set(cohorts.map(({ token }) => token)).size > 1;
  fillCards(
    byId('cohorts-list'),
    cohorts.length > 0
      ? el('ul', { class: 'cards', role: 'list' }, cohorts.map((cohort) => card(cohort, counts.get(cohort.id), nameOf, severalProjects, actions)))
      : none(actions),
  );
}

function card(cohort, size, nameOf, severalProjects, actions) {
  const { id, token, filters, updated_at } = cohort;
  const name = cohort.name || `Cohort ${id}`;
  const changed = readTime(updated_at);
  const does = buttonsOf('cohort', cohort, name);
  return el(
    'li',
    { class: 'card cohort' },
    el(
      'div',
      { class: 'flag-head' },
      el('div', { class: 'flag-title' }, el('h2', {}, name)),
      typeof size !== 'string' && el('p', { class: 'tag' }, size ? counted(size.persons, 'person') : 'Counting…'),
    ),
    typeof size === 'string' && el('p', { class: 'note' }, size),
    el('ul', { class: 'who', role: 'list', 'data-join': filters?.properties.type === 'OR' ? 'or' : 'and' }, cohortInWords(cohort, nameOf).map((text) => el('li', {}, text))),
    el(
      'div',
      { class: 'flag-foot' },
      el('p', { class: 'quiet small' }, severalProjects && `${token} · `, `No. ${id}, changed `, changed && el('time', { title: fullTime(changed) }, timeAgo(changed))),
      el('div', { class: 'buttons' }, does('Edit', actions.edit), does('Delete', actions.remove)),
    ),
  );
}

function none(actions) {
  return el(
    'div',
    { class: 'card empty' },
    el('h2', {}, 'No cohorts yet'),
    el('p', { class: 'quiet' }, 'A cohort is a set of persons, by what they are, what they did, and for whom: your own team, to leave it out of every insight; or those who paid twice this month.'),
    el('button', { class: 'button button-main', type: 'button', onclick: (event) => actions.create(event.currentTarget) }, 'Make the first cohort'),
  );
}
