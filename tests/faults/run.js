// Plays a scenario with a tracker, and counts what became of its events.

import { setTimeout as sleep } from 'node:timers/promises';

import { setStage } from './stage.js';

/** A visitor who comes back makes a tracker send what it still has, after its usual wait for more; copies show then. */
const LAST_VISIT_MS = 4000;
/** How far the time of a stored event may be from that of its capture. */
const TOLERANCE_MS = 30_000;

/** Gives the counts. What goes wrong on the stage is an `error` in them. */
export async function run(scenario, subject) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 100) / 10;
  const names = { scenario: scenario.name, subject: subject.name };
  try {
    const stage = await setStage(subject, scenario.script);
    try {
      await scenario.play(stage);
      await delivered(stage, scenario.patience ?? 30);
      await stage.visit();
      await sleep(LAST_VISIT_MS);
      return { ...names, ...count(stage), seconds: seconds() };
    } finally {
      await stage.clear();
    }
  } catch (error) {
    return { ...names, error: String(error.stack), seconds: seconds() };
  }
}

/** Waits until everything captured is stored, or for as many seconds. */
async function delivered({ server, captured }, patience) {
  for (const end = Date.now() + patience * 1000; Date.now() < end; await sleep(250)) {
    const stored = new Set(server.stored().map(({ number }) => number));
    if ([...captured.keys()].every((number) => stored.has(number))) return;
  }
}

function count({ server, proxy, captured, called }) {
  const rows = server.stored();
  const stored = new Set(rows.map(({ number }) => number));
  const isMisdated = ({ number, timestamp }) => Math.abs(timestamp - captured.get(number)) > TOLERANCE_MS;
  const onWire = [...proxy.copies.values()];
  return {
    called: called(),
    captured: captured.size,
    delivered: stored.size,
    lost: [...captured.keys()].filter((number) => !stored.has(number)).length,
    storedTwice: rows.length - stored.size,
    copies: onWire.reduce((sum, times) => sum + times - 1, 0),
    misdated: rows.filter(isMisdated).length,
  };
}
