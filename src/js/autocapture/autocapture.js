// Clicks, changes and submits, captured as they happen anywhere on the page (posthog-autocapture §2–§5): one listener an
// event type, on the document, before the page's own can stop the event.

import { attempt } from '../attempt.js';
import { attribute, attributes, chainOf, ownerOfIcon, tagOf, targetOf } from './dom.js';
import { elementsChain } from './chain.js';
import { describe, LONGEST_TEXT_NODE, safeText, textOf } from './element.js';
import { passes } from './gates.js';
import { createRageDetector, isPatient } from './rageclick.js';
import { looksSecret, mayCapture, selectedText } from './secrets.js';

const OWN_PROPERTY = 'data-ph-capture-attribute-';

/**
 * Calls `capture(event, properties)` for what the visitor does, as `config()` says; `guarded` makes a listener that does not
 * throw. Gives a function that ends it.
 */
export function watchActions(config, capture, guarded) {
  const isRage = createRageDetector();

  const onAction = guarded('autocapture', (event) => {
    const { autocapture, rageclick, get_current_url } = config();
    if (!autocapture) return;
    const isCopy = event.type === 'copy' || event.type === 'cut';
    const options = typeof autocapture === 'object' ? autocapture : {};
    if (isCopy && !options.capture_copied_text) return;
    const chain = ownerOfIcon(chainOf(targetOf(event)));
    const isRageclick =
      event.type === 'click' && rageclick && isRage(event.clientX, event.clientY, event.timeStamp, rageclick);
    const address = get_current_url ? get_current_url(location.href) : location.href;
    if (!passes(chain, event.type, options, address, isCopy)) return;
    const properties = () => propertiesOf(chain, event, config());
    if (isRageclick && !isPatient(chain, rageclick)) capture('$rageclick', properties());
    if (!isCopy) return capture('$autocapture', properties());
    const $selected_content = safeText(selectedText()).slice(0, LONGEST_TEXT_NODE).trim();
    if ($selected_content) capture('$copy_autocapture', { ...properties(), $selected_content, $copy_type: event.type });
  });

  const types = ['click', 'change', 'submit', 'copy', 'cut'];
  for (const type of types) document.addEventListener(type, onAction, true);
  return () => {
    for (const type of types) document.removeEventListener(type, onAction, true);
  };
}

/** What is told of an event on the chain's first element. */
function propertiesOf(chain, { type }, config) {
  const elements = chain.map((element) => describe(element, config));
  const [first] = elements;
  const text = (!config.mask_all_text && textOf(chain[0])) || undefined;
  first.$el_text = text;
  const href = hrefOf(chain, config);
  if (href) first.attr__href = href;
  return {
    $event_type: type,
    $ce_version: 1,
    $elements_chain: elementsChain(elements),
    $el_text: text,
    $external_click_url: href && type === 'click' && isElsewhere(href) ? href : undefined,
    ...ownProperties(chain),
  };
}

/** The address of the outermost link around the target. */
function hrefOf(chain, { disable_capture_url_hashes }) {
  let href;
  for (const element of chain) {
    if (tagOf(element) !== 'a') continue;
    const value = attribute(element, 'href');
    href = mayCapture(element) && !looksSecret(value) ? value : undefined;
  }
  return disable_capture_url_hashes ? href?.split('#')[0] : href;
}

const isElsewhere = (href) => attempt(() => new URL(href, location.href).host !== location.host, false);

/** The properties that the page itself gives by attributes. */
function ownProperties(chain) {
  const properties = {};
  for (const element of chain) {
    for (const { name, value } of attributes(element)) {
      if (!name.startsWith(OWN_PROPERTY) || !value || looksSecret(value) || !mayCapture(element)) continue;
      properties[name.slice(OWN_PROPERTY.length)] = value;
    }
  }
  return properties;
}
