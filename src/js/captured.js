// What `capture` gives back. Few pages look at it, so the text is read only for those who do.

const KEYS = ['uuid', 'event', 'properties', '$set', '$set_once', '$unset', 'timestamp'];

/** The texts of events at which nobody has looked yet, and the events of the others. */
const texts = new WeakMap();
const events = new WeakMap();
/** How to hurry texts that are to come. */
const asks = new WeakMap();

function read(captured) {
  if (!events.has(captured)) {
    if (!texts.has(captured)) asks.get(captured)?.();
    const event = JSON.parse(texts.get(captured) ?? '{}');
    event.timestamp = new Date(event.timestamp);
    events.set(captured, event);
    texts.delete(captured);
  }
  return events.get(captured);
}

/** Own properties, as of any object, but the same functions for all events: making new ones took longer than the call. */
const properties = { __proto__: null }; // The page may have put anything on `Object.prototype`.
for (const key of KEYS) {
  properties[key] = {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return read(this)[key];
    },
    set(value) {
      read(this)[key] = value;
    },
  };
}

/** The event as it will be sent. `follow(tell)` tells its text, now or later; `ask()` makes that now. */
export function captured(follow, ask) {
  const event = Object.defineProperties({}, properties);
  if (ask) asks.set(event, ask);
  follow((text) => texts.set(event, text));
  return event;
}
