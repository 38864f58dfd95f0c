import { labelled, textInput } from '../../features/fields.js';
import { el, icon } from '../../shared/dom.js';
import { optionsOf } from '../options.js';

/**
 * The form of a query: it holds the query, changes it, and shows it anew where its shape changed. Each control says by `data-at`
 * where in the query it stands, so that the focus finds it again, and faults find it at all.
 */
export class Form {
  /** `build` gives the form's parts; `changed` is called with each new query. */
  constructor(query, vocabulary, page, build, changed) {
    Object.assign(this, { query, vocabulary, page, build, changed });
    this.node = el('form', { class: 'builder', 'aria-label': 'Query', novalidate: true, onsubmit: (event) => event.preventDefault() });
    this.render();
  }

  /** Changes the query by `update`; where the form looks different afterwards, it is shown anew, with the focus at `focus`. */
  set(update, { anew = false, focus } = {}) {
    this.query = structuredClone(this.query);
    update(this.query);
    if (anew) this.render(focus);
    this.changed(this.query);
  }

  /** Shows the form anew. The focus stays at its control, or goes to that at `focus`. */
  render(focus) {
    const at = focus ?? (this.node.contains(document.activeElement) ? document.activeElement.dataset.at : undefined);
    this.node.replaceChildren(...this.build(this).flat(Infinity).filter(Boolean));
    if (at) this.node.querySelector(`[data-at="${CSS.escape(at)}"]`)?.focus();
  }

  /** A choice of `entries` that stands at `at`. `update` changes a query by the value chosen. */
  choice(at, label, entries, value, update, { anew = false, isShown = false } = {}) {
    const select = optionsOf(entries, value ?? '', { 'data-at': at, 'aria-label': isShown ? null : label });
    select.addEventListener('change', () => this.set((query) => update(query, select.value), { anew }));
    return isShown ? labelled(label, select) : select;
  }

  /** A field of text that stands at `at`. */
  text(at, label, value, update, { isShown = false, hint, ...attributes } = {}) {
    const input = textInput(value, { 'data-at': at, 'aria-label': isShown ? null : label, ...attributes });
    input.addEventListener('input', () => this.set((query) => update(query, input.value)));
    return isShown ? labelled(label, input, hint) : input;
  }

  /** A box to tick. */
  check(at, label, isOn, update) {
    const input = el('input', { type: 'checkbox', 'data-at': at, checked: isOn });
    input.addEventListener('change', () => this.set((query) => update(query, input.checked)));
    return el('label', { class: 'check' }, input, label);
  }

  /** A button that adds something, after which the focus is at `focus`. */
  adder(at, label, update, focus) {
    return el('button', { class: 'button button-small button-plain builder-add', type: 'button', 'data-at': at, onclick: () => this.set(update, { anew: true, focus }) }, icon('plus'), label);
  }

  /** A button that takes something out, after which the focus is at `focus`. */
  remover(label, update, focus) {
    return el('button', { class: 'button button-plain button-icon builder-remove', type: 'button', 'aria-label': label, title: label, onclick: () => this.set(update, { anew: true, focus }) }, icon('close'));
  }

  /** A part of the form with a title. */
  part(title, ...content) {
    return el('fieldset', { class: 'builder-part' }, el('legend', {}, title), content);
  }
}

/** Finds what stands at a path such as `series[0].filters`. */
export function find(query, path) {
  return path.split(/[.[\]]+/).filter(Boolean).reduce((place, key) => place?.[key], query);
}
