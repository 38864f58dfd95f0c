import { avatar } from '../shared/avatar.js';
import { el, icon } from '../shared/dom.js';

/** Builds the bar on top of a sheet: a mark, the title with a second line, and what closes the sheet. */
export function head(mark, title, more, close) {
  return el(
    'header',
    { class: 'detail-head' },
    mark,
    el(
      'div',
      { class: 'detail-title' },
      el('h2', { id: 'detail-title' }, title),
      more && el('p', { class: 'quiet small' }, more),
    ),
    el(
      'button',
      { class: 'button button-plain button-icon', type: 'button', 'aria-label': 'Close', onclick: close },
      icon('close'),
    ),
  );
}

/** Builds a list of names with their values; values that are absent are left out. */
export function propertyList(entries) {
  return el(
    'dl',
    { class: 'properties' },
    entries
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) =>
        el('div', {}, el('dt', {}, name), el('dd', {}, el('span', { class: 'value' }, String(value)))),
      ),
  );
}

/** Builds a list of ids. */
export function idList(ids) {
  return el(
    'ul',
    { class: 'ids', role: 'list' },
    ids.map((id) => el('li', {}, el('code', {}, id))),
  );
}

/** Builds a part of a sheet with its title; an empty one says so. */
export function section(title, ...content) {
  const parts = content.flat().filter(Boolean);
  return el(
    'section',
    { class: 'detail-part' },
    el('h3', {}, title),
    parts.length > 0 ? parts : el('p', { class: 'quiet small' }, 'None.'),
  );
}

/** Builds the avatar of a person whom `whoIs` has named. */
export function avatarOf(who) {
  return avatar(who.seed, who.known ? who.name : '');
}

/** Makes an avatar as large as it is at the head of a sheet. */
export function large(node) {
  node.classList.add('avatar-large');
  return node;
}
