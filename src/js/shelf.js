// Durable copies of the events that wait to be sent. IndexedDB survives a killed browser, but takes its time, and cannot be
// written while the page goes; localStorage can. So events go into the one at once, and into the other what is not there in time,
// or when the page goes. What neither takes is sent at once.
//
// Each page has a queue of its own, and a lock while it lives. Whoever gets the lock of another queue knows that its page is
// gone, and takes its events over.

import { attempt } from './attempt.js';

const DATABASE = 'hoofprint';
const EVENTS = 'events';
/** Characters in localStorage, which the page needs for itself; the oldest events go first. */
const MAX_SPILL = 512 * 1024;
/** How long the database may take until events go into localStorage, too. */
const PATIENCE_MS = 20;
const LONGEST_OPENING_MS = 3000;
const MAX_FAILURES = 3;
const NO_CORE = 'there is no core';

/**
 * The copies of one tracker; `nameOf()` tells it from others. `adopt(text)` takes an event over and gives its id here, nothing
 * where nobody wants it; `isReady()` says whether it can be asked, `whenOpen(run)` waits for that; `rescue()` sends what waits.
 * Nothing here throws.
 */
export function createShelf(nameOf, adopt, isReady, whenOpen, rescue, guarded) {
  const unsaved = new Map(); // By id: key and text of what is not known to be in the database.
  const fresh = new Set(); // Ids of what no transaction has yet.
  const deleted = new Set();
  let queue;
  let unlock;
  let database; // A promise of it.
  let isOpen = false;
  let wasOpen = false;
  let late; // The timer for what the database takes too long for.
  let failures = 0;
  let isWriting = false;
  let hasSpilled = false;

  const prefix = () => `ph_${nameOf()}_outbox/`;
  const keyOf = (id, of = queue) => `${prefix()}${of}/${id}`;
  const rangeOf = (start) => IDBKeyRange.bound(start, `${start}\uffff`);

  const open = () =>
    (database ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(EVENTS);
      request.onsuccess = () => {
        const { result } = request;
        // Whoever wants to delete or change it is not to wait for us.
        result.onversionchange = () => {
          result.close();
          forget();
        };
        result.onclose = forget;
        resolve(result);
      };
      request.onerror = request.onblocked = reject;
      // Some browsers never answer.
      setTimeout(reject, LONGEST_OPENING_MS);
    }));

  const forget = () => {
    database = undefined;
    isOpen = false;
  };

  /** Runs `work(store)` in a transaction; gives what that gives, when the transaction is done. */
  const transact = async (work) => {
    const transaction = (await open()).transaction(EVENTS, 'readwrite');
    isOpen = wasOpen = true;
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = reject;
    });
    done.catch(() => {});
    const given = await Promise.race([work(transaction.objectStore(EVENTS)), done]);
    transaction.commit?.();
    await done;
    return given;
  };
  const result = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = reject;
    });

  /** Brings the database up to date. One transaction at a time; what comes meanwhile goes into the next. */
  const write = async () => {
    if (isWriting) return;
    isWriting = true;
    let keys = [];
    // Everything that this task does goes along.
    await undefined;
    // To open the database takes longer than an event may be unsafe.
    if (!isOpen) spillOrSend();
    try {
      while (failures < MAX_FAILURES && (fresh.size || deleted.size)) {
        const events = [...fresh].map((id) => [id, ...unsaved.get(id)]);
        keys = [...deleted];
        fresh.clear();
        deleted.clear();
        await transact((store) => {
          for (const [, key, text] of events) store.put(text, key);
          for (const key of keys) store.delete(key);
        });
        for (const [id] of events) unsaved.delete(id);
        failures = 0;
      }
    } catch {
      failures++;
      forget();
      for (const id of unsaved.keys()) fresh.add(id);
      for (const key of keys) deleted.add(key);
    }
    isWriting = false;
    clearTimeout(late);
    late = undefined;
    if (failures || hasSpilled) spillOrSend();
  };

  /** Writes into localStorage what is not in the database. Says whether all of it is there; without a store memory has it. */
  const spill = () =>
    attempt(() => {
      let room = MAX_SPILL;
      const fits = ([, [, text]]) => text.length <= room && (room -= text.length) >= 0;
      const events = [...unsaved].reverse().filter(fits).reverse();
      hasSpilled = events.length > 0;
      if (hasSpilled) localStorage.setItem(prefix() + queue, JSON.stringify(events.map(([id, [, text]]) => [id, text])));
      else localStorage.removeItem(prefix() + queue);
      return events.length === unsaved.size;
    });

  const spillOrSend = () => spill() || (unsaved.size && rescue());

  const spilledQueues = () =>
    attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix())).map((key) => key.slice(prefix().length)), []);

  const findOrphans = async () => {
    const seen = new Set();
    const look = (found) => {
      if (found === queue || seen.has(found)) return;
      seen.add(found);
      withLock(found, () => adoptQueue(found));
    };
    spilledQueues().forEach(look);
    const keys = await transact((store) => result(store.getAllKeys(rangeOf(prefix())))).catch(() => []);
    keys.forEach((key) => look(key.slice(prefix().length).split('/')[0]));
  };

  const withLock = (of, run) => (navigator.locks ? navigator.locks.request(prefix() + of, run).catch(() => {}) : run());

  const spilledEvents = (of) => {
    const events = attempt(() => JSON.parse(localStorage.getItem(prefix() + of)));
    return Array.isArray(events) ? events : [];
  };

  /** Takes the events of a page that is gone over: from now on their copies are ours. */
  const adoptQueue = guarded('shelf', async (of) => {
    // Between its way into the back/forward cache and back a page has none.
    queue ?? newQueue();
    const taken = new Map();
    /** Gives an event's id here; `undefined` where nobody wants it, or it has one. Throws where nobody can be asked. */
    const take = (id, text) => {
      if (taken.has(id) || typeof text !== 'string') return;
      if (!isReady()) throw NO_CORE;
      const ours = adopt(text);
      if (!isReady()) throw NO_CORE;
      taken.set(id, ours);
      return ours;
    };
    try {
      await transact(async (store) => {
        const range = rangeOf(keyOf('', of));
        const [keys, texts] = await Promise.all([result(store.getAllKeys(range)), result(store.getAll(range))]);
        keys.forEach((key, at) => {
          const ours = take(+key.split('/').pop(), texts[at]);
          if (ours) store.put(texts[at], keyOf(ours));
          store.delete(key);
        });
      });
    } catch {
      // Then there is only what was spilled.
    }
    for (const [id, text] of spilledEvents(of)) {
      const ours = take(id, text);
      if (ours) shelf.keep(ours, text);
    }
    // Before the old copies go, the new ones are there.
    spill();
    localStorage.removeItem(prefix() + of);
  });

  const newQueue = () =>
    (queue = attempt(() => crypto.getRandomValues(new Uint32Array(2)).join('-')) ?? String(Math.random()).slice(2));

  const empty = () => [unsaved, fresh, deleted].forEach((all) => all.clear());

  const release = () => {
    unlock?.();
    queue = unlock = undefined;
  };

  const commands = [
    function begin() {
      const ours = queue ?? newQueue();
      // The page may have gone, or refused, before the lock is granted.
      if (!unlock) withLock(ours, () => ours === queue && new Promise((release) => (unlock = release)));
      whenOpen(guarded('shelf', findOrphans));
    },
    spill,
    function leave() {
      // What found no room goes on to the database, if the page lives so long.
      if (spill()) empty();
      release();
      hasSpilled = false;
    },
    async function wipe() {
      empty();
      release();
      for (const each of spilledQueues()) localStorage.removeItem(prefix() + each);
      // A database that is not there is not to be made for that.
      if (!wasOpen && !(await indexedDB.databases?.())?.some(({ name }) => name === DATABASE)) return;
      const erase = () => transact((store) => void store.delete(rangeOf(prefix())));
      await erase().catch(() => {
        forget();
        return erase();
      });
    },
  ];

  const shelf = {
    keep: guarded('shelf', (id, text) => {
      queue ?? newQueue();
      unsaved.set(id, [keyOf(id), text]);
      fresh.add(id);
      late ??= setTimeout(() => {
        late = undefined;
        spillOrSend();
      }, PATIENCE_MS);
      write();
    }),

    discard: guarded('shelf', (ids) => {
      for (const id of ids) {
        // What a transaction may have by now has to be deleted by the next.
        if (!fresh.delete(id)) deleted.add(keyOf(id));
        unsaved.delete(id);
      }
      write();
    }),

    command: guarded('shelf', (command) => commands[command]()),
  };
  return shelf;
}
