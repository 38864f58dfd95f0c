// The code of a document, for the test that runs it. What a document shows and no test takes fails the test.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after } from 'node:test';

/** The blocks between fences, each with its language, the heading that it stands under, and its code; diagrams are no code. */
export function blocksIn(text) {
  const blocks = [];
  let heading = '';
  let open;
  for (const line of text.split('\n')) {
    const [, indent, fence, language] = /^(\s*)(`{3,}|~{3,})(\S*)/.exec(line) ?? [];
    if (open) {
      const isEnd = fence?.startsWith(open.fence) && line.trim() === fence;
      if (isEnd) open = undefined;
      else open.block.code += (line.startsWith(open.indent) ? line.slice(open.indent.length) : line) + '\n';
    } else if (fence) {
      open = { indent, fence, block: { language, heading, code: '' } };
      blocks.push(open.block);
    } else {
      heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
    }
  }
  assert.ok(!open, `the last block under "${heading}" has no end`);
  return blocks.filter(({ language }) => language !== 'text');
}

/**
 * Reads a document. `blocks(language, heading)` takes the code of a language, block by block, under that heading if one is
 * named; `block` takes the only one. Once all tests of the file have run, no block may be left.
 */
export function readDocument(path) {
  const text = readFileSync(path, 'utf8');
  const all = blocksIn(text);
  const left = new Set(all);

  const blocks = (language, heading) => {
    const found = all.filter((block) => block.language === language && (heading ?? block.heading) === block.heading);
    assert.notEqual(found.length, 0, `${path} has no ${language} under "${heading}"`);
    for (const block of found) left.delete(block);
    return found.map(({ code }) => code);
  };

  const block = (language, heading) => {
    const [code, ...more] = blocks(language, heading);
    assert.deepEqual(more, [], `${path} has more ${language} under "${heading}" than one block`);
    return code;
  };

  after(() => {
    // Tests that are run by their names take what they need.
    if (process.execArgv.some((option) => option.startsWith('--test-name-pattern'))) return;
    assert.deepEqual([...left].map(({ language, heading, code }) => [language, heading, code.slice(0, 80)]), [], `not run: code of ${path}`);
  });

  return { text, blocks, block };
}
