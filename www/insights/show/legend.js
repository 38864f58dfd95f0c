import { el } from '../../shared/dom.js';

/**
 * Builds the legend of a chart, of entries with a name and the token of a colour. Each shows or hides its series: `toggle` is called
 * with its name and whether it is shown. `remark` stands at the end.
 */
export function legendOf(sets, toggle, remark) {
  const entries = sets.map(({ name, token }) => {
    const swatch = el('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.setProperty('--swatch', `var(${token})`);
    const button = el('button', { class: 'legend-entry', type: 'button', 'aria-pressed': 'true', title: name }, swatch, el('span', { class: 'cut' }, name));
    button.addEventListener('click', () => {
      const isShown = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(isShown));
      toggle(name, isShown);
    });
    return el('li', {}, button);
  });
  return el('ul', { class: 'legend', role: 'list', 'aria-label': 'Series, shown or hidden' }, entries, remark && el('li', { class: 'quiet small legend-remark' }, remark));
}
