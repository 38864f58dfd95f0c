import { count, valueText } from '../live/format.js';
import { byId, el, icon } from '../shared/dom.js';

const SEARCHED_FROM = 6;
const SHORT = 40;
const COPIED_TIME = 1500;

/**
 * Builds a table of properties: a search above it where there are many and `search` does not forbid it, those that trackers add by themselves folded away
 * below it, and a button in each row that copies the value.
 */
export function propertyPanel(properties, { search = true } = {}) {
  const entries = Object.entries(properties).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return el('p', { class: 'quiet small' }, 'None yet.');
  const own = entries.filter((entry) => !isMinor(entry));
  const minor = entries.filter(isMinor);
  const rows = new Map(entries.map(([name, value]) => [propertyRow(name, value), `${name}\n${valueText(value)}`.toLowerCase()]));
  const nodes = [...rows.keys()];
  const rowsOf = (some) => nodes.filter((node) => some.some(([name]) => name === node.dataset.name));
  const fold = minor.length > 0 && el('details', { class: 'fold', open: own.length === 0 }, el('summary', {}, minor.length === 1 ? 'One automatic or empty property' : `${count(minor.length)} automatic or empty properties`), el('dl', { class: 'property-rows' }, rowsOf(minor)));
  const none = el('p', { class: 'quiet small', hidden: true }, 'No property matches.');
  const panel = el('div', { class: 'properties-panel' }, el('dl', { class: 'property-rows' }, rowsOf(own)), fold, none);
  if (search && entries.length >= SEARCHED_FROM) {
    panel.prepend(
      searchField((text) => {
        let found = 0;
        for (const [node, words] of rows) {
          node.hidden = !words.includes(text);
          if (!node.hidden) found += 1;
        }
        none.hidden = found > 0;
        if (!fold) return;
        const foldFound = [...fold.querySelectorAll('.property')].some((node) => !node.hidden);
        fold.hidden = !foldFound;
        fold.open = text !== '' ? foldFound : own.length === 0;
      }),
    );
  }
  return panel;
}

/** Builds a button that copies a text; null where the browser does not let pages copy. */
export function copyButton(text, what) {
  if (!navigator.clipboard) return null;
  const button = el('button', { class: 'copy', type: 'button', 'aria-label': `Copy ${what}`, title: 'Copy', onclick: copy }, icon('copy'));
  return button;

  async function copy() {
    await navigator.clipboard.writeText(text);
    button.replaceChildren(icon('check'));
    byId('announcer').textContent = `${what} is copied.`;
    setTimeout(() => button.replaceChildren(icon('copy')), COPIED_TIME);
  }
}

function propertyRow(name, value) {
  const text = valueText(value);
  return el('div', { class: 'property', 'data-name': name }, el('dt', {}, name), el('dd', {}, valueNode(name, value, text), copyButton(text, name)));
}

function valueNode(name, value, text) {
  if (value !== null && typeof value === 'object') {
    const short = JSON.stringify(value);
    if (short.length > SHORT) return el('pre', { tabindex: '0', role: 'group', 'aria-label': name }, text);
    return el('span', { class: 'value value-plain' }, short);
  }
  if (typeof value === 'string') return el('span', { class: value === '' ? 'value quiet' : 'value' }, value === '' ? '(empty)' : value);
  return el('span', { class: 'value value-plain' }, text);
}

function searchField(onText) {
  return el(
    'label',
    { class: 'search' },
    el('span', { class: 'hidden-text' }, 'Search properties'),
    icon('search'),
    el('input', { class: 'input', type: 'search', placeholder: 'Search properties', autocomplete: 'off', oninput: ({ target }) => onText(target.value.trim().toLowerCase()) }),
  );
}

function isMinor([name, value]) {
  return value === null || name.startsWith('$');
}
