// The same sources give the same bytes, wherever and whenever they are built: who doubts a published file builds it again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const xtask = process.env.HOOFPRINT_XTASK ?? join(process.cwd(), 'target/debug/xtask');

let elsewhere;

before(() => {
  elsewhere = mkdtempSync(join(tmpdir(), 'hoofprint-elsewhere-'));
});

after(() => rmSync(elsewhere, { recursive: true, force: true }));

test('a build in another place gives the same dist/, byte for byte', () => {
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  for (const file of tracked.split('\0').filter(Boolean)) cpSync(file, join(elsewhere, file));
  symlinkSync(join(process.cwd(), 'node_modules'), join(elsewhere, 'node_modules'));
  const env = { ...process.env, CARGO_MANIFEST_DIR: join(elsewhere, 'xtask'), CARGO_TARGET_DIR: join(elsewhere, 'target') };
  execFileSync(xtask, ['build'], { cwd: elsewhere, env, stdio: 'inherit' });

  const files = readdirSync('dist').sort();
  assert.deepEqual(readdirSync(join(elsewhere, 'dist')).sort(), files);
  for (const file of files) {
    assert.ok(readFileSync(join(elsewhere, 'dist', file)).equals(readFileSync(join('dist', file))), file);
  }
});
