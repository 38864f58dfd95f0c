const KEYS = ['uuid', 'event', 'properties', '$set', '$set_once', '$unset', 'timestamp'];

/** What `capture` gives back: the event as it will be sent, read from its text where it is asked for. */
export class Captured {
  constructor(text) {
    let event;
    const read = () => (event ??= parse(text));
    for (const key of KEYS) {
      Object.defineProperty(this, key, {
        __proto__: null, // The page may have put anything on `Object.prototype`.
        configurable: true,
        enumerable: true,
        get: () => read()[key],
        set: (value) => (read()[key] = value),
      });
    }
  }
}

function parse(text) {
  const event = JSON.parse(text);
  event.timestamp = new Date(event.timestamp);
  return event;
}
