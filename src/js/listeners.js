// Functions of the page that want to be told.

/** News that concern only those who ask for them. */
const PRIVATE = ['session', 'delivered', 'dropped', 'settled', 'visitor', 'flags', 'flagsWanted'];

export function createListeners(guarded) {
  const listeners = new Map();
  return {
    /** Adds a listener of a kind of news; gives a function that takes it away. */
    add(kind, listener) {
      if (typeof listener !== 'function') return () => {};
      const called = guarded(`on ${kind}`, listener);
      if (!listeners.has(kind)) listeners.set(kind, new Set());
      listeners.get(kind).add(called);
      return () => void listeners.get(kind).delete(called);
    },

    has: (kind) => !!(listeners.get(kind)?.size || listeners.get('*')?.size),

    emit(kind, ...news) {
      listeners.get(kind)?.forEach((listener) => listener(...news));
      if (!PRIVATE.includes(kind)) listeners.get('*')?.forEach((listener) => listener(kind, ...news));
    },
  };
}
