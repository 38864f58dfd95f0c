// schemathesis asks a collector thousands of things that docs/openapi.json allows, and things that it does not: no answer may be
// one of a failing server, each has to be as it is described, what is right is taken, what is wrong refused, and nothing is
// answered without the key. What it expects stands in `schemathesis.toml`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { ADMIN_KEY, READ_KEY, startCollector } from '../e2e/support/collector.js';
import { SEEDS } from './support/calls.js';

const SCHEMATHESIS = process.env.HOOFPRINT_SCHEMATHESIS ?? 'target/xtask/python/bin/st';

describe('schemathesis', () => {
  let collector, directory;
  before(async () => {
    collector = await startCollector();
    // It leaves files where it runs.
    directory = mkdtempSync(join(tmpdir(), 'hoofprint-schemathesis-'));
    for (const { path, body } of SEEDS) {
      const headers = { authorization: `Bearer ${ADMIN_KEY}` };
      const response = await fetch(collector.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      assert.ok(response.ok, `${path}: ${await response.text()}`);
    }
  });
  after(async () => {
    await collector.stop();
    rmSync(directory, { recursive: true });
  });

  it('finds nothing with an admin key', () => run(ADMIN_KEY, []));

  // Everything that is open to all was asked before, and so was each field of what is taken.
  it('finds nothing with a read key', () =>
    run(READ_KEY, ['--include-path-regex', '^/api/', '--phases', 'examples,fuzzing', '--max-examples', '8']));

  async function run(key, more) {
    const config = resolve('tests/safety/schemathesis.toml');
    const args = ['--config-file', config, 'run', resolve('docs/openapi.json'), '--url', collector.url];
    const child = spawn(resolve(SCHEMATHESIS), [...args, '--header', `Authorization: Bearer ${key}`, ...more], { cwd: directory });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    const code = await new Promise((done, failed) => child.on('error', failed).on('close', done));
    const cases = /(\d+) generated/.exec(said)?.[1] ?? 0;
    assert.equal(code, 0, said);
    // It would find nothing, too, if it asked nothing.
    assert.ok(cases > 200, said);
    const health = await fetch(`${collector.url}/_health`);
    assert.equal(health.status, 200);
  }
});
