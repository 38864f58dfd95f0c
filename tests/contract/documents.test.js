// Whatever code a document shows is run by a test: one that reads the document, and fails if it leaves a block out. And whatever a
// document links to is there.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';

import { blocksIn } from '../e2e/support/documents.js';

const pathsIn = (directory, ending) =>
  readdirSync(directory, { recursive: true }).filter((name) => name.endsWith(ending)).map((name) => `${directory}/${name}`);

const documents = [...readdirSync('.').filter((name) => name.endsWith('.md')), ...pathsIn('docs', '.md')];
const tests = pathsIn('tests', '.test.js').map((path) => readFileSync(path, 'utf8'));

const proseOf = (path) => readFileSync(path, 'utf8').replace(/^```[^]*?^```$/gm, '');

/** What a link to a heading of a document ends with. */
const anchorsOf = (path) =>
  [...proseOf(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-'));

describe('documents', () => {
  for (const path of documents) {
    it(`${path}: its links lead somewhere`, () => {
      for (const [, target, anchor] of proseOf(path).matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)) {
        const file = target ? join(dirname(path), target) : path;
        assert.ok(existsSync(file), target);
        if (anchor) assert.ok(anchorsOf(file).includes(anchor), `${target}#${anchor}`);
      }
    });

    const blocks = blocksIn(readFileSync(path, 'utf8'));
    if (blocks.length === 0) continue;

    it(`${path}: a test runs its code`, () => {
      const readers = tests.filter((source) => source.includes(`readDocument('${path}')`));
      assert.equal(readers.length, 1, `readDocument('${path}') is to be in one test file, which then runs each of its blocks`);
      for (const { language, heading, code } of blocks) assert.notEqual(language, '', `of which language? ${heading}: ${code}`);
    });
  }

  it('name addresses of this version, and none without one', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const path of documents) {
      const addresses = [...readFileSync(path, 'utf8').matchAll(/https:\/\/collector\.example\/static\/([^/"`\s]+)/g)].map(([, part]) => part);
      for (const part of addresses) assert.ok([version, 'VERSION'].includes(part), `${path}: /static/${part}`);
    }
  });

  it('are taken apart as they are written', () => {
    const text = ['# One', '```sh', '# no heading', '```', '## Two', '1. first', '   ~~~js', '   a', '     b', '   ~~~', '````html', '```', '````',
      '```text', 'a picture', '```', ''].join('\n');
    assert.deepEqual(blocksIn(text), [
      { language: 'sh', heading: 'One', code: '# no heading\n' },
      { language: 'js', heading: 'Two', code: 'a\n  b\n' },
      { language: 'html', heading: 'Two', code: '```\n' },
    ]);
    assert.throws(() => blocksIn('```js\nnever ends'));
  });
});
