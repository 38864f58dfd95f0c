import { keptKey } from '../live/key.js';
import { el } from '../shared/dom.js';
import { send } from './api.js';

const kept = new Map();
let lists = 0;

/** Offers, while one types in a field, the names of properties that the collector knows; `parameters()` says whose. */
export function offerNames(input, parameters) {
  lists += 1;
  const list = el('datalist', { id: `property-names-${lists}` });
  input.setAttribute('list', list.id);
  input.after(list);
  input.addEventListener('focus', async () => {
    const names = await namesOf(parameters());
    list.replaceChildren(...names.map((name) => el('option', { value: name })));
  });
}

/** Asks once for each; where that fails one types without, and it is asked again the next time. */
function namesOf(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  const path = `/api/insights/properties?${new URLSearchParams(given)}`;
  if (!kept.has(path)) {
    const none = () => {
      kept.delete(path);
      return [];
    };
    kept.set(path, send('GET', path, keptKey() ?? '').then(({ properties }) => properties, none));
  }
  return kept.get(path);
}
