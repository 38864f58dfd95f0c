import { el, icon } from '../shared/dom.js';
import { ConditionRow } from './condition-row.js';
import { choice, labelled, standsFor, textInput } from './fields.js';
import { removeRow } from './rows.js';
import { sheetForm, sheetHead } from './sheet-form.js';
import { PayloadField, VariantRow } from './variant-row.js';
import { unitInWords } from './words.js';

/** The form in which a flag is made or changed. */
export class FlagEditor {
  /** `save` sends what is read, and throws a `Fault` where the collector refuses it. `flag` is absent for a new one. */
  constructor({ flag, projects, token, save, close }) {
    this.flag = flag;
    this.close = close;
    this.projects = projects;
    const filters = flag?.filters ?? { groups: [{}] };
    this.token = textInput(flag?.token ?? token, { required: true, list: 'project-tokens', disabled: Boolean(flag), oninput: () => this.#units() });
    this.key = textInput(flag?.key, { required: true, autocapitalize: 'none', placeholder: 'new-checkout' });
    this.name = textInput(flag?.name, { spellcheck: 'true', placeholder: 'What it is for' });
    this.unit = choice({ '': 'Each person' }, '');
    this.wantedUnit = filters.aggregation_group_type_index ?? '';
    this.lasting = el('input', { type: 'checkbox' });
    this.lasting.checked = flag?.ensure_experience_continuity ?? false;
    this.payload = new PayloadField(filters.payloads?.true);
    this.conditions = new Rows(el('div', { class: 'rows-of-form' }), () => this.#show());
    this.variants = new Rows(el('div', { class: 'rows-of-form' }), () => this.#show());
    for (const condition of filters.groups ?? []) this.#addCondition(condition);
    for (const variant of filters.multivariate?.variants ?? []) this.#addVariant(variant, filters.payloads?.[variant.key]);
    this.even = el('button', { class: 'button button-small', type: 'button', onclick: () => this.#spread() }, 'Spread evenly');
    const label = flag ? 'Save the changes' : 'Create the flag';
    this.node = sheetForm(this.#parts(), { label, read: () => this.#read(), save, close });
    this.#units();
    this.#show();
  }

  /** The content of the sheet. */
  content(title) {
    return [sheetHead(title, this.close), this.node];
  }

  #parts() {
    const tokens = el('datalist', { id: 'project-tokens' }, this.projects.map(({ token }) => el('option', { value: token })));
    const part = (title, hint, ...content) =>
      el('section', { class: 'form-part' }, el('h3', {}, title), hint && el('p', { class: 'quiet small' }, hint), ...content);
    return [
      part(
        'The flag',
        null,
        labelled('Key', this.key, 'By this name pages ask for it.'),
        labelled('Description', this.name),
        labelled('Project', this.token),
        tokens,
      ),
      part(
        'Who gets it',
        'The first condition that somebody meets decides.',
        labelled('The same answer for', this.unit, 'Each person for themselves, or all people of an organisation alike; in its filters $group_key is the organisation’s own key.'),
        this.conditions.node,
        el('button', { class: 'button button-small', type: 'button', onclick: () => this.#addCondition({}).share.focus() }, icon('plus'), 'Add a condition'),
        el('label', { class: 'check' }, this.lasting, el('span', {}, 'Keep a visitor’s answer when they log in')),
      ),
      part(
        'What they get',
        'Without variants a flag is on or off.',
        this.variants.node,
        el(
          'div',
          { class: 'buttons' },
          el('button', { class: 'button button-small', type: 'button', onclick: () => this.#newVariant() }, icon('plus'), 'Add a variant'),
          this.even,
        ),
        this.payload.node,
      ),
    ];
  }

  #read() {
    standsFor(this.token, 'api_key');
    standsFor(this.key, 'key');
    standsFor(this.name, 'name');
    standsFor(this.unit, 'filters.aggregation_group_type_index');
    standsFor(this.variants.node, 'filters.multivariate.variants');
    const { groups, multivariate, payloads: before = {}, aggregation_group_type_index, ...kept } = this.flag?.filters ?? {};
    const index = this.unit.value === '' ? null : Number(this.unit.value);
    const kind = index === null ? { type: 'person' } : { type: 'group', group_type_index: index };
    const variants = this.variants.all.map((row, at) => row.read(`filters.multivariate.variants[${at}]`));
    // What goes with holdouts is not shown here.
    const payloads = Object.fromEntries(Object.entries(before).filter(([key]) => key.startsWith('holdout')));
    this.variants.all.forEach((row) => (payloads[row.name] = row.payload.read(row.name)));
    if (variants.length === 0) payloads.true = this.payload.read('true');
    const filters = {
      ...kept,
      groups: this.conditions.all.map((row, at) => row.read(`filters.groups[${at}]`, kind)),
      payloads,
      ...(variants.length > 0 && { multivariate: { ...multivariate, variants } }),
      ...(index !== null && { aggregation_group_type_index: index }),
    };
    const more = this.flag ? { version: this.flag.version } : { token: this.token.value.trim() };
    return { key: this.key.value.trim(), name: this.name.value.trim(), filters, ensure_experience_continuity: this.lasting.checked, ...more };
  }

  #addCondition(condition) {
    const row = new ConditionRow(condition, (gone) => this.conditions.remove(gone));
    this.conditions.add(row);
    return row;
  }

  #addVariant(variant, payload) {
    const row = new VariantRow(variant, payload, () => this.#show(), (gone) => this.variants.remove(gone));
    this.variants.add(row);
    return row;
  }

  /** The first variant brings the one that it is compared with. */
  #newVariant() {
    const isFirst = this.variants.all.length === 0;
    if (isFirst) this.#addVariant({ key: 'control' });
    const row = this.#addVariant({ key: isFirst ? 'test' : '' });
    this.#spread();
    row.key.focus();
  }

  #spread() {
    const { all } = this.variants;
    const share = Math.floor(10_000 / all.length) / 100;
    all.forEach((row, at) => (row.share.value = at === 0 ? Number((100 - share * (all.length - 1)).toFixed(2)) : share));
  }

  #units() {
    const types = this.projects.find(({ token }) => token === this.token.value.trim())?.group_types ?? [];
    const chosen = this.unit.options.length > 1 ? this.unit.value : String(this.wantedUnit);
    const known = new Set([...types.keys()].map(String));
    if (chosen !== '') known.add(chosen);
    const named = [...known].map((index) => el('option', { value: index }, `Each ${unitInWords(Number(index), types)}`));
    this.unit.replaceChildren(el('option', { value: '' }, 'Each person'), ...named);
    this.unit.value = chosen;
  }

  #show() {
    const names = this.variants.all.map((row) => row.name).filter(Boolean);
    this.conditions.all.forEach((row, at) => row.show(at + 1, names));
    this.payload.node.hidden = names.length > 0;
    if (this.even) this.even.hidden = this.variants.all.length < 2;
  }
}

/** Parts of a form that can be added and removed. */
class Rows {
  constructor(node, onChange) {
    this.node = node;
    this.onChange = onChange;
    this.all = [];
  }

  add(row) {
    this.all.push(row);
    this.node.append(row.node);
    this.onChange();
  }

  remove(row) {
    this.all = this.all.filter((other) => other !== row);
    removeRow(row.node);
    this.onChange();
  }
}
