import { byId } from '../shared/dom.js';
import { keepKey } from './key.js';

const REFUSED =
  'The collector did not accept this key. The right one stands in the terminal of the collector’s first start; “npm start -- --new-key” makes another.';

/** Calls back whenever the reader has typed a key. */
export function onKeyTyped(callback) {
  byId('gate-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = byId('gate-key');
    if (field.value.trim() === '') return;
    keepKey(field.value);
    field.value = '';
    callback();
  });
}

/** Asks for the key, and says so if the one before was refused. */
export function showGate(refused) {
  byId('gate').hidden = false;
  byId('gate-refusal').hidden = !refused;
  byId('gate-refusal').textContent = refused ? REFUSED : '';
  byId('gate-key').focus();
}
