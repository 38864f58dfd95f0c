import { asked, cancel } from '../features/dialogs.js';
import { labelled, textInput } from '../features/fields.js';
import { el } from '../shared/dom.js';
import { optionsOf } from './options.js';

export { confirmed } from '../features/dialogs.js';

/** Asks for a name; null if there is to be none. */
export function askName(title, value, label) {
  const input = textInput(value, { required: true, maxlength: 200, pattern: '.*\\S.*', title: 'A name is more than spaces.' });
  return asked(title, [labelled('Name', input)], [el('button', { class: 'button button-main', value: 'yes' }, label), cancel()], () => input.value.trim() || null, null);
}

/** Asks for a dashboard: gives its id, `new` for one to be made, or null. */
export function askDashboard(dashboards) {
  const entries = [...dashboards.map(({ id, name }) => [String(id), name]), ['new', 'New dashboard…']];
  const select = optionsOf(entries, entries[0][0]);
  return asked('Put it on a dashboard', [labelled('Dashboard', select)], [el('button', { class: 'button button-main', value: 'yes' }, 'Put it there'), cancel()], () => select.value, null);
}
