// `$elements_chain` (posthog-autocapture §4): elements from the target outwards as one text.

const LONGEST_TEXT = 400;
const LONGEST_HREF = 2048;

/** Names that a dictionary orders as code units do, once the underscore comes first. */
const PLAIN = /^[a-z\d_-]*$/;
const sortKey = (name) => name.replaceAll('_', '!');
const byCodeUnits = ([a], [b]) => (sortKey(a) < sortKey(b) ? -1 : 1);
const byDictionary = ([a], [b]) => a.localeCompare(b);

const quoted = (text) => text.replace(/\\?"/g, '\\"');

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
  for (const [name, value] of Object.entries(element)) if (name.startsWith('attr__')) pairs[name] = value;
  // The first comparison by a dictionary takes the engine 10 ms.
  const order = Object.keys(pairs).every((name) => PLAIN.test(name)) ? byCodeUnits : byDictionary;
  const told = Object.entries(pairs)
    .filter(([, value]) => value !== undefined)
    .sort(order)
    .map(([name, value]) => `${quoted(name)}="${quoted(String(value))}"`);
  return `${element.tag_name}${classes.map((name) => `.${name.replaceAll('"', '')}`).join('')}:${told.join('')}`;
}
