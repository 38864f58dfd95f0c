// The entries for other trackers' pages are there as package.json says, and have what their types name.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';

import ts from 'typescript';

import { createAnalytics } from 'hoofprint/segment';

const { exports: entries } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the entries', () => {
  it('are files that the build makes', () => {
    const files = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry).flatMap(files));
    for (const file of files(entries)) assert.ok(existsSync(file), file);
  });

  it('are the same by import and by require', async () => {
    for (const name of ['kissmetrics', 'segment']) {
      const imported = Object.keys(await import(`hoofprint/${name}`));
      assert.deepEqual(Object.keys(createRequire(import.meta.url)(`hoofprint/${name}`)), imported, name);
    }
  });

  it('have sound types', () => {
    const files = ['kissmetrics', 'segment'].map((name) => `src/js/adapters/${name}.d.ts`);
    const args = ['--noEmit', '--strict', '--typeRoots', 'none', '--lib', 'es2022,dom', ...files];
    const { status, stdout } = spawnSync('node_modules/.bin/tsc', args, { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });

  it('name every method of analytics in its types, and no other', () => {
    const file = 'src/js/adapters/segment.d.ts';
    const program = ts.createProgram([file], { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'] });
    const checker = program.getTypeChecker();
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
    const type = checker.getDeclaredTypeOfSymbol(exported.find(({ name }) => name === 'Analytics'));
    const named = type.getProperties().map(({ name }) => name);
    assert.deepEqual(named.sort(), Object.keys(createAnalytics(() => undefined)).sort());
  });
});
