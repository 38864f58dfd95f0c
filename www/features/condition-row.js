import { el } from '../shared/dom.js';
import { choice, filled, labelled, SHARE, standsFor, textInput } from './fields.js';
import { FilterRows } from './filter-row.js';

/** A condition as a part of a form: which properties are asked for, and the share of those who have them. */
export class ConditionRow {
  /** `onRemove` is called with this row when it is to go. */
  constructor(condition, onRemove) {
    this.given = condition;
    this.filters = new FilterRows(condition.properties);
    this.share = textInput(condition.rollout_percentage ?? 100, { type: 'number', min: 0, max: 100, step: 'any', inputmode: 'decimal' });
    this.variant = choice({ '': 'by their share' }, '');
    this.variantField = labelled('Variant', this.variant);
    this.title = el('legend', {});
    this.node = el(
      'fieldset',
      { class: 'condition' },
      this.title,
      this.filters.node,
      el('button', { class: 'button button-small', type: 'button', onclick: () => this.filters.add().key.focus() }, 'Add a filter'),
      el('div', { class: 'pair' }, labelled('Share of them, in %', this.share), this.variantField),
      el('button', { class: 'button button-plain button-small', type: 'button', onclick: () => onRemove(this) }, 'Remove this condition'),
    );
  }

  /** Says which condition this is, and which variants it may ask for. */
  show(number, variants) {
    this.title.textContent = `Condition ${number}`;
    const chosen = this.variant.options.length > 1 || this.touched ? this.variant.value : (this.given.variant ?? '');
    this.touched = true;
    this.variant.replaceChildren(
      ...['', ...variants].map((key) => el('option', { value: key }, key === '' ? 'by their share' : `always ${key}`)),
    );
    this.variant.value = variants.includes(chosen) ? chosen : '';
    this.variantField.hidden = variants.length === 0;
  }

  /** Reads the condition, which goes to `path`. `kind` says what kind of properties its filters are about. */
  read(path, kind) {
    standsFor(this.node, path);
    standsFor(this.share, `${path}.rollout_percentage`);
    standsFor(this.variant, `${path}.variant`);
    const { variant, ...kept } = this.given;
    // A condition that is for another kind of group than the flag stays so.
    const ofFilters = kept.aggregation_group_type_index === undefined ? kind : undefined;
    return {
      ...kept,
      properties: this.filters.read(`${path}.properties`, ofFilters),
      rollout_percentage: Number(filled(this.share, SHARE).value),
      ...(this.variant.value && { variant: this.variant.value }),
    };
  }
}
