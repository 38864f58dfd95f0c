// `$elements_chain` (posthog-autocapture §4): elements from the target outwards as one text.

const LONGEST_TEXT = 400;
const LONGEST_HREF = 2048;

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
  const told = Object.entries(pairs)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${quoted(name)}="${quoted(String(value))}"`);
  return `${element.tag_name}${classes.map((name) => `.${name.replaceAll('"', '')}`).join('')}:${told.join('')}`;
}
