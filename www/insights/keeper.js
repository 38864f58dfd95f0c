import { Fault } from '../features/api.js';

/** Somebody else arranged the dashboard since this page read it. */
export class ChangedElsewhere extends Fault {}

/** Keeps the items of one dashboard with the collector, one request after the other: of those that wait only the newest is sent. */
export class Keeper {
  /** `known` are the items that the collector has. */
  constructor(page, id, known) {
    Object.assign(this, { page, id, known });
  }

  /** Keeps `items`, after what is being kept already. It throws `ChangedElsewhere` rather than overwrite what this page never saw. */
  keep(items) {
    this.wanted = items;
    this.keeping ??= this.#keepNewest().finally(() => (this.keeping = null));
    return this.keeping;
  }

  async #keepNewest() {
    const path = `/api/dashboards/${this.id}`;
    while (this.known !== this.wanted) {
      const items = this.wanted;
      // The collector counts no versions.
      const { tiles } = await this.page.ask('GET', path);
      if (!isSame(tiles, tilesOf(this.known))) throw new ChangedElsewhere('tiles', 'This dashboard was changed elsewhere. Here it is as it is now.');
      await this.page.ask('PATCH', path, { tiles: tilesOf(items) });
      this.known = items;
    }
  }
}

function tilesOf(items) {
  return items.map(({ id, size }) => ({ insight: id, size }));
}

function isSame(some, others) {
  return some.length === others.length && some.every(({ insight, size }, at) => insight === others[at].insight && size === others[at].size);
}
