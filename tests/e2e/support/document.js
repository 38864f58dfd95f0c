// The code of a document, for the tests that run it.

import { readFileSync } from 'node:fs';

const BLOCK = /^```(?<language>\w+)\n(?<code>[^]*?)^```$/gm;

/** The blocks of code in a document's text, or of a section of it, each with its language. */
export const blocksIn = (text) => [...text.matchAll(BLOCK)].map(({ groups }) => ({ ...groups }));

/** A document: its text, its sections by their titles, and its `code(language, section)`, block by block. */
export function readDocument(path) {
  const text = readFileSync(path, 'utf8');
  const sections = Object.fromEntries(text.split(/^## /m).slice(1).map((section) => [/^.*/.exec(section)[0], section]));
  const code = (language, section) =>
    blocksIn(section === undefined ? text : sections[section]).filter((block) => block.language === language).map((block) => block.code);
  return { text, sections, code };
}
