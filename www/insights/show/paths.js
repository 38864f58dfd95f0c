import { el } from '../../shared/dom.js';
import { counted, formatValue } from '../answers/numbers.js';
import { nodeName, nodeStep } from '../answers/table-data.js';

const IN_STEP = 8;

/** Shows paths: for each step the ways that were taken most, from which page to which. */
export function pathsView(query, { edges }) {
  const most = Math.max(...edges.map(({ count }) => count), 1);
  const steps = [...new Set(edges.map(({ from }) => nodeStep(from)))].sort((one, other) => one - other);
  const columns = steps.map((step) => {
    const taken = edges.filter(({ from }) => nodeStep(from) === step).toSorted((one, other) => other.count - one.count);
    const rest = taken.slice(IN_STEP);
    const times = rest.reduce((sum, { count }) => sum + count, 0);
    const title = `Page ${step} to ${step + 1}`;
    return el(
      'div',
      { class: 'path-step' },
      el('p', { class: 'quiet small', 'aria-hidden': 'true' }, title),
      el('ol', { role: 'list', 'aria-label': title }, taken.slice(0, IN_STEP).map((edge) => wayOf(edge, most))),
      rest.length > 0 && el('p', { class: 'quiet small' }, `and ${counted(rest.length, 'other way')}, taken ${counted(times, 'time')}`),
    );
  });
  return { node: el('div', { class: 'paths', tabindex: 0, role: 'region', 'aria-label': 'Paths' }, columns) };
}

function wayOf({ from, to, count, average_seconds }, most) {
  const bar = el('span', { class: 'meter', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', count / most);
  const title = `${formatValue(average_seconds, 'seconds')} on average`;
  return el('li', { class: 'path', title }, el('span', { class: 'path-way' }, el('span', { class: 'cut' }, nodeName(from)), el('span', { class: 'quiet', 'aria-hidden': 'true' }, '→'), el('span', { class: 'hidden-text' }, ' to '), el('span', { class: 'cut' }, nodeName(to))), el('span', { class: 'figure' }, formatValue(count)), bar);
}
