const SVG = 'http://www.w3.org/2000/svg';

/**
 * Builds an element. Attributes named `on…` become event listeners, those that are null, undefined
 * or false are left out, and children are appended as text or nodes, never parsed as markup.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** Builds a decorative icon from the sprite `/icons.svg`. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Gives an element, or the one with the same `data-focus` where its list has been built anew; null where it is gone. */
export function currentOf(node) {
  return node.isConnected ? node : document.querySelector(`[data-focus="${CSS.escape(node.dataset.focus)}"]`);
}

/** Finds the one element with this id; the page's own markup guarantees that it exists. */
export function byId(id) {
  return document.getElementById(id);
}
