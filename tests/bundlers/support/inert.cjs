// Loaded before a program (`node --require`): at the program's end, prints what it has done to the world around it, as JSON.

const { createHook } = require('node:async_hooks');
const { writeSync } = require('node:fs');
const { runInNewContext } = require('node:vm');

/** What every program may look at: JavaScript's own, and what the program itself prints with. */
const PLAIN = new Set([...runInNewContext('Object.getOwnPropertyNames(globalThis)'), 'globalThis', 'global', 'process', 'console']);
/** What Node has not, or not yet, and a tracker could look for. */
const OF_PAGES = ['localStorage', 'sessionStorage', 'indexedDB', 'addEventListener', 'XMLHttpRequest', 'history', 'screen'];
/** What keeps a process alive, or leaves it. */
const HELD = /^(Timeout|Immediate|TCP|UDP|HTTP|GETADDRINFO|DNS|MESSAGEPORT|WORKER|PROCESS)/;

const read = new Set();
const held = [];

// Node makes some of its globals when they are first read, out of others; and it complains where its localStorage is read.
const names = Object.getOwnPropertyNames(globalThis).filter((name) => !PLAIN.has(name) && !OF_PAGES.includes(name));
const watched = [...names.map((name) => [name, globalThis[name]]), ...OF_PAGES.map((name) => [name, undefined])];
for (const [name, value] of watched) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: false,
    get() {
      read.add(name);
      return value;
    },
  });
}

const before = new Map(Reflect.ownKeys(globalThis).map((key) => [key, JSON.stringify(shapeOf(key))]));

createHook({ init: (id, type) => void (HELD.test(type) && held.push(type)) }).enable();

process.once('exit', () => {
  const after = Reflect.ownKeys(globalThis);
  const changed = after.filter((key) => before.get(key) !== JSON.stringify(shapeOf(key)));
  const removed = [...before.keys()].filter((key) => !after.includes(key));
  writeSync(1, `${JSON.stringify({ changed: [...changed, ...removed].map(String), held, read: [...read] })}\n`);
});

/** What of a global shows that it was replaced. */
function shapeOf(key) {
  const { value, get, ...rest } = Object.getOwnPropertyDescriptor(globalThis, key);
  return { ...rest, ...(get ? { getter: String(get) } : { type: typeof value }) };
}
