const narrow = matchMedia('(max-width: 59.99rem)');

/**
 * A dialog that stands beside the list where there is room, and covers the page where there is none.
 * It hands the focus back to whatever opened it.
 */
export class Sheet {
  constructor(dialog, onClose) {
    this.dialog = dialog;
    this.opener = null;
    dialog.addEventListener('close', () => {
      if (this.open) return;
      onClose();
      this.opener?.focus({ preventScroll: true });
      this.opener = null;
    });
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.open && !dialog.matches(':modal')) dialog.close();
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
    this.dialog.replaceChildren(...content);
    this.dialog.scrollTop = 0;
    if (!this.open) this.#stand();
    if (takeFocus || narrow.matches) this.dialog.querySelector('button')?.focus({ preventScroll: true });
    else opener.focus({ preventScroll: true });
  }

  /** Closes the sheet. */
  close() {
    this.dialog.close();
  }

  #stand() {
    if (this.open) this.dialog.close();
    if (narrow.matches) this.dialog.showModal();
    else this.dialog.show();
  }
}
