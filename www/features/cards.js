import { el } from '../shared/dom.js';

/** Fills a list of cards. What had the focus in it gets it again. */
export function fillCards(list, content) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  list.replaceChildren(content);
  if (focused) list.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/** Makes the buttons of a card: each calls its action with the `item` and itself. Their names end with the card's `title`. */
export function buttonsOf(item, title) {
  return (label, action) =>
    el(
      'button',
      { class: 'button button-plain button-small', type: 'button', 'data-focus': `${item.id} ${label}`, onclick: (event) => action(item, event.currentTarget) },
      label,
      el('span', { class: 'hidden-text' }, ` ${title}`),
    );
}
