// On servers the package has the same names, and nothing happens: no global is read or changed, nothing is left that holds the
// process, nothing is asked for.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { packPackage, unpack } from '../bundlers/support/package.js';
import { assertInert, importing, requiring } from '../bundlers/support/servers.js';

/** Calls whatever can be called, with what a page could pass. */
const EVERYTHING = `
import posthog from 'hoofprint';
const parts = Object.values(posthog).filter((part) => typeof part === 'object' && part !== null);
for (const part of [posthog, ...parts]) {
  for (const method of Object.keys(part).filter((name) => typeof part[name] === 'function')) {
    for (const args of [[], ['a', { b: 1 }, () => 1], [{ c: 2 }, 'd', 'e'], [() => 1, null]]) await part[method](...args);
  }
}
posthog.init('token', {}, 'second').second.capture('e');
console.log(JSON.stringify(posthog.withGroups({ team: 'a' }, (tracker) => tracker.capture('e') ?? 'run')));
`;

describe('on a server the package does nothing', () => {
  let packed, root;

  const write = (name, text) => {
    writeFileSync(join(root, name), text);
    return join(root, name);
  };

  /** The program, bundled for a server. */
  const bundle = (name, ...options) => {
    const program = join(root, name);
    const source = write('server.mjs', importing());
    execFileSync('node_modules/.bin/esbuild', [source, '--bundle', `--outfile=${program}`, '--log-level=error', ...options]);
    assert.doesNotMatch(readFileSync(program, 'utf8'), /WebAssembly/);
    return program;
  };

  before(() => {
    packed = packPackage();
    root = mkdtempSync(join(tmpdir(), 'hoofprint-inert-'));
    mkdirSync(join(root, 'node_modules'));
    unpack(packed.tarball, join(root, 'node_modules/hoofprint'));
  });
  after(() => {
    packed.remove();
    rmSync(root, { recursive: true });
  });

  it('imported by Node', () => assertInert(write('module.mjs', importing())));

  it('required by Node', () => assertInert(write('requiring.cjs', requiring())));

  it('as `hoofprint/slim`, with the core given', () => {
    const given = "import { loadCore } from 'hoofprint/slim';\nloadCore('/hoofprint.wasm');\n";
    assertInert(write('slim.mjs', given + importing('hoofprint/slim')));
    assertInert(write('slim.cjs', requiring('hoofprint/slim')));
  });

  it('whatever is called', () => assertInert(write('everything.mjs', EVERYTHING), '"run"'));

  for (const [where, name, ...options] of [
    ['for Node', 'node.cjs', '--platform=node'],
    ['for Node, as a module', 'node.mjs', '--platform=node', '--format=esm'],
    ['for workers of a network', 'workerd.mjs', '--conditions=workerd,worker,browser', '--format=esm'],
    ['for web workers that serve', 'worker.mjs', '--conditions=worker,browser', '--format=esm'],
    ['for the edge', 'edge.mjs', '--conditions=edge-light', '--format=esm'],
  ]) {
    it(`bundled ${where}`, () => assertInert(bundle(name, ...options)));
  }

  it('with all the names that the tracker has on a page', async () => {
    const defaultOf = async (file) => (await import(join(root, 'node_modules/hoofprint/dist', file))).default;
    assert.deepEqual(shapeOf(await defaultOf('inert.mjs')), shapeOf(await defaultOf('index.mjs')));
  });
});

/** The names of an object's members, and what kind each is; deeper for those that are objects. */
function shapeOf(object) {
  const kind = (value) => (value !== null && typeof value === 'object' ? shapeOf(value) : typeof value);
  return Object.fromEntries(Object.keys(object).sort().map((name) => [name, kind(object[name])]));
}
