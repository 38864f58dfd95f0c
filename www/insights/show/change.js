import { el } from '../../shared/dom.js';
import { formatChange } from '../answers/numbers.js';

const ARROWS = { up: '▲', down: '▼', same: '' };
const WORDS = { new: 'new', dead: 'dead', none: '–' };

/** Shows by how much something changed: an arrow, and the share with its sign. */
export function changeMark(share) {
  const way = Math.abs(share) < 0.005 ? 'same' : share > 0 ? 'up' : 'down';
  return el('span', { class: `change change-${way}` }, ARROWS[way] && el('span', { class: 'change-arrow', 'aria-hidden': 'true' }, ARROWS[way]), formatChange(way === 'same' ? 0 : share));
}

/** Shows how a series developed: new, dead, or by how much it changed. */
export function growthMark({ state, change }) {
  if (WORDS[state]) return el('span', { class: `change change-${state}` }, WORDS[state]);
  return changeMark(change);
}
