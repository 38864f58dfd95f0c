// What docs/flags.md shows is what works: its commands run here as they stand there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { ADMIN_KEY, READ_KEY, startCollector } from '../e2e/support/collector.js';

const PAGE = readFileSync('docs/flags.md', 'utf8');
const commands = [...PAGE.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text]) => text);

describe('docs/flags.md', () => {
  let collector;
  before(async () => (collector = await startCollector()));
  after(() => collector.stop());

  it('shows commands that the collector follows', async () => {
    assert.equal(commands.length, 6);
    const env = { ...process.env, COLLECTOR: collector.url, ADMIN_KEY, READ_KEY };
    // Each answer on a line of its own.
    const script = commands.join('\n').replaceAll('curl -s', "curl -s -w '\\n'");
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', script], { env });
    const answers = stdout.trim().split('\n').map((line) => JSON.parse(line));
    assert.equal(answers.length, 11);
    for (const answer of answers) assert.notEqual(answer.status, 'error', JSON.stringify(answer));
    assert.deepEqual(Object.keys(answers[1].flags), ['new-editor']);
    assert.equal(answers[4].changes.length, 2);
    assert.equal(answers.at(-1).earlyAccessFeatures[0].flagKey, 'offline');
  });

  it('names operators that there are', async () => {
    const [, rows] = PAGE.split('### Operators');
    const named = rows.split('### Hashing')[0];
    const operators = [
      'exact', 'is_not', 'icontains', 'starts_with', 'ends_with', 'icontains_multi', 'not_icontains_multi', 'regex', 'not_regex',
      'gt', 'gte', 'lt', 'lte', 'is_set', 'is_not_set', 'is_date_before', 'is_date_after', 'is_date_exact', 'semver_eq',
    ];
    for (const [at, operator] of operators.entries()) {
      assert.ok(named.includes(`\`${operator}\``), operator);
      const value = operator.includes('date') ? '7d' : '1';
      const filters = { groups: [{ properties: [{ key: 'p', operator, value }] }] };
      const response = await fetch(`${collector.url}/api/flags`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN_KEY}` },
        body: JSON.stringify({ token: 'operators', key: `f-${at}`, filters }),
      });
      assert.equal(response.status, 201, operator);
    }
  });
});
