// Clicks of somebody who has lost patience (posthog-autocapture §5).

import { anyMatches, attribute, tagOf } from './dom.js';
import { directText } from './element.js';

const IGNORED = ['.ph-no-rageclick', '.ph-no-capture'];
const STEPPING = ['next', 'previous', 'prev', '>', '<'];
const MOST_KEYWORDS = 10;
const TEXT_INPUTS = ['', 'text', 'search', 'email', 'password', 'url', 'tel', 'number'];

/** Gives a function that says of each click (its place in CSS pixels, its time in milliseconds) whether it is too many. */
export function createRageDetector() {
  let last;
  let run = 0;
  return (x, y, at, { threshold_px = 30, timeout_ms = 1000, click_count = 3 }) => {
    const goesOn = last && Math.abs(x - last.x) + Math.abs(y - last.y) < threshold_px && at - last.at < timeout_ms;
    run = goesOn ? run + 1 : 1;
    last = { x, y, at };
    return run === click_count;
  };
}

/** Whether many clicks on the chain's first element are nothing special. */
export function isPatient(chain, { css_selector_ignorelist = IGNORED, ignore_text_selection, content_ignorelist }) {
  if (anyMatches(chain, css_selector_ignorelist)) return true;
  const [target] = chain;
  if (ignore_text_selection && isWritten(target)) return true;
  const keywords = content_ignorelist === true ? STEPPING : (content_ignorelist || []).map((word) => word.toLowerCase());
  if (!keywords.length || keywords.length > MOST_KEYWORDS) return false;
  const texts = chain.flatMap((element) => [directText(element), attribute(element, 'aria-label')]).map((text) => text.toLowerCase());
  return keywords.some((word) =>
    texts.some((text) => (/[\p{L}\p{N}]/u.test(word) ? text.includes(word) : text.trim() === word)),
  );
}

function isWritten(element) {
  const tag = tagOf(element);
  return (
    tag === 'textarea' ||
    (tag === 'input' && TEXT_INPUTS.includes(attribute(element, 'type').toLowerCase())) ||
    element.isContentEditable === true
  );
}
