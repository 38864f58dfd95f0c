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
 * that element, a `.skip` link to its `<main id="content">`, `top.css` and this file as a module script.
 */
function showNavigation() {
  byId('site').replaceChildren(
    ...PAGES.map(([name, path]) => el('a', { href: path, 'aria-current': location.pathname === path && 'page' }, name)),
  );
}

showNavigation();
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault(); // The address says which view is open.
  byId('content').focus();
});
