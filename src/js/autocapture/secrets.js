// What must not be collected: by what a value looks like, and by what an element says of itself.

import { attribute, hasClass, isElement, parentNode, tagOf } from './dom.js';

const CARD =
  /^(4\d{12}(\d{3})?|5[1-5]\d{14}|6(011|5\d\d)\d{12}|3[47]\d{13}|3(0[0-5]|[68]\d)\d{11}|(2131|1800|35\d{3})\d{11})$/;
const SOCIAL_SECURITY = /^\d{3}-?\d{2}-?\d{4}$/;
const SENSITIVE_NAME =
  /^cc|cardnum|ccnum|creditcard|csc|cvc|cvv|exp|pass|pwd|routing|seccode|securitycode|securitynum|socialsec|socsec|ssn/i;
const SENSITIVE_AUTOCOMPLETE = /(^|\s)(cc-|one-time-code|\S*password)/i;
const ENTERED = ['select', 'option', 'optgroup', 'textarea'];
const HARMLESS_INPUTS = ['button', 'checkbox', 'submit', 'reset'];

/** Whether a value looks like the number of a card or of social security. */
export function looksSecret(value) {
  const text = value.trim();
  return CARD.test(text.replace(/[- ]/g, '')) || SOCIAL_SECURITY.test(text);
}

/** Whether what an element holds is the visitor's own: typed in, or chosen. */
export function isSensitive(element) {
  const tag = tagOf(element);
  const isInput = tag === 'input' && !HARMLESS_INPUTS.includes(attribute(element, 'type').toLowerCase());
  return isInput || ENTERED.includes(tag) || isEditable(element);
}

/** Whether the visitor writes into the element, or into one around it. */
const isEditable = (element) => element.isContentEditable === true || attribute(element, 'contenteditable') === 'true';

/** Whether the page marks the element, or one around it, as sensitive. */
export const isMarked = (element) => Element.prototype.closest.call(element, '.ph-sensitive') !== null;

/** The text that the visitor has selected; empty where something in it must not be told. */
export function selectedText() {
  const selection = getSelection();
  if (!selection?.rangeCount) return '';
  const range = selection.getRangeAt(0);
  const { commonAncestorContainer: common } = range;
  const around = isElement(common) ? common : parentNode(common);
  const inside = [...around.querySelectorAll('*')].filter((element) => range.intersectsNode(element));
  if ([around, ...inside].some((element) => !mayCapture(element) || isSensitive(element))) return '';
  // Selected text runs over borders of elements without a space.
  return String(selection).replace(/\S*\d{9}\S*/g, '');
}

/** Whether text and links of an element may be collected. */
export function mayCapture(element) {
  for (let node = element; isElement(node) && tagOf(node) !== 'body'; node = parentNode(node)) {
    if (hasClass(node, 'ph-sensitive') || hasClass(node, 'ph-no-capture')) return false;
  }
  if (hasClass(element, 'ph-include')) return true;
  if (['hidden', 'password'].includes(attribute(element, 'type').toLowerCase())) return false;
  if (SENSITIVE_AUTOCOMPLETE.test(attribute(element, 'autocomplete'))) return false;
  const name = attribute(element, 'name') || attribute(element, 'id');
  return !SENSITIVE_NAME.test(name.replace(/[^a-z0-9]/gi, ''));
}
