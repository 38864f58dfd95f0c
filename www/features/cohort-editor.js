import { el } from '../shared/dom.js';
import { CohortRow } from './cohort-row.js';
import { choice, labelled, standsFor, textArea, textInput } from './fields.js';
import { removeRow } from './rows.js';
import { sheetForm, sheetHead } from './sheet-form.js';

const ALL = 'AND';

/** The form in which a cohort is made or changed: of conditions, or a list of distinct ids. Which of both is chosen once. */
export class CohortEditor {
  /**
   * `save` sends what is read, and throws a `Fault` where the collector refuses it. `cohort` has its `distinct_ids` where it is
   * a list; `known(token)` gives what conditions can name in a project.
   */
  constructor({ cohort, projects, token, known, save, close }) {
    this.cohort = cohort;
    this.close = close;
    this.known = known;
    this.rows = [];
    this.name = textInput(cohort?.name, { required: true, spellcheck: 'true', placeholder: 'Our own team' });
    this.project = choice(Object.fromEntries(projects.map((project) => [project.token, project.token])), token, { disabled: Boolean(cohort) });
    this.project.addEventListener('change', () => this.#begin([{ type: 'person' }]));
    this.kind = choice({ conditions: 'Whoever meets conditions', list: 'A list of distinct ids' }, cohort && !cohort.filters ? 'list' : 'conditions');
    this.kind.addEventListener('change', () => this.#suit());
    this.ids = textArea((cohort?.distinct_ids ?? []).join('\n'), { autocapitalize: 'none', rows: 8 });
    this.join = choice({ AND: 'all of these conditions', OR: 'any of these conditions' }, cohort?.filters?.properties.type ?? ALL);
    this.list = el('div', { class: 'rows-of-form' });
    const add = el('button', { class: 'button button-small', type: 'button', onclick: () => this.#add({ type: 'person' }).focus() }, 'Add a condition');
    this.conditions = el('section', { class: 'form-part' }, labelled('They meet', this.join), this.list, add);
    this.ofList = el('section', { class: 'form-part' }, labelled('Distinct ids, one a line', this.ids));
    const head = el(
      'section',
      { class: 'form-part' },
      labelled('Name', this.name),
      projects.length > 1 && labelled('Project', this.project),
      !cohort && labelled('Who is in it', this.kind),
    );
    const label = cohort ? 'Save the changes' : 'Create the cohort';
    this.node = sheetForm([head, this.conditions, this.ofList], { label, read: () => this.#read(), save, close });
    this.#begin(cohort?.filters ? cohort.filters.properties.values : [{ type: 'person' }]);
    this.#suit();
  }

  /** The content of the sheet. */
  content(title) {
    return [sheetHead(title, this.close), this.node];
  }

  #begin(members) {
    this.rows = [];
    this.list.replaceChildren();
    for (const member of members) this.#add(member);
  }

  #add(member) {
    const row = new CohortRow(member, this.known(this.project.value), (gone) => {
      this.rows = this.rows.filter((other) => other !== gone);
      removeRow(gone.node);
      this.#number();
    });
    this.rows.push(row);
    this.list.append(row.node);
    this.#number();
    return row;
  }

  #number() {
    this.rows.forEach((row, at) => row.show(at + 1));
  }

  #suit() {
    const isList = this.kind.value === 'list';
    this.conditions.hidden = isList;
    this.ofList.hidden = !isList;
  }

  #read() {
    standsFor(this.name, 'name');
    standsFor(this.project, 'token');
    standsFor(this.ids, 'distinct_ids');
    standsFor(this.conditions, 'filters');
    const head = { ...(this.cohort ? {} : { token: this.project.value }), name: this.name.value.trim() };
    if (this.kind.value === 'list') {
      return { ...head, distinct_ids: this.ids.value.split('\n').map((id) => id.trim()).filter(Boolean) };
    }
    const values = ofOneKind(this.rows.map((row, at) => row.read(`filters.properties.values[${at}]`)));
    return { ...head, filters: { ...this.cohort?.filters, properties: { ...this.cohort?.filters.properties, type: this.join.value, values } } };
  }
}

/** Beside groups of conditions there can be groups alone, so that each other condition becomes one. */
function ofOneKind(members) {
  const hasGroups = members.some(({ values }) => values);
  return hasGroups ? members.map((member) => (member.values ? member : { type: ALL, values: [member] })) : members;
}
