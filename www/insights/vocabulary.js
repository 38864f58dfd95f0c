/** What a project knows, asked once and kept while the page is open: properties, values and cohorts for the forms. */
export class Vocabulary {
  constructor(page) {
    this.page = page;
    this.kept = new Map();
  }

  /** The names of the properties of events, persons or groups. */
  properties({ type, group_type, event }) {
    return this.#once('properties', { type, group_type, event }, ({ properties }) => properties);
  }

  /** The most frequent values of a property, as text. */
  values({ type, group_type, key }) {
    return this.#once('values', { type, group_type, key }, ({ values }) => values.map(({ value }) => (typeof value === 'string' ? value : JSON.stringify(value))));
  }

  /** The cohorts, as pairs of an id and a name. */
  cohorts() {
    return this.#once('/api/cohorts', {}, ({ cohorts }) => cohorts.filter(({ token }) => !token || token === this.page.project).map(({ id, name }) => [String(id), name]));
  }

  #once(what, parameters, read) {
    const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value));
    const path = `${what.startsWith('/') ? what : `/api/insights/${what}`}?${this.page.inProject(given)}`;
    if (!this.kept.has(path)) {
      const answer = this.page.ask('GET', path).then(read, (error) => {
        this.page.say(error.message);
        return [];
      });
      this.kept.set(path, answer);
    }
    return this.kept.get(path);
  }
}
