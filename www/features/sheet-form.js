import { el, icon } from '../shared/dom.js';
import { clearFaults, showFault } from './fields.js';

/** Builds the head of what a sheet shows. */
export function sheetHead(title, close) {
  return el(
    'header',
    { class: 'detail-head' },
    el('h2', { class: 'detail-title', id: 'sheet-title' }, title),
    el('button', { class: 'button button-plain button-icon', type: 'button', 'aria-label': 'Close', onclick: close }, icon('close')),
  );
}

/**
 * Builds a form of some parts. Its button `label` hands what `read()` gives to `save`, once at a time, and shows the `Fault` that
 * either of them throws.
 */
export function sheetForm(parts, { label, read, save, close }) {
  const buttons = [
    el('button', { class: 'button button-main', type: 'submit' }, label),
    el('button', { class: 'button', type: 'button', onclick: close }, 'Cancel'),
  ];
  const wait = (isWaiting) => buttons.forEach((button) => (button.disabled = isWaiting));
  const form = el('form', { class: 'form', novalidate: true }, parts, el('div', { class: 'form-end' }, buttons));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearFaults(form);
    wait(true);
    try {
      await save(read());
      wait(false);
    } catch (fault) {
      wait(false);
      showFault(form, fault);
    }
  });
  return form;
}
