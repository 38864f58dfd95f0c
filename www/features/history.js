import { fullTime, readTime, timeAgo, valueText } from '../live/format.js';
import { el } from '../shared/dom.js';
import { conditionsInWords, unitInWords, variantsInWords } from './words.js';

/** Builds the list of a flag's changes, newest first, each with what it was before and what it became. */
export function historyList(changes, types) {
  return el('ol', { class: 'history', role: 'list' }, changes.map((change) => entry(change, types)));
}

function entry({ changed_at, before, after }, types) {
  const time = readTime(changed_at);
  const parts = before && after ? differences(aspects(before, types), aspects(after, types)) : [];
  return el(
    'li',
    {},
    el('p', { class: 'history-head' }, el('strong', {}, title(before, after)), el('time', { class: 'quiet small', title: fullTime(time) }, timeAgo(time))),
    parts.length > 0 &&
      el(
        'dl',
        {},
        parts.map(([name, old, now]) =>
          el(
            'div',
            {},
            el('dt', {}, name),
            el('dd', {}, el('span', { class: 'hidden-text' }, 'before: '), el('del', {}, old)),
            el('dd', {}, el('span', { class: 'hidden-text' }, 'after: '), el('ins', {}, now)),
          ),
        ),
      ),
    !before && after && el('p', { class: 'quiet' }, aspects(after, types)['Who gets it']),
  );
}

function title(before, after) {
  if (!before) return 'Created';
  if (!after) return 'Deleted';
  if (before.active !== after.active) return after.active ? 'Switched on' : 'Switched off';
  return `Changed to version ${after.version}`;
}

function differences(before, after) {
  return Object.keys({ ...before, ...after })
    .filter((name) => before[name] !== after[name])
    .map((name) => [name, before[name] ?? 'none', after[name] ?? 'none']);
}

/** All that can change of a flag, in words. What has no words of its own is shown as it is stored. */
function aspects(flag, types) {
  const { groups, multivariate, payloads, aggregation_group_type_index, ...others } = flag.filters;
  const more = Object.entries(others).filter(([, value]) => value !== null && value !== undefined);
  return {
    State: flag.active ? 'on' : 'off',
    Key: flag.key,
    Description: flag.name || 'none',
    'Who gets it': conditionsInWords(flag.filters, types).join('; '),
    'The same for': `each ${unitInWords(aggregation_group_type_index, types)}`,
    Variants: variantsInWords(flag.filters) ?? 'none',
    Payload: payloadsInWords(payloads),
    'Over the log-in': flag.ensure_experience_continuity ? 'the same answer' : 'decided anew',
    'Early access': flag.early_access ? valueText(flag.early_access) : 'none',
    ...Object.fromEntries(more.map(([name, value]) => [name, valueText(value)])),
  };
}

function payloadsInWords(payloads) {
  const given = Object.entries(payloads ?? {});
  const text = ([key, payload]) => (key === 'true' ? valueText(payload) : `${key}: ${valueText(payload)}`);
  return given.length > 0 ? given.map(text).join('; ') : 'none';
}
