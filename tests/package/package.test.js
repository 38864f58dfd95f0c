// What `npm publish` would give to the world: its files, what they ask for, and that every way into them leads somewhere.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { parse } from 'acorn';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { packPackage, unpack } from '../bundlers/support/package.js';

const FILES = 'tests/package/files.txt';

describe('the package', () => {
  let packed, root, manifest;
  const text = (path) => readFileSync(join(root, path), 'utf8');

  before(() => {
    packed = packPackage();
    root = mkdtempSync(join(tmpdir(), 'hoofprint-unpacked-'));
    unpack(packed.tarball, root);
    manifest = JSON.parse(text('package.json'));
  });
  after(() => {
    packed.remove();
    rmSync(root, { recursive: true });
  });

  it('has the files that it is to have, and no others', () => {
    const listed = `${packed.files.join('\n')}\n`;
    if (process.env.UPDATE) writeFileSync(FILES, listed);
    assert.equal(listed, readFileSync(FILES, 'utf8'), 'UPDATE=1 writes the list anew');
  });

  it('brings nothing along and runs nothing when it is installed', () => {
    const kinds = ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies', 'bin', 'gypfile'];
    assert.deepEqual(kinds.filter((kind) => kind in manifest), []);
    for (const name of Object.keys(manifest.peerDependencies)) assert.ok(manifest.peerDependenciesMeta[name]?.optional, name);
    const onInstall = /^(pre|post)?(install|prepare|pack|publish|uninstall)$|^prepublish/;
    assert.deepEqual(Object.keys(manifest.scripts).filter((script) => onInstall.test(script)), []);
  });

  it('exports what is there', () => {
    const targets = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(targets));
    const { main, module, types, exports, typesVersions, alias } = manifest;
    const all = [main, module, types, ...[exports, typesVersions, alias].flatMap(targets)];
    assert.deepEqual(all.filter((target) => !existsSync(join(root, target))), []);
  });

  it('says what its files hash to', () => {
    const hashes = JSON.parse(text('dist/integrity.json'));
    const hashable = packed.files.filter((file) => /^dist\/.*\.(js|mjs|cjs|wasm)$/.test(file));
    assert.deepEqual(Object.keys(hashes).sort(), hashable.map((file) => file.slice('dist/'.length)));
    for (const [file, hash] of Object.entries(hashes)) {
      assert.equal(hash, `sha384-${createHash('sha384').update(readFileSync(join(root, 'dist', file))).digest('base64')}`, file);
    }
  });

  it('has entries that every bundler since 2020 reads, and that name no file for it to look for', () => {
    const seen = {};
    for (const file of packed.files.filter((file) => /\.[mc]js$/.test(file))) {
      // This version of the language has no await outside of functions, and no later syntax.
      const program = parse(text(file), { ecmaVersion: 2020, sourceType: file.endsWith('.mjs') ? 'module' : 'script' });
      seen[file] = traces(program);
    }
    const imports = (file) => (/react\.[mc]js$/.test(file) ? ['hoofprint', 'react'] : []);
    const expected = Object.fromEntries(Object.keys(seen).map((file) => [file, imports(file)]));
    assert.deepEqual(seen, expected);
  });

  it('is found flawless by publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: root, pack: false, strict: true });
    assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
  });

  // `.attw.json` leaves aside what is no module.
  it('has types that are right, says Are the types wrong', () => {
    const { status, stdout } = spawnSync('node_modules/.bin/attw', [packed.tarball, '--format', 'ascii', '--no-emoji'], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });
});

/** What a program imports or requires, and what else a bundler takes for the address of a file, sorted. */
function traces(program) {
  const found = new Set();
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(visit);
    const { type, source, callee, arguments: given } = node;
    if (type === 'MetaProperty' && node.meta.name === 'import') found.add('import.meta');
    if (source && /^(Import|Export)/.test(type)) found.add(source.value ?? 'a computed module');
    if (type === 'CallExpression' && callee.name === 'require') found.add(given[0]?.value ?? 'a computed module');
    if (type === 'NewExpression' && callee.name === 'URL' && typeof given[0]?.value === 'string') found.add(`new URL of ${given[0].value}`);
    if (type === 'NewExpression' && /^(Shared)?Worker$/.test(callee.name)) found.add('a worker');
    Object.values(node).forEach(visit);
  };
  visit(program);
  return [...found].sort();
}
