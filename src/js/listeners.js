// Functions of the page that want to be told.

/** News that concern only those who ask for them. */
const PRIVATE = ['session', 'delivered', 'dropped', 'settled', 'visitor', 'flags', 'flagsWanted'];

export function createListeners(guarded) {
  const listeners = { __proto__: null };
  const of = (kind) => (listeners[kind] ??= new Set());
  return {
    /** Adds a listener of a kind of news; gives a function that takes it away. */
    add(kind, listener) {
      if (typeof listener !== 'function') return () => {};
      const called = guarded(`on ${kind}`, listener);
      of(kind).add(called);
      return () => void of(kind).delete(called);
    },

    has: (kind) => of(kind).size + of('*').size > 0,

    emit(kind, ...news) {
      of(kind).forEach((listener) => listener(...news));
      if (!PRIVATE.includes(kind)) of('*').forEach((listener) => listener(kind, ...news));
    },
  };
}
