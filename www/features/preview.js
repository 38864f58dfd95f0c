import { valueText } from '../live/format.js';
import { el } from '../shared/dom.js';
import { askFlag } from './api.js';
import { clearFaults, labelled, showFault, standsFor, textInput } from './fields.js';

const REASONS = {
  condition_match: 'they meet a condition',
  no_condition_match: 'they meet no condition',
  out_of_rollout_bound: 'they meet a condition, and are not in its share',
  no_group_type: 'it is for groups, and none of its type is given',
  super_condition_value: 'they asked for it early',
  holdout_condition_value: 'they are kept out of experiments',
  flag_disabled: 'the flag is off',
  missing_dependency: 'it asks for a flag that does not exist',
};

/** Builds a form that asks the collector which answer somebody gets of `flag`, by the way that trackers ask. */
export function previewForm(flag, types) {
  const id = standsFor(textInput('', { autocapitalize: 'none', placeholder: 'rider@northgate.example' }), 'distinct_id');
  const groups = types.map((type) => [type, textInput('', { autocapitalize: 'none' })]);
  const answer = el('div', { class: 'answer', role: 'status' });
  const form = el(
    'form',
    { class: 'form', novalidate: true },
    el(
      'section',
      { class: 'form-part' },
      labelled('Distinct id', id, 'What the collector knows of the person counts, too.'),
      groups.map(([type, input]) => labelled(`${type} (optional)`, input)),
    ),
    el('div', { class: 'form-end' }, el('button', { class: 'button button-main', type: 'submit' }, 'Ask')),
    answer,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearFaults(form);
    if (id.value.trim() === '') return showFault(form, { field: 'distinct_id', message: 'Whose answer? An id is needed' });
    const given = groups.map(([type, input]) => [type, input.value.trim()]).filter(([, key]) => key !== '');
    try {
      const found = await askFlag(flag, id.value.trim(), Object.fromEntries(given));
      answer.replaceChildren(...(found ? shown(found) : [el('p', {}, 'There is no such flag any more.')]));
    } catch (fault) {
      answer.replaceChildren();
      showFault(form, fault);
    }
  });
  return form;
}

function shown({ enabled, variant, reason, metadata, failed }) {
  const condition = Number.isInteger(reason?.condition_index) && reason.code === 'condition_match' ? `: condition ${reason.condition_index + 1}` : '';
  const why = failed ? 'the collector could not decide' : (REASONS[reason?.code] ?? reason?.code ?? '');
  const payload = metadata?.payload;
  return [
    el('p', { class: 'answer-value', 'data-enabled': String(enabled) }, enabled ? (variant ?? 'On') : 'Off'),
    el('p', { class: 'quiet' }, `Because ${why}${condition}.`),
    payload !== null && payload !== undefined && el('pre', {}, valueText(payload)),
  ].filter(Boolean);
}
