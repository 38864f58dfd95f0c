// Makes the pictures of the insights anew: `node docs/images/insights.js DIR`, after `npm run build`,
// `cargo build -p hoofprint-collector` and `npm run demo:data -- --data DIR`, which plays the year that is seen.
// The pages use the system's font; where Inter is installed (Debian: `fonts-inter`), the pictures prefer it.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const data = resolve(process.argv[2] ?? '.hoofprint');
process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { startBrowser } = await import('../../tests/e2e/support/browser.js');
const { READ_KEY, startCollector } = await import('../../tests/e2e/support/collector.js');

const TOKEN = 'hp_year';
const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, deviceScaleFactor: 1.25 };
const DASHBOARD = `#/dashboard/team?project=${TOKEN}`;
const REVENUE = {
  kind: 'trends',
  range: { from: '-12m', to: null },
  interval: 'month',
  series: [{ event: 'invoice_paid', math: 'sum', property: 'purchase_value' }],
  breakdown: { type: 'event', key: 'plan', limit: 10 },
};

const collector = await startCollector({ data });
const browser = await startBrowser();
try {
  await picture('insights-desk-light', DASHBOARD, { ...DESK, colorScheme: 'light' });
  await picture('insights-desk-dark', DASHBOARD, { ...DESK, colorScheme: 'dark' }, 'Activity');
  await picture('insights-phone', DASHBOARD, { ...PHONE, colorScheme: 'light' });
  const content = { query: REVENUE, display: { show: 'bar', unit: 'EUR' } };
  await picture('insights-explorer', `#/explore?${new URLSearchParams({ project: TOKEN, q: JSON.stringify(content) })}`, { ...DESK, colorScheme: 'light' });
} finally {
  await browser.stop();
  await collector.kill(); // The data stays.
}

/** Photographs a place of the page, from a heading on, once all that is asked there is answered. */
async function picture(name, hash, look, from) {
  const visitor = await browser.newVisitor({ locale: 'en-GB', timezoneId: 'UTC', ...look });
  await visitor.addInitScript((key) => localStorage.setItem('hoofprint.read_key', key), READ_KEY);
  const page = await visitor.newPage();
  await page.goto(`${collector.url}/insights/${hash}`);
  await page.evaluate(() => {
    const root = document.documentElement.style;
    root.setProperty('--sans', `Inter, ${getComputedStyle(document.documentElement).getPropertyValue('--sans')}`);
  });
  await page.locator('.tile, .result-card[aria-busy]').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, { timeout: 300_000 });
  await page.evaluate((title) => {
    document.activeElement.blur();
    const heading = [...document.querySelectorAll('h2')].find(({ textContent }) => textContent === title);
    scrollTo(0, heading ? heading.getBoundingClientRect().top + scrollY - 76 : 0);
  }, from);
  await page.mouse.move(2, 2);
  await page.screenshot({ path: `docs/images/${name}.png`, animations: 'disabled' });
  await visitor.close();
}
