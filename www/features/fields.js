import { sentence } from '../live/format.js';
import { el } from '../shared/dom.js';
import { Fault } from './api.js';

/** What a share in per cent has to be. */
export const SHARE = 'A number from 0 to 100 is needed';

let fields = 0;

/** Builds a labelled field around a control. `hint` is said with it. */
export function labelled(label, control, hint) {
  fields += 1;
  control.id ||= `field-${fields}`;
  const hintId = `${control.id}-hint`;
  if (hint) control.setAttribute('aria-describedby', hintId);
  return el(
    'div',
    { class: 'field' },
    el('label', { for: control.id }, label),
    control,
    hint && el('p', { class: 'quiet small', id: hintId }, hint),
  );
}

/** Builds a text field. */
export function textInput(value, attributes = {}) {
  const input = el('input', { class: 'input', type: 'text', autocomplete: 'off', spellcheck: 'false', ...attributes });
  input.value = value ?? '';
  return input;
}

/** Builds a field for many lines. */
export function textArea(value, attributes = {}) {
  const area = el('textarea', { class: 'input input-lines', rows: 3, spellcheck: 'false', ...attributes });
  area.value = value ?? '';
  return area;
}

/** Builds a choice. `options` maps values to texts, or the titles of groups to such maps. */
export function choice(options, value, attributes = {}) {
  const build = ([key, text]) =>
    typeof text === 'string'
      ? el('option', { value: key }, text)
      : el('optgroup', { label: key }, Object.entries(text).map(build));
  const select = el('select', { class: 'input', ...attributes }, Object.entries(options).map(build));
  if (value !== undefined) select.value = value;
  return select;
}

/** Marks a control as the place of the field `path` of what is sent to the collector. */
export function standsFor(control, path) {
  control.dataset.field = path;
  return control;
}

/** Gives a field that may not be empty, or throws a `Fault` there. What no browser could read as a number or a time is empty, too. */
export function filled(input, needed) {
  if (input.value === '') throw new Fault(input.dataset.field, needed);
  return input;
}

/** Gives a field that may be empty, or throws a `Fault` there where it only seems to be. */
export function readable(input, needed) {
  if (input.validity.badInput) throw new Fault(input.dataset.field, needed);
  return input;
}

/** Takes all faults off a form. */
export function clearFaults(form) {
  for (const control of form.querySelectorAll('[aria-invalid]')) {
    control.removeAttribute('aria-invalid');
    control.removeAttribute('aria-errormessage');
  }
  for (const text of form.querySelectorAll('.fault')) text.remove();
}

/**
 * Shows what the collector said about a field beside the control that stands for it, or for the field around it, and moves the
 * focus there. What no control stands for is shown at the end of the form.
 */
export function showFault(form, { field, message }) {
  clearFaults(form);
  const control = field && controlOf(form, field);
  fields += 1;
  const id = `fault-${fields}`;
  const text = el('p', { class: control ? 'fault' : 'fault note note-bad', id, role: 'alert' }, sentence(message));
  if (!control) {
    form.querySelector('.form-end').before(text);
    text.scrollIntoView({ block: 'nearest' });
    return;
  }
  control.setAttribute('aria-invalid', 'true');
  control.setAttribute('aria-errormessage', id);
  if (control.matches('fieldset')) control.append(text);
  else control.after(text);
  (control.matches('fieldset') ? (control.querySelector('input, select, textarea, button') ?? control) : control).focus();
  text.scrollIntoView({ block: 'nearest' });
}

function controlOf(form, field) {
  const controls = [...form.querySelectorAll('[data-field]')];
  for (let path = field; path !== ''; path = path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0))) {
    const found = controls.find((control) => control.dataset.field === path);
    if (found) return found;
  }
  return null;
}
