import { el } from '../../shared/dom.js';
import { nameOfBreakdown } from '../answers/names.js';
import { formatSpan, formatValue } from '../answers/numbers.js';
import { legendOf } from './legend.js';
import { seriesToken } from './theme.js';

/** Shows a funnel: its steps from above, each with a bar for everybody, or one for each value of the breakdown. */
export function funnelView(query, { groups }) {
  const names = groups.map(({ breakdown }) => nameOfBreakdown(breakdown, query.breakdown));
  const tokens = groups.map(({ breakdown }, at) => seriesToken(at, breakdown === '$other' || (query.breakdown && breakdown === null)));
  const list = el('ol', { class: 'funnel', role: 'list' });
  const steps = groups[0]?.steps ?? [];
  list.append(...steps.map((_, at) => stepOf(groups.map((group) => group.steps[at]), at, names, tokens)));
  const toggle = (name, isShown) => {
    for (const bar of list.querySelectorAll(`[data-group="${names.indexOf(name)}"]`)) bar.hidden = !isShown;
  };
  const legend = groups.length > 1 && legendOf(names.map((name, at) => ({ name, token: tokens[at] })), toggle);
  return { node: el('div', { class: 'funnel-view' }, legend, list) };
}

function stepOf(steps, at, names, tokens) {
  const bars = steps.map((step, group) => {
    const fill = el('span', { class: 'funnel-fill' });
    fill.style.setProperty('--share', step.from_first);
    fill.style.setProperty('--swatch', `var(${tokens[group]})`);
    return el(
      'div',
      { class: 'funnel-line', 'data-group': group },
      el('span', { class: 'funnel-track', 'aria-hidden': 'true' }, fill),
      el('p', { class: 'funnel-figures' }, steps.length > 1 && el('span', { class: 'hidden-text' }, `${names[group]}: `), el('strong', {}, formatValue(step.from_first, 'percent')), el('span', { class: 'quiet small' }, formatValue(step.count))),
    );
  });
  return el(
    'li',
    { class: 'funnel-step' },
    el('p', { class: 'funnel-head' }, el('span', { class: 'funnel-place', 'aria-hidden': 'true' }, String(at + 1)), el('span', { class: 'funnel-name' }, steps[0].label), at > 0 && steps.length === 1 && el('span', { class: 'quiet small funnel-way' }, wayTo(steps[0]))),
    bars,
  );
}

function wayTo({ from_previous, median_seconds }) {
  const share = `${formatValue(from_previous, 'percent')} of the step before`;
  return median_seconds === null ? share : `${share}, half within ${formatSpan(median_seconds)}`;
}
