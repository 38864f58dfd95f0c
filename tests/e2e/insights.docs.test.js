// What docs/insights.md shows is what works: its commands run here as they stand there, and answer as it says.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { ADMIN_KEY, READ_KEY } from './support/collector.js';
import { readDocument } from './support/documents.js';
import { startWorld } from './support/world.js';

const DOCUMENT = readDocument('docs/insights.md');
const run = promisify(execFile);

/** Four people of two companies, in November 2026. */
const STORY = [
  ['ann', 'acme', 2, 'signed_up', {}],
  ['ann', 'acme', 3, 'project_created', {}],
  ['bob', 'acme', 3, 'project_created', {}],
  ['ann', 'acme', 4, 'invoice_paid', { purchase_value: 49 }],
  ['bob', 'acme', 9, 'invoice_paid', { purchase_value: 19 }],
  ['cleo', 'brass', 5, 'signed_up', {}],
  ['dora', 'brass', 6, 'project_created', {}],
  ['dora', 'brass', 25, 'invoice_paid', { purchase_value: 9.99 }],
];

/** The parts of `answer` that `expected` has. */
const partOf = (answer, expected) => {
  if (Array.isArray(expected)) return answer.map((value, index) => (index in expected ? partOf(value, expected[index]) : value));
  if (expected === null || typeof expected !== 'object') return answer;
  return Object.fromEntries(Object.keys(expected).map((key) => [key, partOf(answer[key], expected[key])]));
};

describe('docs/insights.md', () => {
  let world;
  before(async () => {
    world = await startWorld();
    const batch = STORY.map(([distinct_id, company, day, event, properties]) => ({
      event,
      distinct_id,
      timestamp: new Date(Date.UTC(2026, 10, day, 12)),
      properties: { ...properties, $groups: { company }, $ignore_sent_at: true },
    }));
    const { status } = await fetch(`${world.collector.url}/e/`, { method: 'POST', body: JSON.stringify({ api_key: 'my-project', batch }) });
    assert.equal(status, 200);
  });
  after(() => world.stop());

  it('shows questions and their answers', async () => {
    const questions = DOCUMENT.blocks('sh', 'A question');
    const json = DOCUMENT.blocks('json', 'A question');
    const csv = DOCUMENT.block('csv', 'A question');
    assert.equal(questions.length, json.length + 1);
    const env = { ...process.env, COLLECTOR: world.collector.url, READ_KEY };
    for (const question of questions) {
      const { stdout } = await run('bash', ['-e', '-c', question], { env });
      if (question.includes('text/csv')) {
        assert.equal(stdout, csv);
        continue;
      }
      const answer = JSON.parse(stdout);
      assert.notEqual(answer.status, 'error', stdout);
      const expected = JSON.parse(json.shift());
      assert.deepEqual(partOf(answer, expected), expected);
      assert.ok(answer.sql.length > 0, question);
    }
  });

  it('shows cohorts of what was done', async () => {
    const env = { ...process.env, COLLECTOR: world.collector.url, READ_KEY, ADMIN_KEY };
    const command = DOCUMENT.block('sh', 'Cohorts').replaceAll('curl -s', "curl -s -w '\\n'");
    const { stdout } = await run('bash', ['-e', '-c', command], { env });
    const [made, counted, answer] = stdout.trim().split('\n').map((line) => JSON.parse(line));
    assert.equal(made.id, 1, stdout);
    assert.equal(counted.persons, 2);
    assert.equal(answer.series[0].total, 2);
  });

  it('shows SQL for the facts', async () => {
    const command = DOCUMENT.block('sh', 'How it is computed').replaceAll('.hoofprint', world.collector.data);
    const { stdout } = await run('bash', ['-e', '-c', command]);
    assert.equal(stdout, 'invoice_paid|3\nproject_created|3\nsigned_up|2\n');
  });
});
