import { valueText } from '../live/format.js';
import { el, icon } from '../shared/dom.js';
import { Fault } from './api.js';
import { filled, labelled, SHARE, standsFor, textArea, textInput } from './fields.js';

/** A variant as a part of a form. */
export class VariantRow {
  /** `onChange` is called when the name changes, `onRemove` with this row when it is to go. */
  constructor(variant, payload, onChange, onRemove) {
    this.given = variant;
    this.key = textInput(variant.key, { oninput: onChange });
    this.share = textInput(variant.rollout_percentage, { type: 'number', min: 0, max: 100, step: 'any', inputmode: 'decimal' });
    this.payload = new PayloadField(payload);
    const remove = el(
      'button',
      { class: 'button button-plain button-icon', type: 'button', 'aria-label': 'Remove this variant', onclick: () => onRemove(this) },
      icon('close'),
    );
    this.node = el(
      'fieldset',
      { class: 'variant' },
      el('legend', { class: 'hidden-text' }, 'Variant'),
      el('div', { class: 'variant-line' }, labelled('Variant', this.key), labelled('Share in %', this.share), remove),
      this.payload.node,
    );
  }

  /** The name as it is now. */
  get name() {
    return this.key.value.trim();
  }

  /** Reads the variant, which goes to `path`. */
  read(path) {
    standsFor(this.node, path);
    standsFor(this.key, `${path}.key`);
    standsFor(this.share, `${path}.rollout_percentage`);
    return { ...this.given, key: this.name, rollout_percentage: Number(filled(this.share, SHARE).value) };
  }
}

/** What a page gets with an answer: JSON, or nothing. */
export class PayloadField {
  constructor(payload) {
    this.given = payload;
    this.shown = payload === undefined || payload === null ? '' : valueText(payload);
    this.area = textArea(this.shown, { placeholder: '{"colour": "green"}', rows: 2 });
    this.node = labelled('Payload (JSON, optional)', this.area);
  }

  /** Reads the payload of `key`; undefined where there is none. Throws a `Fault` where it is no JSON. */
  read(key) {
    const field = standsFor(this.area, `filters.payloads.${key}`).dataset.field;
    const text = this.area.value.trim();
    if (this.area.value === this.shown) return this.given ?? undefined;
    if (text === '') return undefined;
    try {
      JSON.parse(text);
    } catch {
      throw new Fault(field, 'This is no JSON; texts stand in "double quotes"');
    }
    return text;
  }
}
