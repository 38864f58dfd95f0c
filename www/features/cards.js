import { el } from '../shared/dom.js';

/** Fills a list of cards. What had the focus in it gets it again; where that is gone, the title of the card in its place does. */
export function fillCards(list, content) {
  const focused = document.activeElement;
  const at = [...list.querySelectorAll('.card')].indexOf(focused.closest('.card'));
  list.replaceChildren(content);
  if (at < 0) return;
  const again = list.querySelector(`[data-focus="${CSS.escape(focused.dataset.focus)}"]`);
  (again ?? titleOf([...list.querySelectorAll('.card')], at)).focus({ preventScroll: true });
}

function titleOf(cards, at) {
  const title = (cards[at] ?? cards.at(-1)).querySelector('h2');
  title.tabIndex = -1;
  return title;
}

/** Makes the buttons of a card: each calls its action with the `item`, of a `kind`, and itself. Their names end with the card's `title`. */
export function buttonsOf(kind, item, title) {
  return (label, action) =>
    el(
      'button',
      { class: 'button button-plain button-small', type: 'button', 'data-focus': `${kind} ${item.id} ${label}`, onclick: (event) => action(item, event.currentTarget) },
      label,
      el('span', { class: 'hidden-text' }, ` ${title}`),
    );
}
