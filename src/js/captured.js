/** What `capture` gives back: the event as it will be sent, read from its text where it is asked for. */
export class Captured {
  constructor(text) {
    let event;
    // Not enumerable: whoever looks at a receipt sees the event.
    Object.defineProperty(this, 'toJSON', { value: () => (event ??= JSON.parse(text)) });
  }
}

for (const key of ['uuid', 'event', 'properties', '$set', '$set_once', '$unset', 'timestamp']) {
  Object.defineProperty(Captured.prototype, key, {
    get() {
      return this.toJSON()[key];
    },
  });
}
