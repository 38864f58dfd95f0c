// Which events are captured (posthog-autocapture §2).

import { anyMatches, attribute, CONTROLS, hasClass, tagOf } from './dom.js';

const IGNORED = ['.ph-no-autocapture', '[data-ph-no-autocapture]'];

/** Whether an event on the first element of the chain is captured. `isAnyElement` is for text that is copied. */
export function passes(chain, type, options, url, isAnyElement) {
  const [target] = chain;
  if (!target) return false;
  const { url_allowlist, url_ignorelist, dom_event_allowlist, element_allowlist, css_selector_allowlist } = options;
  const urlMatches = (patterns) => patterns.some((pattern) => new RegExp(pattern).test(url));
  if (url_allowlist && !urlMatches(url_allowlist)) return false;
  if (url_ignorelist && urlMatches(url_ignorelist)) return false;
  if (dom_event_allowlist && !dom_event_allowlist.includes(type)) return false;
  if (element_allowlist && !chain.some((element) => element_allowlist.includes(tagOf(element)))) return false;
  if (css_selector_allowlist && !anyMatches(chain, css_selector_allowlist)) return false;
  if (anyMatches(chain, options.css_selector_ignorelist ?? IGNORED)) return false;
  if (chain.some((element) => hasClass(element, 'ph-no-capture'))) return false;
  return isAnyElement || isInteraction(chain, type);
}

/** Whether an event of that type on that element is something that a visitor does on purpose. */
function isInteraction([target, ...around], type) {
  const tag = tagOf(target);
  if (type !== 'click') return tag === 'form' ? type === 'submit' : type === 'change' && ['input', 'select', 'textarea'].includes(tag);
  // Of a form itself only what looks like something to click counts.
  if (tag === 'form') return isClickable(target);
  // Styles come last: to tell them the browser may have to calculate them first.
  return (
    isInteractive(target) ||
    attribute(target, 'contenteditable') === 'true' ||
    around.some(isInteractive) ||
    [target, ...around].some(isClickable)
  );
}

const isInteractive = (element) => CONTROLS.includes(tagOf(element));
const isClickable = (element) => getComputedStyle(element).cursor === 'pointer';
