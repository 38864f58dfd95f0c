import { byId, el, icon } from '../shared/dom.js';
import { codeBlock } from './code.js';
import { distinctId, run, whenReady } from './tracker.js';

const KEPT = 20;
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const unresolved = new Set();

/** Makes the calls of one action, and shows at the top of the panel what was called and who one is now. */
export function send(title, calls) {
  run(calls);
  show(title, calls);
}

/** Shows what the page itself did when it was opened, and fills in ids as soon as they are known. */
export function startPanel() {
  show(
    'Page opened',
    [['init', 'hp_demo', { api_host: location.origin }]],
    'The snippet sends the $pageview by itself.',
  );
  whenReady(resolveIds);
}

function show(title, calls, remark) {
  const now = new Date();
  const id = el('code', { class: 'sent-id' });
  unresolved.add(id);
  const list = byId('sent');
  list.prepend(
    el(
      'li',
      { class: 'sent-entry' },
      el(
        'div',
        { class: 'sent-head' },
        el('h3', {}, title),
        el('time', { class: 'quiet small', datetime: now.toISOString() }, clock.format(now)),
      ),
      codeBlock(calls),
      remark && el('p', { class: 'quiet small' }, remark),
      el(
        'p',
        { class: 'sent-foot small' },
        el('span', { class: 'quiet' }, 'distinct id'),
        id,
        el('a', { href: '/live', target: '_blank' }, 'See it live', icon('arrow')),
      ),
    ),
  );
  while (list.children.length > KEPT) list.lastElementChild.remove();
  byId('latest').textContent = `posthog.${calls.at(-1)[0]}(${latestArgument(calls.at(-1)[1])})`;
  resolveIds();
}

function resolveIds() {
  const id = distinctId();
  for (const node of unresolved) {
    node.textContent = id ?? 'waiting for the tracker';
    node.title = id ?? 'The calls are kept in order and replayed as soon as the core has loaded.';
  }
  if (id) unresolved.clear();
}

function latestArgument(argument) {
  return typeof argument === 'string' ? `'${argument}'` : argument ? '…' : '';
}
