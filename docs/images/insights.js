// Makes the pictures of insights, persons and organisations anew: `node docs/images/insights.js DIR`, where DIR holds the year that
// `npm run demo:data -- --data DIR` has played. Nothing is drawn by hand.

import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { startBrowser } = await import('../../tests/e2e/support/browser.js');
const { READ_KEY, startCollector } = await import('../../tests/e2e/support/collector.js');

const DESK = { locale: 'en-GB', viewport: { width: 1360, height: 900 } };
const PHONE = { locale: 'en-GB', viewport: { width: 390, height: 780 }, hasTouch: true, deviceScaleFactor: 1.25 };
const QUESTION = {
  query: {
    kind: 'trends',
    range: { from: '-12m', to: null },
    interval: 'month',
    series: [{ event: 'invoice_paid', math: 'sum', property: 'purchase_value', label: 'Revenue' }],
    breakdown: { type: 'event', key: 'plan' },
  },
};

const directory = process.argv[2];
if (!directory) throw new Error('usage: node docs/images/insights.js DIR');
const collector = await startCollector({ data: directory });
const browser = await startBrowser();

/** Opens a page of the collector's with the read key, and takes its picture once it is at rest. */
async function picture(name, path, options, prepare = () => {}) {
  const visitor = await browser.newVisitor(options);
  const page = await visitor.newPage();
  await page.goto(`${collector.url}/insights/#key=${READ_KEY}`);
  await page.locator('main').waitFor();
  await page.goto('about:blank');
  await page.goto(`${collector.url}${path}`);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1500);
  await prepare(page);
  await page.screenshot({ path: `docs/images/${name}.png` });
  await visitor.close();
}

try {
  const explorer = `/insights/#/explore?q=${encodeURIComponent(JSON.stringify(QUESTION))}`;
  const [{ key }] = collector.query(`SELECT key, count(*) AS members FROM person_groups GROUP BY key ORDER BY members DESC LIMIT 1`);
  const organisation = `/people/#group=company/${encodeURIComponent(key)}`;
  await picture('insights-desk-light', '/insights/', { ...DESK, colorScheme: 'light' });
  await picture('insights-phone-dark', '/insights/', { ...PHONE, colorScheme: 'dark' });
  await picture('insights-explorer-dark', explorer, { ...DESK, colorScheme: 'dark' });
  await picture('people-organisation-light', organisation, { ...DESK, colorScheme: 'light' });
  await picture('people-persons-dark', '/people/#persons', { ...DESK, colorScheme: 'dark' });
} finally {
  await browser.stop();
  await collector.leave();
}
