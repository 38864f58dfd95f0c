import { el } from '../../shared/dom.js';

const AT_FIRST = 12;

/**
 * Builds the legend of a chart, of entries with a name and the token of a colour. Each shows or hides its series: `toggle` is called
 * with its name and whether it is shown. Many wait behind a button, as they would push the chart away. `remark` stands at the end.
 */
export function legendOf(sets, toggle, remark) {
  const entries = sets.map((set) => el('li', {}, entryOf(set, toggle)));
  const rest = entries.splice(entries.length > AT_FIRST + 1 ? AT_FIRST : entries.length);
  const more = rest.length > 0 && el('li', {}, el('button', { class: 'legend-entry legend-more', type: 'button', onclick: () => showRest() }, `${rest.length} more`));
  const showRest = () => {
    more.replaceWith(...rest);
    rest[0].querySelector('button').focus();
  };
  return el('ul', { class: 'legend', role: 'list', 'aria-label': 'Series, shown or hidden' }, entries, more, remark && el('li', { class: 'quiet small legend-remark' }, remark));
}

function entryOf({ name, token }, toggle) {
  const swatch = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  swatch.style.setProperty('--swatch', `var(${token})`);
  const button = el('button', { class: 'legend-entry', type: 'button', 'aria-pressed': 'true', title: name }, swatch, el('span', { class: 'cut' }, name));
  button.addEventListener('click', () => {
    const isShown = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isShown));
    toggle(name, isShown);
  });
  return button;
}
