import { sentence } from '../live/format.js';
import { el, icon } from '../shared/dom.js';

/** Builds what stands where something is being loaded: as high as what will come, so that nothing jumps. */
export function loadingRows(number) {
  const row = () => el('div', { class: 'loading-row' }, el('span', { class: 'loading-mark' }), el('span', { class: 'loading-line' }), el('span', { class: 'loading-line loading-short' }));
  return el('div', { class: 'card loading', 'aria-hidden': 'true' }, Array.from({ length: number }, row));
}

/** Builds what stands where the page of a person or a group is being loaded: its head, its bars and its events. */
export function loadingProfile() {
  const line = (more = '') => el('span', { class: `loading-line ${more}` });
  return [
    el('div', { class: 'profile-head loading-head', 'aria-hidden': 'true' }, el('span', { class: 'loading-mark avatar-huge' }), el('div', {}, line(), line('loading-short'))),
    el('div', { class: 'card part', 'aria-hidden': 'true' }, el('div', { class: 'activity-loading' })),
    el('div', { class: 'profile-columns', 'aria-hidden': 'true' }, loadingRows(4), loadingRows(8)),
  ];
}

/** Builds what stands where a list is empty: what that means, and what to do about it. */
export function emptyState(title, ...content) {
  return stateOf(el('h2', {}, title), content);
}

/** Builds what stands where the whole page would be about something that is not there. */
export function missingState(title, ...content) {
  return stateOf(el('h1', { tabindex: '-1' }, title), content);
}

/** Builds what stands where the collector could not answer; `again` is what the button does. Where that is all of the page, its title is an `h1`. */
export function failedState(fault, again, heading = 'h2') {
  return el(
    'div',
    { class: 'card empty', role: 'alert' },
    el(heading, {}, 'That did not work'),
    el('p', { class: 'quiet' }, sentence(fault.message)),
    el('button', { class: 'button', type: 'button', onclick: again }, 'Try again'),
  );
}

function stateOf(heading, content) {
  return el('div', { class: 'card empty' }, el('span', { class: 'empty-mark' }, icon('hoof')), heading, content);
}
