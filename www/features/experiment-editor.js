import { el } from '../shared/dom.js';
import { choice, filled, labelled, readable, standsFor, textInput } from './fields.js';
import { FilterRows } from './filter-row.js';
import { sheetForm, sheetHead } from './sheet-form.js';

const MINUTE = 60_000;
const TIME_NEEDED = 'A whole date with its time is needed';

/** The form in which an experiment is made or changed. Its flag is chosen once. */
export class ExperimentEditor {
  /** `save` sends what is read, and throws a `Fault` where the collector refuses it. `flags` are those with variants. */
  constructor({ experiment, flags, save, close }) {
    this.experiment = experiment;
    this.close = close;
    this.flags = flags;
    this.filters = new FilterRows(experiment?.goal.properties);
    const options = experiment ? { '': experiment.flag_key } : Object.fromEntries(flags.map(({ id, key, token }) => [String(id), `${key} (${token})`]));
    this.flag = choice(options, undefined, { disabled: Boolean(experiment) });
    this.name = textInput(experiment?.name, { spellcheck: 'true', placeholder: 'Does the short form sell more?' });
    this.event = textInput(experiment?.goal.event, { required: true, autocapitalize: 'none', placeholder: 'invoice_paid' });
    this.start = moment(experiment?.starts_at ?? Date.now());
    this.end = moment(experiment?.ends_at);
    const fields = el(
      'section',
      { class: 'form-part' },
      labelled('What is the question', this.name),
      labelled('Flag', this.flag, 'Its variants are compared.'),
      labelled('Goal: the event that should happen', this.event, 'It counts from the first time on that somebody saw a variant.'),
      this.filters.node,
      el('button', { class: 'button button-small', type: 'button', onclick: () => this.filters.add().key.focus() }, 'Add a filter on the goal'),
      labelled('From', this.start),
      labelled('To (optional)', this.end),
    );
    const label = experiment ? 'Save the changes' : 'Start the experiment';
    this.node = sheetForm([fields], { label, read: () => this.#read(), save, close });
  }

  /** The content of the sheet. */
  content(title) {
    return [sheetHead(title, this.close), this.node];
  }

  #read() {
    standsFor(this.flag, 'flag_key');
    standsFor(this.name, 'name');
    standsFor(this.event, 'goal.event');
    standsFor(this.start, 'starts_at');
    standsFor(this.end, 'ends_at');
    const properties = this.filters.read('goal.properties', {});
    const chosen = this.flags.find(({ id }) => String(id) === this.flag.value);
    return {
      ...(this.experiment ? {} : { token: chosen?.token ?? '', flag_key: chosen?.key ?? '' }),
      name: this.name.value.trim(),
      goal: { event: this.event.value.trim(), properties },
      starts_at: timeOf(filled(this.start, TIME_NEEDED), this.experiment?.starts_at),
      ends_at: timeOf(this.end, this.experiment?.ends_at),
    };
  }
}

/** A field for a local time, to the minute. */
function moment(millis) {
  const input = el('input', { class: 'input', type: 'datetime-local' });
  if (millis !== undefined && millis !== null) input.value = local(millis);
  return input;
}

/** The time of a field; what was not touched keeps its seconds. */
function timeOf(input, before) {
  if (readable(input, TIME_NEEDED).value === '') return null;
  return before && input.value === local(before) ? before : new Date(input.value).getTime();
}

function local(millis) {
  return new Date(millis - new Date(millis).getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}
