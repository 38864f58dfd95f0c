import { byId, el } from './dom.js';

const PAGES = [
  ['Live', '/live/'],
  ['Insights', '/insights/'],
  ['People', '/people/'],
  ['Flags', '/features/'],
  ['Demo', '/'],
];

/**
 * Fills the page's `<nav id="site">` with links to all pages, and marks the one that is open. A page needs no more than
 * that element, `top.css` and this file as a module script.
 */
function showNavigation() {
  byId('site').replaceChildren(
    ...PAGES.map(([name, path]) => el('a', { href: path, 'aria-current': location.pathname === path && 'page' }, name)),
  );
}

showNavigation();
