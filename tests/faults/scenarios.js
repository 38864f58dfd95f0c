// What goes wrong, and what the visitor does meanwhile.
//
// `play(stage)` ends when the fault is over, and where a page has died the visitor has come back. `patience` is how many
// seconds the tracker then has; `script` runs at the start of every page; `mayCopy` is where only a copy can help; `isAlone`
// is where milliseconds count, so that ours runs by itself.

import { setTimeout as sleep } from 'node:timers/promises';

const MANY = 200;

const seconds = (count) => sleep(count * 1000);

/** Captures a part of the events before something happens and a part after it. */
const withFault = (name, begin, length, patience) => ({
  name,
  patience,
  async play(stage) {
    const tab = await stage.visit();
    begin(stage.proxy);
    // In the middle of it the tracker has something to send.
    for (let part = 0; part < 4; part += 1) {
      await stage.capture(tab, MANY / 4);
      await seconds(length / 4);
    }
    await stage.proxy.mend();
  },
});

const noFault = {
  name: 'no fault',
  async play(stage) {
    const tab = await stage.visit();
    for (let number = 0; number < MANY; number += 1) {
      await stage.capture(tab, 1);
      await sleep(10);
    }
  },
};

const burst = {
  name: 'burst of 200',
  async play(stage) {
    await stage.capture(await stage.visit(), MANY);
  },
};

const fails = (length) => withFault(`500s for ${length} s`, (proxy) => proxy.answerWith(500), length);
const unavailable = withFault('503 with Retry-After for 10 s', (proxy) => proxy.answerWith(503, { 'retry-after': '5' }), 10);
const refused = (length, patience) => withFault(`connection refused for ${length} s`, (proxy) => proxy.refuse(), length, patience);

const offline = {
  name: 'offline while capturing',
  patience: 60,
  async play(stage) {
    const tab = await stage.visit();
    await stage.goOffline();
    await stage.capture(tab, MANY / 2);
    await seconds(5);
    await stage.capture(tab, MANY / 2);
    await stage.goOnline();
  },
};

const navigation = {
  name: 'navigation at once',
  async play(stage) {
    await stage.capture(await stage.visit(), MANY, { leaves: true });
  },
};

/** The tab is closed in the next moment. Most of what was captured is too much to be sent in that time. */
const tabClosed = (name, script) => ({
  name,
  script,
  async play(stage) {
    const tab = await stage.visit();
    await stage.capture(tab, MANY);
    await stage.closeTab(tab);
    await stage.visit();
  },
});

const rendererKilled = {
  name: 'renderer killed after 100 ms',
  isAlone: true,
  async play(stage) {
    const tab = await stage.visit();
    await stage.capture(tab, MANY);
    await sleep(100);
    await stage.killRenderer(tab);
    await stage.visit();
  },
};

const offlineAndClosed = {
  name: 'offline, tab closed',
  async play(stage) {
    const tab = await stage.visit();
    await stage.goOffline();
    await stage.capture(tab, MANY);
    await stage.closeTab(tab);
    await stage.goOnline();
    await stage.visit();
  },
};

const browserKilled = (milliseconds) => ({
  name: `offline, browser killed ${milliseconds} ms after the capture`,
  isAlone: true,
  async play(stage) {
    const tab = await stage.visit();
    await stage.goOffline();
    await stage.capture(tab, MANY);
    await sleep(milliseconds);
    await stage.killBrowser();
    await stage.proxy.mend();
    await stage.restartBrowser();
    await stage.visit();
  },
});

const dropped = {
  name: 'response dropped after the body was taken',
  mayCopy: true,
  async play(stage) {
    const tab = await stage.visit();
    stage.proxy.swallow();
    await stage.capture(tab, MANY);
    await seconds(5);
    await stage.proxy.mend();
  },
};

/** Five times what may outlive a page. `prepare` makes it harder. */
const muchAtUnload = (name, prepare = () => {}) => ({
  name,
  async play(stage) {
    const tab = await stage.visit();
    await prepare(stage, tab);
    await stage.capture(tab, 60, { bytes: 5000, leaves: true });
  },
});

const unload = muchAtUnload('300 KB at unload');
const unloadToSlow = muchAtUnload('300 KB at unload, the server takes 400 ms', ({ proxy }) => proxy.delay(400));
const unloadBesideOthers = muchAtUnload('300 KB at unload, another script holds 50 KB of keepalive', (stage, tab) =>
  stage.holdKeepalive(tab, 50 * 1024),
);

const fillStorage = () => {
  try {
    for (let size = 1 << 22, at = 0; size >= 1; at += 1) {
      try {
        localStorage.setItem(`filler ${at} ${Math.random()}`, 'x'.repeat(size));
      } catch {
        size >>= 1;
      }
    }
  } catch {
    // A page without an address has no storage to fill.
  }
};

