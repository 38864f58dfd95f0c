import { el, icon } from './dom.js';

/** Returns the hue, 0 to 359, that belongs to a text: the same text always has the same hue. */
export function hueOf(text) {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0), 16777619);
  return (hash >>> 0) % 360;
}

/** Builds a round avatar with the initials of a name, or with a hoofprint for somebody anonymous. */
export function avatar(seed, name) {
  const node = el('span', { class: name ? 'avatar' : 'avatar avatar-anonymous', 'aria-hidden': 'true' });
  node.style.setProperty('--hue', hueOf(seed));
  node.append(name ? initials(name) : icon('hoof'));
  return node;
}

function initials(name) {
  const words = name
    .split('@')[0]
    .split(/[\s._-]+/)
    .filter(Boolean);
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return picked.map((word) => [...word][0].toUpperCase()).join('') || '?';
}
