import { Fault, send } from '../features/api.js';
import { keptKey } from '../live/key.js';

/** Reads a path of the collector's API. Parameters without a value are left out, those with several are repeated. */
export function ask(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one !== undefined && one !== null && one !== '') query.append(name, one);
  }
  return send('GET', query.size > 0 ? `${path}?${query}` : path, keptKey() ?? '');
}

/** Says whether the collector does not know what was asked for. */
export function isMissing(error) {
  return error instanceof Fault && error.field === 'id';
}
