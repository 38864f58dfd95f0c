// The truth of the answers: browsers play a small world whose ledger is known beforehand, and whatever the collector answers about it
// is compared with what follows from the ledger, computed here in the plainest way, and with DuckDB's opinion.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';

import { answer, unlike } from '../demo-data/answers/index.js';
import { compare, makeCohorts, run, tiles } from '../demo-data/check.js';
import { MINUTE } from '../demo-data/calendar.js';
import { openDuckDb, SECOND_OPINIONS, unlikeRows } from '../demo-data/duckdb.js';
import { generate, SIZES } from '../demo-data/generator.js';
import { ledgerOf } from '../demo-data/ledger.js';
import { play } from '../demo-data/play.js';
import { COHORTS, questions } from '../demo-data/questions.js';
import { differences } from '../demo-data/stored.js';
import { startCollector } from './support/collector.js';
import { readDocument } from './support/documents.js';

const TOKEN = 'hp_year';
// Ranges such as "the last 30 days" are about now.
const END = Math.floor(Date.now() / MINUTE) * MINUTE;

describe('a generated world', () => {
  const end = Date.parse('2026-06-15T12:00:00Z');

  it('is the same for the same seed and end, and another for another seed', () => {
    assert.deepEqual(generate({ end, size: 'small' }), generate({ end, size: 'small' }));
    assert.notDeepEqual(generate({ end, size: 'small' }), generate({ end, size: 'small', seed: 'another' }));
  });

  for (const size of ['small', 'full']) {
    it(`has as many organisations, people and days as promised: ${size}`, () => {
      const world = generate({ end, size });
      const { organisations, users, days } = SIZES[size];
      assert.equal(world.organisations.length, organisations);
      assert.equal(new Set(world.users.map(({ email }) => email)).size, users);
      const { events, persons, groups } = ledgerOf(world);
      assert.equal(persons.filter(({ properties }) => properties.email).length, users);
      assert.equal(groups.size, organisations);
      assert.equal(new Set(events.map(({ at }) => at)).size, events.length, 'each event has a moment of its own');
      assert.ok(events.every(({ at }) => at >= world.start && at < end));
      assert.ok(events[0].at < world.start + (days / 4) * 86_400_000);
      const names = new Set(events.map(({ event }) => event));
      const wanted = 'signed_up project_created invoice_paid feature_used colleague_invited comment_added projects_exported plan_upgraded';
      for (const name of wanted.split(' ')) assert.ok(names.has(name), name);
      assert.ok(persons.some(({ isKnown }) => !isKnown), 'some never sign up');
      assert.ok(persons.some(({ ids }) => ids.size > 2), 'some have two devices, or log out');
      assert.ok(new Set([...groups.values()].flatMap(({ members }) => [...members])).size === users);
      assert.ok([...groups.values()].reduce((sum, { members }) => sum + members.size, 0) > users, 'some act for two organisations');
    });
  }
});

describe('the comparison', () => {
  const end = Date.parse('2026-06-15T12:00:00Z');
  const ledger = ledgerOf(generate({ end, size: 'small' }));
  const { event: lost, person } = ledger.events.find(({ event }) => event === 'signed_up');
  const poorer = { ...ledger, events: ledger.events.filter((event) => event.event !== lost || event.person !== person) };

  it('sees where one event is missing', () => {
    const query = { kind: 'trends', range: { from: 'all' }, series: [{ event: null }] };
    assert.equal(unlike(answer(ledger, query, { now: end }), answer(poorer, query, { now: end })).length, 2, 'of its day, and of all');
    const funnel = { kind: 'funnel', range: { from: 'all' }, steps: [{ event: 'signed_up' }, { event: null }] };
    assert.notDeepEqual(unlike(answer(ledger, funnel, { now: end }), answer(poorer, funnel, { now: end })), []);
  });

  it('takes figures with a tail of digits as equal, and nothing else', () => {
    const cases = [
      [3, 3, 0],
      [3, 4, 1],
      [19, 19.01, 1],
      [0.1 + 0.2, 0.3, 0],
      [1e6 / 3, 1e6 / 3 + 0.01, 1],
      [{ a: [1, 2] }, { a: [1, 2], more: 3 }, 0],
      [[1, 2], [1], 1],
      [null, 0, 1],
      ['a', 'b', 1],
      [{ a: 1 }, null, 1],
      [-0, 0, 0],
    ];
    for (const [expected, actual, differences] of cases) assert.equal(unlike(expected, actual).length, differences, JSON.stringify([expected, actual]));
  });
});

describe('docs/demo-data.md', () => {
  it('names options that there are', () => {
    const commands = readDocument('docs/demo-data.md').blocks('sh').join('').trim().split('\n');
    const help = execFileSync('node', ['tests/demo-data/main.js', '--help'], { encoding: 'utf8' });
    for (const command of commands) {
      assert.match(command, /^npm run demo:data( -- --| +#)/);
      for (const [option] of command.matchAll(/--[a-z]+( [A-Z]+)?/g)) assert.ok(help.includes(`  ${option} `), option);
    }
  });
});

describe('the answers about it', () => {
  const world = generate({ end: END, size: 'small' });
  const ledger = ledgerOf(world);
  // Before the collector has given ids to the cohorts, only their names are known.
  const names = Object.keys(COHORTS);
  const asked = questions(ledger, Object.fromEntries(names.map((name, at) => [name, at + 1])));
  let collector;
  let cohorts;

  before(async () => {
    collector = await startCollector();
    const ids = await play(world, { collector: collector.url, token: TOKEN });
    assert.deepEqual(differences(ledger, collector.query, { token: TOKEN, ids }), [], 'each event is stored once, and nothing else');
    const made = await makeCohorts(collector, TOKEN);
    assert.deepEqual(made, Object.fromEntries(names.map((name, at) => [name, at + 1])));
    cohorts = new Map(names.map((name) => [made[name], COHORTS[name]]));
  });
  after(() => collector.stop());

  const check = (name, query) =>
    it(name, async () => assert.deepEqual(await compare({ collector, token: TOKEN, ledger, query, cohorts }), []));

  describe('of the first dashboard', () => tiles().forEach(({ title, query }) => check(title, query)));

  describe('of every kind', () => asked.forEach(({ name, query }) => check(name, query)));

  describe('are DuckDB’s as well', () => {
    let duckDb;
    before(async () => (duckDb = await openDuckDb(collector.query, TOKEN)));
    after(() => duckDb.close());
    for (const { name, query, sql } of SECOND_OPINIONS) {
      it(name, async () => assert.deepEqual(unlikeRows(await run(collector, TOKEN, query), await duckDb.rows(sql)), []));
    }
  });
});