const throwFromIndexedDb = () => {
  IDBFactory.prototype.open = () => {
    throw new DOMException('broken', 'UnknownError');
  };
};

const failIndexedDb = () => {
  IDBFactory.prototype.open = () => {
    const request = Object.assign(new EventTarget(), { error: new DOMException('broken', 'UnknownError') });
    request.addEventListener('error', (event) => request.onerror?.(event));
    setTimeout(() => request.dispatchEvent(new Event('error', { cancelable: true })));
    return request;
  };
};

const hangIndexedDb = () => {
  IDBFactory.prototype.open = () => new EventTarget();
};

const storageFull = tabClosed('localStorage full', fillStorage);
const indexedDbThrows = tabClosed('IndexedDB broken: it throws', throwFromIndexedDb);
const indexedDbFails = tabClosed('IndexedDB broken: it fails', failIndexedDb);
const indexedDbHangs = tabClosed('IndexedDB broken: it never answers', hangIndexedDb);

/** Too few for a request at once, were they safe anywhere. */
const noStore = {
  name: 'localStorage full and IndexedDB broken, renderer killed after 1 s',
  script: `(${fillStorage})();(${hangIndexedDb})();`,
  async play(stage) {
    const tab = await stage.visit();
    await stage.capture(tab, 20);
    await seconds(1);
    await stage.killRenderer(tab);
    await stage.visit();
  },
};

/** Numbers from 0 to 1, the same ones each time. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The tabs capture together. In every second round one of them dies and is opened anew; in the end all are closed. */
const tabsKilled = (name, count) => ({
  name,
  isAlone: true,
  async play(stage) {
    const ROUNDS = 10;
    const random = seeded(count);
    const tabs = [];
    while (tabs.length < count) tabs.push(await stage.visit());
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(tabs.map((tab) => stage.capture(tab, MANY / ROUNDS / count)));
      await sleep(100 + random() * 400);
      if (round % 2 === 0) continue;
      const at = Math.floor(random() * count);
      await stage.killRenderer(tabs[at]);
      tabs[at] = await stage.visit();
    }
    await Promise.all(tabs.map(stage.closeTab));
    await stage.visit();
  },
});

/** What a page's clocks say is wrong by so many days. */
const clockOff = (name, days) => ({
  name,
  script: `(() => {
    const Right = Date;
    const off = ${days} * 24 * 60 * 60 * 1000;
    Date = class Date extends Right {
      constructor(...given) {
        if (given.length) super(...given);
        else super(Right.now() + off);
      }
      static now() {
        return Right.now() + off;
      }
    };
    const origin = performance.timeOrigin + off;
    Object.defineProperty(performance, 'timeOrigin', { get: () => origin });
  })();`,
  async play(stage) {
    await stage.capture(await stage.visit(), MANY);
  },
});

const serverKilled = {
  name: 'collector killed and restarted during load',
  patience: 60,
  async play(stage) {
    const tab = await stage.visit();
    const random = seeded(1);
    const load = async (parts) => {
      for (let part = 0; part < parts; part += 1) {
        await stage.capture(tab, 10);
        await sleep(500);
      }
    };
    for (let kill = 0; kill < 2; kill += 1) {
      await load(6);
      await sleep(random() * 500);
      await stage.server.kill();
      await load(3);
      await stage.server.restart();
      await load(1);
    }
  },
};

/** The whole campaign. */
export const ALL = [
  noFault,
  burst,
  fails(10),
  unavailable,
  refused(10, 60),
  refused(60, 200),
  offline,
  navigation,
  tabClosed('tab closed at once'),
  rendererKilled,
  offlineAndClosed,
  browserKilled(50),
  browserKilled(3000),
  dropped,
  unload,
  unloadToSlow,
  unloadBesideOthers,
  storageFull,
  indexedDbThrows,
  indexedDbFails,
  indexedDbHangs,
  noStore,
  tabsKilled('two tabs with random kills', 2),
  tabsKilled('ten tabs with random kills', 10),
  clockOff('clock three days fast', 3),
  clockOff('clock three days slow', -3),
  serverKilled,
];

/** What is quick and still bites, for `npm test`. */
export const SHORT = [
  noFault,
  burst,
  fails(2),
  navigation,
  tabClosed('tab closed at once'),
  rendererKilled,
  // On a machine that does much else meanwhile.
  browserKilled(100),
  dropped,
  unload,
  storageFull,
  indexedDbThrows,
  noStore,
  tabsKilled('two tabs with random kills', 2),
];
