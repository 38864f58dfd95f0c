// What is told of an element (posthog-autocapture §3).

import {
  attribute, attributes, childNodes, classesOf, CONTROLS, isElement, isText, localName, nodeValue, previousElement, tagOf,
} from './dom.js';
import { isMarked, isSensitive, looksSecret, mayCapture } from './secrets.js';

const TOLD_OF_SENSITIVE = ['name', 'id', 'class', 'aria-label'];
const LONGEST = 1024;
export const LONGEST_TEXT_NODE = 255;

/** An element as one entry of `$elements`. */
export function describe(element, { autocapture, mask_all_text, mask_all_element_attributes, disable_capture_url_hashes }) {
  const tag = tagOf(element);
  const described = { tag_name: tag };
  if (CONTROLS.includes(tag) && !mask_all_text) described.$el_text = cut(textOf(element));
  const classes = classesOf(element);
  if (classes.length) described.classes = classes;
  if (!mask_all_element_attributes) {
    const isShy = isSensitive(element) || isMarked(element);
    for (const { name, value } of attributes(element)) {
      if (isShy && !TOLD_OF_SENSITIVE.includes(name)) continue;
      if (autocapture.element_attribute_ignorelist?.includes(name) || /^_ng(content|host)/.test(name) || looksSecret(value)) continue;
      let told = name === 'class' ? classes.join(' ') : value;
      if (name === 'href' && disable_capture_url_hashes) told = told.split('#')[0];
      described[`attr__${name}`] = cut(told);
    }
  }
  const name = localName(element);
  let [child, type] = [1, 1];
  for (let other = previousElement(element); other; other = previousElement(other)) {
    child++;
    if (localName(other) === name) type++;
  }
  return Object.assign(described, { nth_child: child, nth_of_type: type });
}

/** The text of an element; of a link or button with that of the spans inside. */
export function textOf(element) {
  const direct = directText(element);
  if (!['a', 'button'].includes(tagOf(element))) return direct;
  const text = `${direct} ${spanText(element)}`.trim();
  return looksSecret(text) ? '' : text;
}

/** The text that stands in an element itself, without what looks secret. */
export function directText(element) {
  if (!mayCapture(element) || isSensitive(element)) return '';
  let text = '';
  for (const node of childNodes(element)) {
    if (isText(node)) text += safeText(nodeValue(node)).slice(0, LONGEST_TEXT_NODE);
  }
  return text.trim();
}

/** A text without words that look secret, on one line. */
export const safeText = (text) =>
  text
    .trim()
    .split(/(\s+)/)
    .filter((word) => !looksSecret(word))
    .join('')
    .replace(/[\r\n]/g, ' ')
    .replace(/ +/g, ' ');

function spanText(element) {
  let text = '';
  for (const child of childNodes(element)) {
    if (isElement(child) && tagOf(child) === 'span') text = `${text} ${`${directText(child)} ${spanText(child)}`.trim()}`.trim();
  }
  return text;
}

const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);
