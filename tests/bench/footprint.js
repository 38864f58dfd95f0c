// What a tracker leaves on the page: writes to storage, and memory.

import { comparison } from './format.js';
import { minus, summary } from './rounds.js';
import { expectDelivery } from './stage.js';

const CAPTURES = 1000;
const CAPTURES_A_TASK = 10;
const IDLE_SECONDS = 60;

/** Before anything else runs in a page: counts writes to storage and cookies, and keeps the memories of WebAssembly. */
const WATCH = `<script>(${watchPage})()</script>`;

function watchPage() {
  window.writes = 0;
  window.memories = [];
  for (const name of ['setItem', 'removeItem']) {
    const original = Storage.prototype[name];
    Storage.prototype[name] = function (...args) {
      writes++;
      return original.apply(this, args);
    };
  }
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', {
    ...cookie,
    set(text) {
      writes++;
      cookie.set.call(this, text);
    },
  });
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await original(...args);
      memories.push((made.instance ?? made).exports.memory);
      return made;
    };
  }
}

/** Of each subject: writes for a thousand captures and while idle, kilobytes of JavaScript's heap and of WebAssembly. */
export async function measureFootprint(stage, count) {
  const { full, ...subjects } = stage.subjects;
  const samples = Object.fromEntries(Object.keys(subjects).map((key) => [key, []]));
  for (let round = 0; round < count; round++) {
    // Nothing is timed here, so that all may wait at once.
    const visits = Object.entries(subjects).map(async ([key, subject]) =>
      samples[key].push(await stage.visit(subject, (page) => footprintOf(page, subject), { before: WATCH })));
    await Promise.all(visits);
  }
  const { empty, ...others } = samples;
  const ofEach = (measure) => Object.fromEntries(Object.entries(others).map(([key, rounds]) => [key, summary(rounds.map(measure))]));
  return {
    captures: CAPTURES,
    idleSeconds: IDLE_SECONDS,
    writes: ofEach(({ writes }) => writes),
    idle: ofEach(({ idle }) => idle),
    memory: minus(samples, 'empty', ({ heap, wasm }) => heap + wasm),
    wasm: ofEach(({ wasm }) => wasm),
  };
}

async function footprintOf(page, subject) {
  const writes = () => page.evaluate('writes');
  const begin = await writes();
  const capture = () => page.evaluate(`(${captureMany})(${subject.track}, ${CAPTURES}, ${CAPTURES_A_TASK})`);
  if (subject.count) await expectDelivery(subject, 'capture', CAPTURES, capture);
  const busy = await writes();
  await page.waitForTimeout(IDLE_SECONDS * 1000);
  const idle = await writes();
  const wasm = await page.evaluate('memories.reduce((bytes, { buffer }) => bytes + buffer.byteLength, 0)');
  if (subject.isOurs && !wasm) throw new Error('the memory of the core was not found');
  return { writes: busy - begin, idle: idle - busy, heap: (await heapBytes(page)) / 1024, wasm: wasm / 1024 };
}

async function captureMany(track, captures, capturesATask) {
  for (let made = 0; made < captures; made += capturesATask) {
    for (let at = 0; at < capturesATask; at++) track('capture', { plan: 'team', seats: 12 });
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** What lives on JavaScript's heap after garbage is collected. */
async function heapBytes(page) {
  const devtools = await page.context().newCDPSession(page);
  // What finalisers let go is there for the second time.
  for (let time = 0; time < 2; time++) await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
}

/** What is said of it. */
export function tellFootprint(subjects, { captures, idleSeconds, writes, idle, memory, wasm }) {
  const many = captures.toLocaleString('en');
  return `Writes to \`localStorage\`, \`sessionStorage\` and cookies, removals too, while ${many} events were captured and sent, and in the
${idleSeconds} seconds after that, in which the page did nothing. The memory of the page then, garbage collected, beyond the empty page's:
JavaScript's heap and what WebAssembly has.

${comparison(subjects, { [`writes for ${many} events`]: writes, 'writes while idle': idle })}

${comparison(subjects, { 'memory, KB': memory, 'of it WebAssembly, KB': wasm })}`;
}
