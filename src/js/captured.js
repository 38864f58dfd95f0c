/** What `capture` gives back: the event as it will be sent, read from its text where it is asked for. */
export class Captured {
  constructor(text) {
    let event;
    // Not enumerable: whoever looks at a receipt sees the event.
    Object.defineProperty(this, 'toJSON', { __proto__: null, value: () => (event ??= read(text)) });
  }
}

function read(text) {
  const event = JSON.parse(text);
  event.timestamp = new Date(event.timestamp);
  return event;
}

for (const key of ['uuid', 'event', 'properties', '$set', '$set_once', '$unset', 'timestamp']) {
  Object.defineProperty(Captured.prototype, key, {
    __proto__: null, // The page may have put anything on `Object.prototype`.
    get() {
      return this.toJSON()[key];
    },
  });
}
