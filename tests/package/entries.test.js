// Every way into the package, by import and by require, and for TypeScript.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { packPackage, unpack } from '../bundlers/support/package.js';

/** The scripts that can be imported, and what they give. */
const ENTRIES = {
  hoofprint: ['default', 'loadCore', 'posthog'],
  'hoofprint/slim': ['default', 'loadCore', 'posthog'],
  'hoofprint/react': [
    'PostHogProvider', 'useActiveFeatureFlags', 'useFeatureFlagEnabled', 'useFeatureFlagPayload', 'useFeatureFlagResult',
    'useFeatureFlagVariantKey', 'usePostHog',
  ],
  'hoofprint/worker': ['createWorkerTracker'],
  'hoofprint/snippet': ['default', 'snippet'],
  'hoofprint/kissmetrics': ['followKissmetrics'],
  'hoofprint/segment': ['createAnalytics'],
};
const FILES = ['hoofprint/hoofprint.wasm', 'hoofprint/integrity.json', 'hoofprint/package.json'];

/** What an application writes that uses all of them. */
const PROGRAM = `
import posthog, { type Hoofprint } from 'hoofprint';
import { posthog as slim, loadCore } from 'hoofprint/slim';
import { PostHogProvider, usePostHog, useFeatureFlagEnabled } from 'hoofprint/react';
import { createWorkerTracker } from 'hoofprint/worker';
import { snippet } from 'hoofprint/snippet';
import { followKissmetrics } from 'hoofprint/kissmetrics';
import { createAnalytics } from 'hoofprint/segment';

const trackers: Hoofprint[] = [posthog, slim, posthog.init('token', { api_host: 'https://collector.example' })];
loadCore('/hoofprint.wasm');
export const Root = () => PostHogProvider({ apiKey: 'token', children: useFeatureFlagEnabled('beta') ? 'a' : usePostHog().get_distinct_id() });
const background: Hoofprint = createWorkerTracker();
export const text: string = snippet;
export const others = [trackers, background, followKissmetrics, createAnalytics];
// @ts-expect-error: there is no such method
posthog.captured('e');
`;

describe('the entries of the package', () => {
  let packed, root;
  before(() => {
    packed = packPackage();
    root = mkdtempSync(join(tmpdir(), 'hoofprint-entries-'));
    mkdirSync(join(root, 'node_modules'));
    unpack(packed.tarball, join(root, 'node_modules/hoofprint'));
    for (const name of ['react', '@types']) symlinkSync(resolve('node_modules', name), join(root, 'node_modules', name));
  });
  after(() => {
    packed.remove();
    rmSync(root, { recursive: true });
  });

  const run = (name, text) => {
    writeFileSync(join(root, name), text);
    return JSON.parse(execFileSync(process.execPath, [name], { cwd: root, encoding: 'utf8' }));
  };

  it('are all that the package exports', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'node_modules/hoofprint/package.json'), 'utf8'));
    assert.deepEqual(Object.keys(exports).map((path) => path.replace('.', 'hoofprint')).sort(), [...Object.keys(ENTRIES), ...FILES].sort());
  });

  it('give the same by import and by require', () => {
    const names = JSON.stringify(Object.keys(ENTRIES));
    const list = 'console.log(JSON.stringify(Object.fromEntries(all.map(([entry, given]) => [entry, Object.keys(given).sort()]))))';
    const imported = run('import.mjs', `const all = await Promise.all(${names}.map(async (entry) => [entry, await import(entry)]));${list}`);
    const required = run('require.cjs', `const all = ${names}.map((entry) => [entry, require(entry)]);${list}`);
    assert.deepEqual(imported, ENTRIES);
    assert.deepEqual(required, ENTRIES);
  });

  it('lead to files that are no scripts too', () => {
    const given = run('files.cjs', `console.log(JSON.stringify(${JSON.stringify(FILES)}.map((file) => require.resolve(file))))`);
    const [wasm, ...others] = given.map((file) => readFileSync(file));
    assert.ok(WebAssembly.validate(wasm));
    others.forEach((file) => assert.ok(JSON.parse(file)));
  });

  for (const [name, files, ...options] of [
    ['Node', ['program.mts', 'program.cts'], '--module', 'node16'],
    ['bundlers', ['program.ts'], '--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    it(`have types for ${name}`, () => {
      for (const file of files) writeFileSync(join(root, file), PROGRAM);
      const all = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--types', 'react', ...options, ...files];
      const { status, stdout } = spawnSync(resolve('node_modules/.bin/tsc'), all, { cwd: root, encoding: 'utf8' });
      assert.equal(status, 0, stdout);
    });
  }
});
