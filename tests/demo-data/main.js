// npm run demo:data: plays a year of an invented product in real browsers, so that the insights have something to show.

import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { queryOf, startCollector } from '../e2e/support/collector.js';
import { MINUTE } from './calendar.js';
import { generate, SIZES } from './generator.js';
import { ledgerOf } from './ledger.js';
import { play } from './play.js';
import { progressLine } from './progress.js';
import { differences } from './stored.js';

const HELP = `npm run demo:data -- [OPTION…]
  Lets browsers with the real snippet play ${SIZES.full.organisations} organisations, ${SIZES.full.users} people and a year that ends
  now, and looks whether each event is stored once. It takes some minutes. Afterwards npm start shows the year.

  --small       ${SIZES.small.organisations} organisations, ${SIZES.small.users} people and two months, in seconds
  --check       into a directory of its own, which is deleted afterwards; then asks for all insights, and compares each answer with
                what is computed from the ledger of what happened, and with DuckDB's
  --data DIR    where the collector's database lies, or is to lie (default: what npm start uses, .hoofprint)
  --url URL     a collector that runs already, on the database in --data
  --token NAME  the project (default: hp_year)
  --seed TEXT   another year
  --at-once N   how many browser pages play (default: 4)
  --help        this`;

const { values: given } = parseArgs({
  options: {
    small: { type: 'boolean' },
    check: { type: 'boolean' },
    data: { type: 'string' },
    url: { type: 'string' },
    token: { type: 'string', default: 'hp_year' },
    seed: { type: 'string' },
    'at-once': { type: 'string', default: '4' },
    help: { type: 'boolean' },
  },
});

async function main() {
  if (given.help) return console.log(HELP);
  const { token, url } = given;
  const data = given.check ? mkdtempSync(join(tmpdir(), 'hoofprint-year-')) : resolve(given.data ?? process.env.HOOFPRINT_DATA ?? '.hoofprint');
  const query = queryOf(data);
  const isThere = existsSync(join(data, 'hoofprint.sqlite3'));
  if (isThere && query(`SELECT 1 FROM projects WHERE token = ${quoted(token)}`).length > 0) {
    throw new Error(`the project ${token} in ${data} has events already; name another one with --token, or another directory with --data`);
  }
  if (url && !isThere) throw new Error(`no database in ${data}; name the directory of the collector at ${url} with --data`);

  const end = Math.floor(Date.now() / MINUTE) * MINUTE;
  const world = generate({ seed: given.seed, end, size: given.small ? 'small' : 'full' });
  const ledger = ledgerOf(world);
  say(`${world.organisations.length} organisations, ${world.users.length} people, ${ledger.events.length} events`);
  const collector = url ? { url, leave() {} } : await startCollector({ data });
  try {
    const began = Date.now();
    const line = progressLine(ledger.events.length, 'events');
    const ids = await play(world, {
      collector: collector.url,
      token,
      atOnce: Number(given['at-once']),
      progress: ({ id }) => line.add(ledger.eventsOn.get(id)),
    });
    line.end();
    say(`played in ${Math.round((Date.now() - began) / 1000)} s`);
    const wrong = differences(ledger, query, { token, ids });
    const known = ledger.persons.filter(({ isKnown }) => isKnown);
    report(wrong, `all ${ledger.events.length} events are stored once, and ${known.length} persons as they are`);
    if (given.check && wrong.length === 0) {
      // DuckDB is large, and needed here only.
      const { checkAnswers } = await import('./check.js');
      const found = await checkAnswers({ ledger, ids, collector, query, token, say });
      report(found, 'all answers are those of the ledger');
    }
  } finally {
    if (given.check) await collector.stop();
    else await collector.leave();
  }
  if (!given.check && !process.exitCode) say(`npm start shows them, at /insights/#/dashboard/team?project=${token}`);
}

function report(wrong, good) {
  if (wrong.length === 0) return say(good);
  for (const complaint of wrong) console.error(`error: ${complaint}`);
  process.exitCode = 1;
}

function say(text) {
  console.log(text);
}

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

try {
  await main();
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
