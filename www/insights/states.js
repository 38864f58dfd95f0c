import { Fault } from '../features/api.js';
import { el } from '../shared/dom.js';
import { printRoute } from './route.js';

/** Whether the collector said that there is nothing of the id that was asked for. */
export function isGone(error) {
  return error instanceof Fault && error.field === 'id';
}

/** What stands for a place that does not exist any more. */
export function gone({ view }, project) {
  const what = view === 'dashboard' ? 'dashboard' : 'insight';
  return state(`This ${what} is gone`, 'Somebody deleted it, or the link is not whole. Choose another one among those that are saved.', el('a', { class: 'button button-main', href: printRoute({ view: 'saved', project }) }, 'Saved'));
}

/** What stands for a place that could not be read; `again` is called to try once more. Its label keeps the focus at the button. */
export function failed(message, again) {
  return state('This could not be shown', message, el('button', { class: 'button button-main', type: 'button', 'aria-label': 'Try again', onclick: () => again() }, 'Try again'));
}

function state(title, text, way) {
  return el('div', { class: 'card empty' }, el('h1', {}, title), el('p', { class: 'quiet', role: 'alert' }, text), way);
}
