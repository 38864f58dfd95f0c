// What a core asks of the page that it runs in: everything in which the page has a say. Nothing here throws.

import { attempt } from './attempt.js';
import { toJson } from './json.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What is asked of the durable copies (`Shelf`). */
const [OPEN, , LEAVE, WIPE] = [0, 1, 2, 3];
/** Between events that are kept together. */
const SEPARATOR = '\x1e';
/** Hooks may capture events themselves, whose hooks may do so again. */
const DEEPEST_REVIEW = 10;

/**
 * The page's side of a tracker. `config()` gives the options, `emit` tells listeners, `environment` describes browser and place,
 * `network` sends, `shelf` keeps copies, `scroll` follows views, `wake` tells the core that time has passed, `keep` asks it for the
 * events that are kept.
 */
export function createPage(config, emit, environment, network, shelf, scroll, wake, keep, log) {
  let depth = 0;
  const texts = new Map(); // Of the events on their way, by the core's numbers for them.
  const awaited = new Map(); // By the same: whom to tell a text that is to come.
  /** The body of a request (`wire::Batch`). */
  const bodyOf = (events, offered) => {
    const members = [`"api_key":${JSON.stringify(config().token)}`, `"batch":[${Array.from(events, (id) => texts.get(id)).join()}]`];
    if (offered) members.push(`"offered":${offered}`);
    return `{${members.join()},"sent_at":"${attempt(() => new Date().toISOString(), '')}"}`;
  };
  const page = {
    ...environment,
    ...network,
    send: (id, retry, events, offered) => network.send(id, retry, bodyOf(events, offered)),
    handOver: (id, events) => network.handOver(id, bodyOf(events)),
    hold: (id, text) => texts.set(id, text),
    keepSoon: () => void Promise.resolve().then(keep),
    keep(ids, events) {
      events.split(SEPARATOR).forEach((text, at) => {
        texts.set(ids[at], text);
        awaited.get(ids[at])?.(text);
        shelf.keep(ids[at], text);
      });
      awaited.clear();
    },
    /** Tells the text of an event, now or when it comes. */
    tellText(id, tell) {
      if (texts.has(id)) tell(texts.get(id));
      else awaited.set(id, tell);
    },
    discard(ids) {
      for (const id of ids) texts.delete(id);
      shelf.discard(ids);
    },
    shelf(command) {
      if (command === WIPE) network.forget();
      shelf.command(command);
      if (command === LEAVE) texts.clear();
      if (command === OPEN) texts.forEach((text, id) => shelf.keep(id, text));
    },
    log,
    wake: (milliseconds) => void setTimeout(wake, milliseconds),

    /** What became of reviewed events, by their uuid, while somebody waits for one of them; null before the first. */
    reviewed: undefined,
    /** Why the session began that began last. */
    change: undefined,

    device: (uuid) => attempt(() => String(config().get_device_id(uuid) || uuid), uuid),

    scrolled(begins) {
      const properties = toJson(scroll.properties(), Infinity);
      if (begins) scroll.begin();
      return properties;
    },

    review(text) {
      let event;
      depth++;
      try {
        if (depth > DEEPEST_REVIEW) throw 'hooks capture events without end';
        event = hooked(config(), text, log);
        if (event) emit('eventCaptured', event);
      } catch (error) {
        event = undefined;
        log('before_send: dropped, it failed:', error);
      }
      depth--;
      if (page.reviewed !== undefined) (page.reviewed ??= new Map()).set(uuidOf(text), event);
      // The caller's part has been cut to its length already.
      return event && toJson(event, Infinity);
    },

    settled(reason, uuids) {
      for (const uuid of JSON.parse(uuids)) emit(reason ? 'dropped' : 'delivered', reason ? { uuid, reason } : { uuid });
      emit('settled');
    },

    visitor: () => emit('visitor'),

    session(text) {
      const [id, window, change] = JSON.parse(text);
      page.change = change;
      emit('session', id, window, change);
    },
  };
  return page;
}

const BEFORE_UUID = '{"uuid":"'.length;

/** The uuid of an event's text, which begins with it. */
export const uuidOf = (text) => text.slice(BEFORE_UUID, text.indexOf('"', BEFORE_UUID));

/** An event as the page's hooks leave it; `undefined` where they hold it back. */
function hooked({ sanitize_properties, before_send, _onCapture }, text, log) {
  const drop = (reason) => log(`before_send: dropped, ${reason}:`, text);
  let event = JSON.parse(text);
  const { uuid } = event;
  event.timestamp = new Date(event.timestamp);
  if (sanitize_properties) {
    const { $process_person_profile, ...properties } = event.properties;
    event.properties = { ...sanitize_properties(properties, event.event), $process_person_profile };
    if (event.$set_once) event.$set_once = sanitize_properties(event.$set_once, '$set_once');
  }
  for (const hook of [before_send].flat()) {
    if (typeof hook !== 'function') continue;
    event = hook(event);
    if (event === null || event === undefined) return drop('as the page wants');
  }
  if (typeof event !== 'object' || typeof event.event !== 'string') return drop('it has no name');
  if (!event.properties || !Object.keys(event.properties).length) log('before_send: no properties are left:', text);
  if (!event.properties?.token) return drop('it has no token');
  if (!UUID.test(event.uuid)) event.uuid = uuid;
  _onCapture?.(event.event, event);
  return event;
}
