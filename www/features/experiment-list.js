import { count, counted, fullTime, readTime } from '../live/format.js';
import { byId, el } from '../shared/dom.js';
import { buttonsOf, fillCards } from './cards.js';
import { intervals } from './intervals.js';
import { filterInWords } from './words.js';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Shows experiments as cards. `results` maps an id to how it stands, or to a text that says why nobody knows. */
export function showExperiments(experiments, results, actions) {
  fillCards(
    byId('experiments-list'),
    experiments.length > 0
      ? el('ul', { class: 'cards', role: 'list' }, experiments.map((experiment) => card(experiment, results.get(experiment.id), actions)))
      : none(actions),
  );
}

function card(experiment, result, actions) {
  const { name, flag_key, goal, starts_at, ends_at } = experiment;
  const title = name || `${flag_key} and ${goal.event}`;
  const isOver = ends_at !== null && ends_at <= Date.now();
  const does = buttonsOf('experiment', experiment, title);
  return el(
    'li',
    { class: 'card experiment' },
    el(
      'div',
      { class: 'flag-head' },
      el('div', { class: 'flag-title' }, el('h2', {}, title), el('p', { class: 'quiet' }, `Flag ${flag_key}. Goal: ${goalInWords(goal)}.`)),
      el('span', { class: isOver ? 'tag' : 'tag tag-accent' }, isOver ? 'Over' : starts_at > Date.now() ? 'Planned' : 'Running'),
    ),
    typeof result === 'string' ? el('p', { class: 'note' }, result) : result && standing(result, title),
    el(
      'div',
      { class: 'flag-foot' },
      el('p', { class: 'quiet small' }, 'From ', dayOf(starts_at), ends_at === null ? ', still running' : [' to ', dayOf(ends_at)]),
      el('div', { class: 'buttons' }, does('Edit', actions.edit), !isOver && does('End now', actions.end), does('Delete', actions.remove)),
    ),
  );
}

function dayOf(millis) {
  const time = readTime(millis);
  return el('time', { title: fullTime(time) }, day.format(time));
}

function goalInWords({ event, properties }) {
  return properties.length > 0 ? `${event} where ${properties.map(filterInWords).join(' and ')}` : event;
}

function standing({ variants, control, unit, several_variants }, title) {
  const units = unit === 'person' ? 'persons' : `${unit} groups`;
  const draw = intervals(variants);
  const head = ['Variant', `${capital(units)} exposed`, 'Converted', 'Rate, and where it lies with 95 % certainty', 'Chance to be best', 'Expected lift'];
  return el(
    'div',
    { class: 'standing' },
    el(
      'table',
      {},
      el('caption', { class: 'hidden-text' }, `How the variants of ${title} stand`),
      el('thead', {}, el('tr', {}, head.map((text) => el('th', { scope: 'col' }, text)))),
      el('tbody', {}, variants.map((variant) => row(variant, variant.key === control, head, draw))),
    ),
    el('p', { class: 'quiet small' }, verdict(variants), several_variants > 0 && ` ${saidOfSeveral(several_variants, unit)}`),
  );
}

function row(variant, isControl, head, draw) {
  const { key, exposed, converted, rate, interval, chance_to_be_best, lift } = variant;
  const cell = (at, ...content) => el('td', { 'data-title': head[at] }, ...content);
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, key, isControl && key !== 'control' && el('span', { class: 'tag' }, 'control')),
    cell(1, count(exposed)),
    cell(2, count(converted)),
    cell(3, el('span', { class: 'rate' }, rate === null ? '–' : percentOf(rate)), el('span', { class: 'quiet' }, ` ${percentOf(interval[0])} to ${percentOf(interval[1])}`), draw(variant)),
    cell(4, el('span', { class: 'rate' }, percentOf(chance_to_be_best))),
    cell(5, lift === null ? '–' : `${lift > 0 ? '+' : ''}${percentOf(lift)}`),
  );
}

/** What may be said so far. Whoever decides at 95 % is wrong once in twenty times. */
function verdict(variants) {
  if (variants.every(({ exposed }) => exposed === 0)) return 'Nobody was exposed yet: pages tell it by asking for the flag.';
  const best = variants.reduce((first, second) => (second.chance_to_be_best > first.chance_to_be_best ? second : first));
  if (best.chance_to_be_best >= 0.95) return `${best.key} is best with a chance of ${percentOf(best.chance_to_be_best)}.`;
  return 'Too close to call.';
}

function saidOfSeveral(number, unit) {
  const whose = unit === 'person' ? counted(number, 'person') : `${count(number)} of ${unit}`;
  return `${whose} saw several variants and ${number === 1 ? 'is' : 'are'} left out.`;
}

function percentOf(share) {
  const size = Math.abs(share * 100);
  const digits = size === 0 || size >= 1 ? 1 : size >= 0.1 ? 2 : 3;
  return `${new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share * 100)} %`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function none(actions) {
  return el(
    'div',
    { class: 'card empty' },
    el('h2', {}, 'No experiments yet'),
    el('p', { class: 'quiet' }, 'An experiment compares the variants of a flag: of those who saw each, how many reached a goal afterwards?'),
    el('button', { class: 'button button-main', type: 'button', onclick: (event) => actions.create(event.currentTarget) }, 'Start the first experiment'),
  );
}
