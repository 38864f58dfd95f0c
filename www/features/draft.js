import { confirmed } from './dialogs.js';

/** A form that is being filled in. It is changed while any of its fields, or the number of them, is not as at first. */
export class Draft {
  constructor(form) {
    this.form = form;
    this.first = valuesOf(form);
  }

  /** Says whether something would be lost with it. */
  get isChanged() {
    return valuesOf(this.form) !== this.first;
  }

  /** Promises whether the form may go: where it is changed, the reader is asked. */
  async mayGo() {
    return !this.isChanged || confirmed('Discard the changes?', 'What you have changed in this form is not saved yet.', 'Discard the changes');
  }
}

function valuesOf(form) {
  return JSON.stringify([...form.elements].map(({ value, checked }) => [value, checked]));
}
