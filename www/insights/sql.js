import { el } from '../shared/dom.js';

/** Builds the part that shows which SQL was run, with its parameters; `announce` is told once it is copied. */
export function sqlPart(statements, announce) {
  const whole = statements.map(({ text, parameters }) => `${text};${parameters.length > 0 ? `\n-- ${listOf(parameters)}` : ''}`).join('\n\n');
  const copy = el('button', { class: 'button button-small', type: 'button' }, 'Copy');
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(whole);
    announce('The SQL is copied.');
    copy.textContent = 'Copied';
    setTimeout(() => (copy.textContent = 'Copy'), 2000);
  });
  copy.hidden = !navigator.clipboard; // Browsers have it on https and on this machine only.
  const parts = statements.map(({ text, parameters }) => el('li', {}, el('pre', { class: 'code', tabindex: 0 }, text), parameters.length > 0 && el('p', { class: 'quiet small sql-parameters' }, listOf(parameters))));
  return el('details', { class: 'card result-card sql' }, el('summary', {}, 'Show SQL'), el('div', { class: 'sql-body' }, copy, el('ol', { role: 'list' }, parts)));
}

function listOf(parameters) {
  return parameters.map((parameter, at) => `?${at + 1} = ${parameter}`).join(', ');
}
