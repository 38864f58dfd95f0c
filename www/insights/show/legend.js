import { el } from '../../shared/dom.js';

/** Builds the legend of a chart. Each entry shows or hides its series: `toggle` is called with its place and whether it is shown. */
export function legendOf(sets, tokens, toggle) {
  const entries = sets.map(({ name, isBefore }, at) => {
    const swatch = el('span', { class: isBefore ? 'swatch swatch-before' : 'swatch', 'aria-hidden': 'true' });
    swatch.style.setProperty('--swatch', `var(${tokens[at]})`);
    const button = el('button', { class: 'legend-entry', type: 'button', 'aria-pressed': 'true', title: name }, swatch, el('span', { class: 'cut' }, name));
    button.addEventListener('click', () => {
      const isShown = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(isShown));
      toggle(at, isShown);
    });
    return el('li', {}, button);
  });
  return el('ul', { class: 'legend', role: 'list', 'aria-label': 'Series, shown or hidden' }, entries);
}
