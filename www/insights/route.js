/**
 * Reads where in the page an address leads, from its hash, such as `#/dashboard/7?range=-30d`. Whatever is no address of this page
 * is the first dashboard.
 */
export function parseRoute(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [view, id] = path.split('/');
  const given = Object.fromEntries(new URLSearchParams(search));
  if (view === 'explore') return { view, insight: number(id), project: given.project, content: parseContent(given.q) };
  if (view === 'saved') return { view, project: given.project };
  return { view: 'dashboard', dashboard: number(id) ?? 'team', project: given.project, range: given.range ?? '' };
}

/** Prints the hash that leads to a place, the reverse of `parseRoute`. */
export function printRoute({ view, dashboard, insight, project, range, content }) {
  const id = view === 'dashboard' ? dashboard : insight;
  const search = new URLSearchParams();
  if (project) search.set('project', project);
  if (range) search.set('range', range);
  if (content) search.set('q', JSON.stringify(content));
  const text = search.toString();
  return `#/${view}${id === undefined ? '' : `/${id}`}${text && `?${text}`}`;
}

function number(text) {
  return /^\d+$/.test(text ?? '') ? Number(text) : undefined;
}

/** What the explorer shows: a query and how it is displayed. Anything else in an address is nothing. */
function parseContent(text) {
  try {
    const { name, query, display } = JSON.parse(text ?? '');
    if (typeof query?.kind !== 'string') return undefined;
    return { ...(typeof name === 'string' && { name }), query, ...(typeof display === 'object' && { display }) };
  } catch {
    return undefined;
  }
}
