const CONTROLS = 'input, select, textarea, button';

/** Takes a row out of a list. The focus in it goes to the row beside it, or to the button behind the list, which adds one. */
export function removeRow(row) {
  const beside = row.nextElementSibling ?? row.previousElementSibling ?? row.parentElement.nextElementSibling;
  const hadFocus = row.contains(document.activeElement);
  row.remove();
  if (hadFocus) (beside.matches(CONTROLS) ? beside : beside.querySelector(CONTROLS)).focus();
}
