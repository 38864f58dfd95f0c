import { queryToKeep } from './kept.js';

/** Keeps built-in items as insights, and a dashboard of them; gives its id. Where that fails half-way, nothing of it stays. */
export async function copyDashboard(page, name, items) {
  const tiles = [];
  try {
    for (const { name: question, query, display, size } of items) {
      const { id } = await page.ask('POST', '/api/insights', { token: page.project, name: question, query: queryToKeep(query, display) });
      tiles.push({ insight: id, size });
    }
    return (await page.ask('POST', '/api/dashboards', { token: page.project, name, tiles })).id;
  } catch (error) {
    await Promise.allSettled(tiles.map(({ insight }) => page.ask('DELETE', `/api/insights/${insight}`)));
    throw error;
  }
}
