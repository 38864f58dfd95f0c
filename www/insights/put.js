import { askDashboard, askName } from './ask.js';

/** Asks for a dashboard and puts an insight on it, as its last tile. */
export function putOnDashboard(page, { id: insight, show }) {
  const tile = { insight, size: show === 'number' ? 'small' : show === 'retention' || show === 'paths' ? 'full' : 'wide' };
  return page.act(async () => {
    const { dashboards } = await page.ask('GET', `/api/dashboards?${page.inProject()}`);
    const chosen = await askDashboard(dashboards);
    if (chosen === 'new') await createDashboard(page, [tile]);
    else if (chosen !== null) await putOn(page, chosen, tile);
  });
}

/** Asks for a name, makes a dashboard of it and goes there. */
export async function createDashboard(page, tiles = []) {
  const name = await askName('New dashboard', '', 'Create');
  if (name === null) return;
  await page.act(async () => {
    const { id } = await page.ask('POST', '/api/dashboards', { token: page.project, name, tiles });
    page.go({ view: 'dashboard', dashboard: id });
  });
}

async function putOn(page, dashboard, tile) {
  const path = `/api/dashboards/${dashboard}`;
  // It may have been arranged elsewhere while the question was open.
  const { tiles } = await page.ask('GET', path);
  await page.ask('PATCH', path, { tiles: [...tiles, tile] });
  page.go({ view: 'dashboard', dashboard });
}
