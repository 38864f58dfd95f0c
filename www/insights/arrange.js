import { choice } from '../features/fields.js';
import { el, icon } from '../shared/dom.js';

/** The sizes of a tile, with how they are named. */
export const SIZES = { small: 'Small', wide: 'Wide', full: 'Full width' };

/** The list after the item at a place moved `earlier` or `later`, was taken out by `remove`, or got another `size`. */
export function arranged(list, at, action, value) {
  if (action === 'remove') return list.toSpliced(at, 1);
  if (action === 'size') return list.with(at, { ...list[at], size: value });
  const to = at + (action === 'earlier' ? -1 : 1);
  return list.toSpliced(at, 1).toSpliced(to, 0, list[at]);
}

/** Builds the tools that arrange a tile; `act` is called with an action of `arranged`. */
export function arrangeTools(name, size, at, count, act) {
  const button = (action, sign, label, disabled) =>
    el('button', { class: 'button button-plain button-icon tile-button', type: 'button', 'data-action': action, title: label, 'aria-label': `${label}: ${name}`, disabled, onclick: () => act(action) }, icon(sign));
  const sizes = choice(SIZES, size, { class: 'input arrange-size', 'aria-label': `Size of ${name}`, 'data-action': 'size' });
  sizes.addEventListener('change', () => act('size', sizes.value));
  return el('div', { class: 'arrange' }, button('earlier', 'back', 'Move earlier', at === 0), button('later', 'arrow', 'Move later', at === count - 1), sizes, button('remove', 'close', 'Take off the dashboard'));
}
