// The real collector in a process of its own, on a free port and a database of its own.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const READ_KEY = 'a-read-key-for-the-tests';
export const ADMIN_KEY = 'an-admin-key-for-the-tests';
export const COLLECTOR = process.env.HOOFPRINT_COLLECTOR ?? 'target/debug/hoofprint-collector';

/** Gives rows of the database in a directory, as a person reads it with `sqlite3`. */
export const queryOf = (data) => (sql) => {
  const text = execFileSync('sqlite3', ['-json', '-readonly', join(data, 'hoofprint.sqlite3'), sql], { maxBuffer: 1 << 28 });
  return text.length > 0 ? JSON.parse(text) : [];
};

/** Starts a collector that serves the tracker's `files`. Give `data` and `port` to start one again where another was killed. */
export async function startCollector({ data = mkdtempSync(join(tmpdir(), 'hoofprint-')), port = 0, files = 'dist' } = {}) {
  const args = ['--listen', `127.0.0.1:${port}`, '--data', data, '--static', files, '--www', 'www'];
  const child = spawn(COLLECTOR, args, {
    env: { ...process.env, HOOFPRINT_READ_KEY: READ_KEY, HOOFPRINT_ADMIN_KEY: ADMIN_KEY },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  // A test that ends early leaves none behind.
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  child.once('exit', () => process.off('exit', abandon));
  const url = await listening(child, exited);
  const end = async (signal) => {
    child.kill(signal);
    await exited;
  };

  const query = queryOf(data);

  return {
    url,
    data,
    port: Number(new URL(url).port),
    query,
    kill: () => end('SIGKILL'),
    /** Lets it end in order, and leaves the data. */
    leave: () => end('SIGTERM'),
    async stop() {
      await end('SIGTERM');
      rmSync(data, { recursive: true });
    },

    /** The stored events in the order of their capture, each with its properties read. */
    events: () =>
      query('SELECT uuid, event, distinct_id, timestamp, properties, elements_chain FROM events ORDER BY timestamp, uuid').map((row) => ({
        ...row,
        properties: JSON.parse(row.properties),
      })),

    /** The persons, each with its distinct ids and its properties read. */
    persons: () =>
      query(`SELECT p.uuid, p.is_identified, p.properties, json_group_array(d.distinct_id) AS ids
             FROM persons p JOIN person_distinct_ids d ON d.person_id = p.id GROUP BY p.id ORDER BY p.id`).map((row) => ({
        ...row,
        properties: JSON.parse(row.properties),
        ids: JSON.parse(row.ids),
      })),
  };
}

async function listening(child, exited) {
  let printed = '';
  child.stdout.setEncoding('utf8');
  const line = new Promise((resolve) => {
    child.stdout.on('data', (text) => {
      printed += text;
      const match = /listening on (http:\S+)/.exec(printed);
      if (match) resolve(match[1]);
    });
  });
  const failed = exited.then((code) => Promise.reject(new Error(`the collector ended with ${code}: ${printed}`)));
  failed.catch(() => {});
  return Promise.race([line, failed]);
}

/** Waits until `check` gives something truthy, and gives that; fails after `seconds` with what `describe` says. */
export async function eventually(check, { seconds = 20, describe = () => String(check) } = {}) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${describe()}`);
    await sleep(50);
  }
}
