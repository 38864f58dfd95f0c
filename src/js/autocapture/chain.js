// `$elements_chain` (posthog-autocapture §4): elements from the target outwards as one text.

const LONGEST_TEXT = 400;
const LONGEST_HREF = 2048;

/** Names that a dictionary orders as code units do, once the underscore comes first. */
const PLAIN = /^[a-z\d_-]*$/;

/** Names as a dictionary orders them. To ask the engine's takes it 10 ms at first. */
const inOrder = (names) =>
  names.every((name) => PLAIN.test(name))
    ? names.map((name) => name.replaceAll('_', '!')).sort().map((name) => name.replaceAll('!', '_'))
    : names.sort((a, b) => a.localeCompare(b));

const quoted = (text) => (text.includes('"') ? text.replace(/\\?"/g, '\\"') : text);

/** The text for elements as `describe` gives them. */
export const elementsChain = (elements) => elements.map(link).join(';');

function link(element) {
  const classes = (element.attr__class ?? '').split(' ').filter(Boolean).sort();
  const pairs = {
    text: element.$el_text?.slice(0, LONGEST_TEXT) || undefined,
    'nth-child': element.nth_child,
    'nth-of-type': element.nth_of_type,
    href: element.attr__href?.slice(0, LONGEST_HREF),
    attr_id: element.attr__id || undefined,
  };
  for (const name in element) if (name.startsWith('attr__')) pairs[name] = element[name];
  let told = '';
  for (const name of inOrder(Object.keys(pairs))) {
    if (pairs[name] !== undefined) told += `${quoted(name)}="${quoted(String(pairs[name]))}"`;
  }
  return `${element.tag_name}${classes.map((name) => `.${name.replaceAll('"', '')}`).join('')}:${told}`;
}
