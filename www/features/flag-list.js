import { counted, fullTime, readTime, timeAgo } from '../live/format.js';
import { byId, el } from '../shared/dom.js';
import { buttonsOf, fillCards } from './cards.js';
import { conditionsInWords, variantsInWords } from './words.js';

/** Shows flags as a list of cards. `actions` are called with a flag, and with the button where there is one. */
export function showFlags(flags, { search, typesOf, actions }) {
  const wanted = search.trim().toLowerCase();
  const shown = flags.filter(({ key, name, token }) => `${key} ${name} ${token}`.toLowerCase().includes(wanted));
  const severalProjects = new Set(flags.map(({ token }) => token)).size > 1;
  fillCards(
    byId('flags-list'),
    shown.length > 0
      ? el('ul', { class: 'cards', role: 'list' }, shown.map((flag) => card(flag, typesOf(flag), severalProjects, actions)))
      : nothing(search, actions),
  );
}

function card(flag, types, severalProjects, actions) {
  const changed = readTime(flag.updated_at);
  const variants = variantsInWords(flag.filters);
  const does = buttonsOf('flag', flag, flag.key);
  return el(
    'li',
    { class: 'card flag', 'data-active': String(flag.active) },
    el(
      'div',
      { class: 'flag-head' },
      el('div', { class: 'flag-title' }, el('h2', {}, flag.key), flag.name && el('p', { class: 'quiet' }, flag.name)),
      el(
        'button',
        {
          class: 'switch',
          type: 'button',
          role: 'switch',
          'aria-checked': String(flag.active),
          'data-focus': `flag ${flag.id} switch`,
          onclick: () => actions.toggle(flag),
        },
        el('span', { class: 'switch-track', 'aria-hidden': 'true' }),
        el('span', { class: 'hidden-text' }, `${flag.key} is `),
        flag.active ? 'On' : 'Off',
      ),
    ),
    el('ul', { class: 'who', role: 'list' }, conditionsInWords(flag.filters, types).map((text) => el('li', {}, text))),
    variants && el('p', { class: 'flag-variants' }, el('span', { class: 'quiet' }, 'Variants: '), variants),
    el(
      'div',
      { class: 'flag-foot' },
      el(
        'p',
        { class: 'quiet small' },
        severalProjects && `${flag.token} · `,
        `${counted(flag.version, 'version')}, changed `,
        changed && el('time', { title: fullTime(changed) }, timeAgo(changed)),
      ),
      el('div', { class: 'buttons' }, does('Edit', actions.edit), does('Who gets it', actions.preview), does('History', actions.history), does('Delete', actions.remove)),
    ),
  );
}

function nothing(search, actions) {
  return el(
    'div',
    { class: 'card empty' },
    el('h2', {}, search.trim() ? `No flag matches “${search.trim()}”` : 'No flags yet'),
    el('p', { class: 'quiet' }, 'A flag decides who gets a part of your product: everybody, a share, or those with certain properties. A page asks with'),
    el('code', { class: 'empty-code' }, "posthog.isFeatureEnabled('new-checkout')"),
    !search.trim() && el('button', { class: 'button button-main', type: 'button', onclick: (event) => actions.create(event.currentTarget) }, 'Make the first flag'),
  );
}
