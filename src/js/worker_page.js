// What a worker has of a page: nothing to see, and a storage that somebody else keeps.

class Store {
  constructor(kept) {
    Object.defineProperty(this, 'kept', { value: kept });
  }
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key, text) {
    this[key] = String(text);
    settle(this.kept?.write(key, this[key]));
  }
  removeItem(key) {
    delete this[key];
    settle(this.kept?.remove(key));
  }
}

/** The one who keeps it may be asynchronous, and fail. */
const settle = (given) => void Promise.resolve(given).catch(() => {});

export let localStorage = new Store();
export const sessionStorage = new Store();

/** Takes over what is kept. */
export async function fill(storage) {
  localStorage = new Store(storage);
  try {
    Object.assign(localStorage, await storage?.read());
  } catch {
    // Then this worker begins anew.
  }
}

export const innerWidth = undefined;
export const innerHeight = undefined;
export const devicePixelRatio = 1;

export const document = {
  visibilityState: 'visible',
  cookie: '',
  referrer: '',
  title: '',
  addEventListener() {},
  removeEventListener() {},
};

const own = { document: () => document, localStorage: () => localStorage, sessionStorage: () => sessionStorage, window: () => page };

/** The real global object. Tests of what imports this run in Node, which has none of that name. */
const whole = typeof self === 'undefined' ? {} : self;

/** The platform's functions want to be called upon it; its classes take no notice. */
const bound = (value) => (typeof value === 'function' && !value.prototype ? value.bind(whole) : value);

/** The global object, as the tracker is to see it. */
export const page = new Proxy(whole, { get: (global, name) => (Object.hasOwn(own, name) ? own[name]() : bound(global[name])) });
