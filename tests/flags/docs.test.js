// What docs/flags.md shows is what works: its commands and its code run here as they stand there.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { PostHog } from 'posthog-node';

import { ADMIN_KEY, COLLECTOR, READ_KEY } from '../e2e/support/collector.js';
import { readDocument } from '../e2e/support/documents.js';
import { startWorld } from '../e2e/support/world.js';

const DOCUMENT = readDocument('docs/flags.md');

describe('docs/flags.md', () => {
  let world;
  let collector;
  before(async () => {
    world = await startWorld();
    collector = world.collector;
  });
  after(() => world.stop());

  const make = (flag, { url = collector.url, key = ADMIN_KEY } = {}) =>
    fetch(`${url}/api/flags`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: JSON.stringify(flag) });

  it('shows commands that the collector follows', async () => {
    const commands = ['A flag', 'Cohorts', 'Early access'].flatMap((heading) => DOCUMENT.blocks('sh', heading));
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

  it('shows how a collector makes an admin key', async () => {
    const [name, ...options] = DOCUMENT.block('sh', 'Keys').trim().split(' ');
    assert.equal(name, 'hoofprint-collector');
    const data = mkdtempSync(join(tmpdir(), 'hoofprint-'));
    const child = spawn(COLLECTOR, [...options, '--listen', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const link = /http:\S+\/features\/#key=.+/.exec(line);
        if (!link) continue;
        const { origin, hash } = new URL(link[0]);
        const { status } = await make({ token: 'my-project', key: 'first' }, { url: origin, key: hash.slice('#key='.length) });
        assert.equal(status, 201);
        return;
      }
      assert.fail('no link');
    } finally {
      child.kill();
      await ended;
      rmSync(data, { recursive: true });
    }
  });

  it('shows what works on a site', async () => {
    const yearly = { variants: [{ key: 'yearly', rollout_percentage: 100 }] };
    await make({ token: 'token', key: 'new-editor', filters: { groups: [{}] } });
    const payloads = { yearly: '{"discount": 20}' };
    await make({ token: 'token', key: 'pricing', filters: { groups: [{}], multivariate: yearly, payloads } });
    const page = await world.open(world.pageWithSnippet(DOCUMENT.block('js', 'On a site'), { capture_pageview: false }));
    await page.waitForFunction(() => document.body.dataset.discount);
    assert.deepEqual(await page.evaluate(() => [document.body.className, document.body.dataset.discount]), ['new-editor', '20']);
  });

  it('shows a library for servers what it evaluates by itself', async () => {
    const code = DOCUMENT.block('js', 'Servers').replace('https://collector.example', collector.url);
    const given = { env: { READ_KEY } };
    const library = new Function('PostHog', 'process', `${code} return posthog;`)(PostHog, given);
    try {
      assert.ok(await library.waitForLocalEvaluationReady(10_000));
      await make({ token: 'my-project', key: 'for-all', filters: { groups: [{}] } });
      await library.reloadFeatureFlags();
      assert.equal(await library.getFeatureFlag('for-all', 'zoe', { onlyEvaluateLocally: true, sendFeatureFlagEvents: false }), true);
    } finally {
      await library.shutdown();
    }
  });

  it('names operators that there are', async () => {
    const [, rows] = DOCUMENT.text.split('### Operators');
    const named = rows.split('### Hashing')[0];
    const operators = [
      'exact', 'is_not', 'icontains', 'starts_with', 'ends_with', 'icontains_multi', 'not_icontains_multi', 'regex', 'not_regex',
      'gt', 'gte', 'lt', 'lte', 'is_set', 'is_not_set', 'is_date_before', 'is_date_after', 'is_date_exact', 'semver_eq',
    ];
    for (const [at, operator] of operators.entries()) {
      assert.ok(named.includes(`\`${operator}\``), operator);
      const value = operator.includes('date') ? '7d' : '1';
      const filters = { groups: [{ properties: [{ key: 'p', operator, value }] }] };
      assert.equal((await make({ token: 'operators', key: `f-${at}`, filters })).status, 201, operator);
    }
  });
});
