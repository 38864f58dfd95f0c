import { el } from '../shared/dom.js';

/** A name that is printed as it stands, such as `user.email`, where no value is known yet. */
export class Name {
  constructor(text) {
    this.text = text;
  }
}

const WIDTH = 41;

/** Builds a code block that shows the calls in JavaScript, one statement each. */
export function codeBlock(calls) {
  const statements = calls.flatMap(([path, ...parameters], index) => [
    index > 0 ? '\n' : '',
    quiet('posthog.'),
    el('span', { class: 'code-name' }, path),
    quiet('('),
    ...parameters.flatMap((value, at) => [at > 0 ? quiet(', ') : '', ...print(value, '', path.length)]),
    quiet(');'),
  ]);
  return el('pre', { class: 'code' }, el('code', {}, ...statements));
}

function print(value, indent, used) {
  if (value instanceof Name) return [value.text];
  if (typeof value === 'string') return [el('span', { class: 'code-string' }, quoted(value))];
  if (value === null || typeof value !== 'object') return [el('span', { class: 'code-number' }, String(value))];
  return printObject(value, indent, used);
}

function printObject(object, indent, used) {
  const entries = Object.entries(object);
  const short = 'posthog.({  });'.length + used + lengthOf(entries) <= WIDTH;
  const inner = short ? '' : `\n${indent}  `;
  const parts = entries.flatMap(([key, value], at) => [
    at > 0 ? quiet(short ? ', ' : ',') : short ? ' ' : '',
    inner,
    ...(value instanceof Name && value.text === key ? [key] : [`${key}: `, ...print(value, `${indent}  `, key.length)]),
  ]);
  return [quiet('{'), ...parts, short ? ' ' : quiet(`,\n${indent}`), quiet('}')];
}

function lengthOf(entries) {
  return entries
    .map(([key, value]) => `${key}: ${value instanceof Name ? value.text : JSON.stringify(value)}`)
    .join(', ').length;
}

function quoted(text) {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function quiet(text) {
  return el('span', { class: 'code-quiet' }, text);
}
