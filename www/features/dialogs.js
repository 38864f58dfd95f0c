import { byId, currentOf, el } from '../shared/dom.js';
import { labelled, textInput } from './fields.js';

/** Asks whether to go on; the answer is true or false. Whoever presses Enter without reading does not. */
export function confirmed(title, text, label) {
  return asked(
    title,
    [el('p', {}, text)],
    [el('button', { class: 'button button-bad', value: 'yes' }, label), cancel({ autofocus: true })],
    () => true,
    false,
  );
}

/** Asks for an admin key; null if there is none. `refused` says that the one before was wrong. */
export function adminKey(refused) {
  const input = textInput('', { type: 'password', required: true, autocapitalize: 'none' });
  return asked(
    'An admin key is needed',
    [
      el('p', { class: 'quiet' }, 'The key of this browser may only read. This prints one that may change flags and cohorts:'),
      el('code', { class: 'empty-code' }, 'hoofprint-collector --new-admin-key'),
      refused && el('p', { class: 'note note-bad', role: 'alert' }, 'The collector did not accept this key.'),
      labelled('Admin key', input),
    ],
    [el('button', { class: 'button button-main', value: 'yes' }, 'Go on'), cancel()],
    () => input.value.trim() || null,
    null,
  );
}

/** Builds the button that leaves a question unanswered. */
export function cancel(attributes = {}) {
  return el('button', { class: 'button', value: '', formnovalidate: true, ...attributes }, 'Cancel');
}

/** Asks something in the page's dialog: the answer is what `given` says once a button of the value `yes` was used, or else `nothing`. */
export function asked(title, content, buttons, given, nothing) {
  const dialog = byId('question');
  const heading = el('h2', { id: 'question-title' }, title);
  const form = el('form', { class: 'question', method: 'dialog' }, heading, content, el('div', { class: 'buttons' }, buttons));
  dialog.replaceChildren(form);
  const opener = document.activeElement;
  let isGiven = false;
  form.addEventListener('submit', ({ submitter }) => (isGiven = submitter.value === 'yes'));
  dialog.showModal();
  return new Promise((resolve) => {
    const close = () => {
      // It comes a moment after the closing, when the next question may be open already.
      if (dialog.open && form.isConnected) return;
      dialog.removeEventListener('close', close);
      if (!opener.isConnected) currentOf(opener)?.focus();
      resolve(isGiven ? given() : nothing);
    };
    dialog.addEventListener('close', close);
  });
}
