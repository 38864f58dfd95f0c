import { currentOf } from '../shared/dom.js';

const narrow = matchMedia('(max-width: 59.99rem)');

/**
 * A dialog that stands beside the list where there is room, and covers the page where there is none.
 * It hands the focus back to whatever opened it.
 */
export class Sheet {
  /** `mayLeave()` promises whether the reader may close it; it is not asked where the page itself does. */
  constructor(dialog, onClose, mayLeave = async () => true) {
    this.dialog = dialog;
    this.onClose = onClose;
    this.mayLeave = mayLeave;
    this.opener = null;
    this.isShown = false;
    // A second gesture back closes a dialog unasked.
    dialog.addEventListener('close', () => {
      if (!this.open) this.#closed();
    });
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.leave();
    });
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !this.open || isOtherAbove(dialog)) return;
      event.preventDefault();
      this.leave();
    });
    narrow.addEventListener('change', () => {
      if (this.open) this.#stand();
    });
  }

  /** Says whether the sheet is open. */
  get open() {
    return this.dialog.open;
  }

  /** Shows this content; beside the list, the focus moves into the sheet only if `takeFocus` says so. */
  show(content, opener, takeFocus) {
    this.opener = opener;
    this.isShown = true;
    this.dialog.replaceChildren(...content);
    this.dialog.scrollTop = 0;
    if (!this.open) this.#stand();
    if (takeFocus || narrow.matches) this.dialog.querySelector('button')?.focus({ preventScroll: true });
    else opener.focus({ preventScroll: true });
  }

  /** Closes the sheet if the reader may leave it; promises whether it is closed. */
  async leave() {
    const isLeft = !this.open || (await this.mayLeave());
    if (isLeft) this.close();
    return isLeft;
  }

  /** Closes the sheet. */
  close() {
    this.dialog.close();
    // The event comes later, when the list may have been built anew.
    this.#closed();
  }

  #closed() {
    if (!this.isShown) return;
    this.isShown = false;
    this.onClose();
    const opener = this.opener && (currentOf(this.opener) ?? this.dialog.closest('main'));
    opener?.focus({ preventScroll: true });
    this.opener = null;
  }

  #stand() {
    if (this.open) this.dialog.close();
    if (narrow.matches) this.dialog.showModal();
    else this.dialog.show();
  }
}

function isOtherAbove(dialog) {
  return [...document.querySelectorAll('dialog:modal')].some((other) => other !== dialog);
}
