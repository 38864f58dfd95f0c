// The README's first command, as a newcomer runs it: it ends in a running demo whose pageview is stored.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, it } from 'node:test';

import { startBrowser } from './support/browser.js';
import { eventually } from './support/collector.js';

const data = mkdtempSync(join(tmpdir(), 'hoofprint-start-'));
const npm = spawn('npm', ['start'], {
  env: { ...process.env, PORT: '0', HOOFPRINT_DATA: data },
  stdio: ['ignore', 'pipe', 'inherit'],
  // A group of its own: npm, the shell below it and the collector end together.
  detached: true,
});

after(async () => {
  const ended = once(npm, 'exit');
  process.kill(-npm.pid, 'SIGTERM');
  await ended;
  rmSync(data, { recursive: true });
});

/** The address in the first line of the output that holds this text. */
async function address(text) {
  for await (const line of createInterface({ input: npm.stdout })) {
    if (line.includes(text)) return /http:\S+/.exec(line)[0];
  }
  throw new Error(`npm start ended without "${text}"`);
}

it('ends in a running demo, whose pageview is stored', async () => {
  const demo = await address('is listening on');
  const browser = await startBrowser();
  try {
    const page = await (await browser.newVisitor()).newPage();
    await page.goto(demo);
    const stored = () => {
      const sql = 'SELECT event FROM events';
      return execFileSync('sqlite3', ['-readonly', join(data, 'hoofprint.sqlite3'), sql], { encoding: 'utf8' });
    };
    assert.equal(await eventually(stored), '$pageview\n');
  } finally {
    await browser.stop();
  }
});
