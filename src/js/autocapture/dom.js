// Reading the DOM of a page that is not ours. A form's own fields shadow its properties (`<input name="parentNode">`), so
// properties are read as the prototypes define them.

import { attempt } from '../attempt.js';

/** The tags of what visitors act on, which are told with their text. */
export const CONTROLS = ['a', 'button', 'form', 'input', 'select', 'textarea', 'label'];

const MOST_ELEMENTS = 1000;

const reader = (prototype, name) => {
  // Looked up when it is first needed, since a server has no prototypes, and once: a click reads hundreds of properties.
  let get;
  return (node) => (get ??= Object.getOwnPropertyDescriptor(globalThis[prototype].prototype, name).get).call(node);
};

export const nodeType = reader('Node', 'nodeType');
export const parentNode = reader('Node', 'parentNode');
export const childNodes = reader('Node', 'childNodes');
export const nodeValue = reader('Node', 'nodeValue');
export const attributes = reader('Element', 'attributes');
export const shadowRoot = reader('Element', 'shadowRoot');
export const previousElement = reader('Element', 'previousElementSibling');

export const localName = reader('Element', 'localName');

/** The tag's name in lower case. */
export const tagOf = (element) => localName(element).toLowerCase();

/** An attribute's text; empty where there is none. */
export const attribute = (element, name) => Element.prototype.getAttribute.call(element, name) ?? '';

export const isElement = (node) => !!node && nodeType(node) === 1;
export const isText = (node) => nodeType(node) === 3;

/** The classes in the order of the attribute. */
export const classesOf = (element) => attribute(element, 'class').split(/\s+/).filter(Boolean);

/** Whether an element has a class. */
export const hasClass = (element, name) => attribute(element, 'class').includes(name) && classesOf(element).includes(name);

/** Whether an element matches a selector; not where the selector is none. */
export const matches = (element, selector) => attempt(() => Element.prototype.matches.call(element, selector), false);

/** Whether an element of the chain matches one of the selectors. */
export const anyMatches = (chain, selectors) =>
  chain.some((element) => selectors.some((selector) => matches(element, selector)));

/** The element that an event happened to, inside of open shadow trees too. */
export function targetOf(event) {
  let { target } = event;
  if (isElement(target) && shadowRoot(target)) target = event.composedPath()[0];
  return target && nodeType(target) === 3 ? parentNode(target) : target;
}

const ICON_OWNERS = ['a', 'button'];

/** Of an icon in a link or button, that: the visitor clicks what it stands for. */
export function ownerOfIcon(chain) {
  const isIcon = chain.length > 0 && chain[0].namespaceURI === 'http://www.w3.org/2000/svg' && !ICON_OWNERS.includes(tagOf(chain[0]));
  const at = isIcon ? chain.findIndex((element) => ICON_OWNERS.includes(tagOf(element))) : -1;
  return at > 0 ? chain.slice(at) : chain;
}

/** The elements from `target` up to the body, out of shadow trees by their hosts. */
export function chainOf(target) {
  const chain = [];
  let node = target;
  while (isElement(node) && chain.length < MOST_ELEMENTS && tagOf(node) !== 'html') {
    chain.push(node);
    if (node === document.body) break;
    const parent = parentNode(node);
    node = parent && !isElement(parent) ? parent.host : parent;
  }
  return chain;
}
