import { el } from '../shared/dom.js';
import { TIMES, UNITS, memberInWords } from './cohort-words.js';
import { choice, filled, labelled, readable, standsFor, textInput } from './fields.js';
import { FilterRow, FilterRows } from './filter-row.js';

const DEED = { type: 'behavioral', value: 'performed_event_multiple', operator: 'gte', operator_value: 1, time_value: 30, time_interval: 'day' };
const TIMES_NEEDED = 'How many times is needed, a whole number';
const SPAN_NEEDED = 'A whole number from 1 to 9999 is needed, or nothing, which means ever';

/** A condition of a cohort, as a part of a form. What the form cannot change is shown in words and kept as it is. */
export class CohortRow {
  /** `known` has the `token` of the project, the other `cohorts` and its `types` of groups; `onRemove` is called with this row when it is to go. */
  constructor(member, known, onRemove) {
    this.known = known;
    this.onRemove = onRemove;
    this.title = el('legend', {});
    this.body = el('div', { class: 'filters' });
    this.negation = el('input', { type: 'checkbox' });
    this.negation.checked = Boolean(member.negation);
    this.kind = choice(this.#kinds(member), kindOf(member), { 'aria-label': 'Kind of condition' });
    this.kind.addEventListener('change', () => this.#show(this.kind.value === 'behavioral' ? DEED : { type: this.kind.value }));
    this.remove = el('button', { class: 'button button-plain button-small', type: 'button', onclick: () => onRemove(this) }, 'Remove this condition');
    const turned = el('label', { class: 'check' }, this.negation, 'Those of whom this is not so');
    this.isFixed = !isKnown(member);
    this.node = el('fieldset', { class: 'condition' }, this.title, !this.isFixed && this.kind, this.body, !this.isFixed && turned, this.remove);
    this.#show(member);
  }

  /** Says which condition this is. */
  show(number) {
    this.title.textContent = `Condition ${number}`;
  }

  /** Moves the focus to where one begins to write. */
  focus() {
    this.node.querySelector('select, input').focus();
  }

  /** Reads the condition, which goes to `path`. */
  read(path) {
    standsFor(this.node, path);
    if (this.isFixed) return this.given;
    const { negation, ...member } = this.#read(path);
    return this.negation.checked ? { ...member, negation: true } : member;
  }

  #kinds(member) {
    const { types, cohorts } = this.known;
    const has = (type) => member.type === type;
    return {
      person: 'Has a property',
      behavioral: 'Did something',
      ...((types.length > 0 || has('group')) && { group: 'Acts for an organisation' }),
      ...((cohorts.length > 0 || has('cohort')) && { cohort: 'Is in another cohort' }),
    };
  }

  #show(member) {
    this.given = member;
    this.filter = undefined;
    this.body.replaceChildren(...(this.isFixed ? [el('p', { class: 'filter-fixed' }, memberInWords(member, this.known.nameOf))] : this.#fields(member)));
    // A line of a filter has such a button itself.
    this.remove.hidden = this.filter !== undefined;
  }

  #fields(member) {
    switch (kindOf(member)) {
      case 'behavioral':
        return this.#deed(member);
      case 'group': {
        const { types } = this.known;
        const names = [...new Set([...(member.group_type ? [member.group_type] : []), ...types])];
        this.groupType = choice(Object.fromEntries(names.map((name) => [name, name])), member.group_type, { 'aria-label': 'Type of organisation' });
        return [names.length > 1 && this.groupType, this.#filter(member)].filter(Boolean);
      }
      case 'cohort':
        this.cohort = choice(Object.fromEntries(this.known.cohorts.map(({ id, name }) => [String(id), name || `cohort ${id}`])), member.value && String(member.value), { 'aria-label': 'Cohort' });
        return [this.cohort];
      default:
        return [this.#filter(member)];
    }
  }

  #filter(member) {
    const { negation, ...filter } = member;
    this.filter = new FilterRow(filter, () => this.onRemove(this), () => this.#whose());
    return this.filter.node;
  }

  #whose() {
    const type = this.kind.value;
    return { token: this.known.token, type, group_type: type === 'group' ? this.groupType.value : undefined };
  }

  #deed(member) {
    const isOnce = member.value === 'performed_event';
    this.event = textInput(member.key, { autocapitalize: 'none', placeholder: 'project_created' });
    this.operator = choice(TIMES, isOnce ? 'gte' : (member.operator ?? 'gte'), { 'aria-label': 'At least, at most or exactly' });
    this.times = textInput(isOnce ? 1 : member.operator_value, { type: 'number', min: 0, inputmode: 'numeric' });
    this.time = textInput(member.time_value, { type: 'number', min: 1, inputmode: 'numeric', placeholder: 'ever' });
    this.unit = choice(UNITS, member.time_interval ?? 'day', { 'aria-label': 'Unit of time' });
    this.filters = new FilterRows(member.event_filters, () => ({ token: this.known.token, type: 'event', event: this.event.value.trim() }));
    return [
      labelled('Event', this.event),
      this.filters.node,
      el('button', { class: 'button button-small', type: 'button', onclick: () => this.filters.add().key.focus() }, 'Add a filter on the event'),
      el('div', { class: 'pair pair-low' }, this.operator, labelled('Times', this.times)),
      el('div', { class: 'pair pair-low' }, labelled('In the last', this.time), this.unit),
    ];
  }

  #read(path) {
    switch (this.kind.value) {
      case 'behavioral':
        return this.#readDeed(path);
      case 'group':
        standsFor(this.groupType, `${path}.group_type`);
        return this.filter.read(path, { type: 'group', group_type: this.groupType.value });
      case 'cohort': {
        const { operator, ...kept } = this.given;
        return { ...kept, type: 'cohort', key: 'id', value: Number(standsFor(this.cohort, `${path}.value`).value), ...(operator && { operator }) };
      }
      default:
        return this.filter.read(path, { type: 'person' });
    }
  }

  #readDeed(path) {
    standsFor(this.event, `${path}.key`);
    standsFor(this.operator, `${path}.operator`);
    standsFor(this.times, `${path}.operator_value`);
    standsFor(this.time, `${path}.time_value`);
    standsFor(this.unit, `${path}.time_interval`);
    readable(this.time, SPAN_NEEDED);
    const filters = this.filters.read(`${path}.event_filters`, {});
    return {
      type: 'behavioral',
      value: 'performed_event_multiple',
      event_type: 'events',
      key: this.event.value.trim(),
      operator: this.operator.value,
      operator_value: Number(filled(this.times, TIMES_NEEDED).value),
      ...(this.time.value !== '' && { time_value: Number(this.time.value), time_interval: this.unit.value }),
      ...(filters.length > 0 && { event_filters: filters }),
    };
  }
}

const kindOf = ({ type }) => (['behavioral', 'group', 'cohort'].includes(type) ? type : 'person');

function isKnown(member) {
  return !member.values && !member.explicit_datetime && (member.operator === undefined || member.type !== 'behavioral' || member.operator in TIMES);
}
