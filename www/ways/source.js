import { el } from '../shared/dom.js';

const TOKENS = /(?<quiet>\/\/.*)|(?<string>'[^']*')|(?<number>\b\d+\b)|(?<=\.)(?<name>\w+)(?=\()/g;

/** Builds a code block with the statements of a function, as they stand in its file. */
export function sourceBlock(method) {
  const text = method.toString();
  const body = text.slice(text.indexOf('{') + 1, text.lastIndexOf('}'));
  const lines = body.replace(/^\s*\n|\s+$/g, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return el('pre', { class: 'code' }, el('code', {}, lines.map((line) => codeLine(line.slice(indent)))));
}

function codeLine(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [kind] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    parts.push(text.slice(end, match.index), el('span', { class: `code-${kind}` }, match[0]));
    end = match.index + match[0].length;
  }
  return el('span', { class: 'code-line' }, parts, `${text.slice(end)}\n`);
}
