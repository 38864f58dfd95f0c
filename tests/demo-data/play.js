// The players: every device of a world has a browser's storage of its own, with the real snippet of the real collector.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { chromium } from 'playwright-core';

import { FLAGS } from '../e2e/support/browser.js';
import { playSteps, siteOf, startClock } from './page.js';

const HOST = 'paddock.example';
const SITE = `http://${HOST}`;

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0';
const USER_AGENTS = {
  Windows: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`,
  'Mac OS X': `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36`,
  Linux: `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`,
  Android: `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`,
};

/**
 * Plays a world against the collector at `collector`, for the project `token`, on so many devices at once. `progress(device)` is
 * called after each. Gives the anonymous ids that each device had, by the device's id.
 */
export async function play(world, { collector, token, atOnce = 4, progress = () => {} }) {
  const site = await startSite(siteOf(readFileSync('dist/stub.js', 'utf8'), token, collector));
  const browser = await startBrowser(site.port);
  const ids = {};
  const players = Array.from({ length: atOnce }, () => playerIn(browser));
  try {
    for (const round of world.rounds) {
      // The longest first, so that none is left alone at the end.
      const units = [...round].sort((a, b) => b.length - a.length);
      const playOn = async (playDevice) => {
        for (let unit = units.shift(); unit; unit = units.shift()) {
          for (const device of unit) {
            ids[device.id] = await playDevice(device);
            progress(device);
          }
        }
      };
      await Promise.all(players.map(playOn));
    }
  } finally {
    await browser.close();
    site.stop();
  }
  return ids;
}

/** Plays one device after another, each in a profile that was wiped, which costs a tenth of a new one. */
function playerIn(browser) {
  const seats = {};
  return async ({ id, form, os, documents }) => {
    seats[os] ??= await seat(browser, form, os);
    const { page, pages, wipe } = seats[os];
    try {
      await wipe();
      const ids = new Set();
      for (const { at, path, referrer, steps } of documents) {
        await pages.startAt(at);
        await page.goto(SITE + path, { referer: referrer, waitUntil: 'commit' });
        for (const id of await page.evaluate(playSteps, steps)) ids.add(id);
      }
      return [...ids].filter((id) => !id.includes('@'));
    } catch (error) {
      throw new Error(`device ${id}: ${error.message}`, { cause: error });
    }
  };
}

/** A page for all devices of one kind. */
async function seat(browser, form, os) {
  const context = await browser.newContext({
    userAgent: USER_AGENTS[os],
    viewport: form === 'phone' ? { width: 390, height: 780 } : { width: 1280, height: 720 },
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Page.enable');
  let clock;
  return {
    page,
    pages: {
      /** Pages that are opened from now on begin at this time. */
      async startAt(time) {
        if (clock) await cdp.send('Page.removeScriptToEvaluateOnNewDocument', clock);
        clock = await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${startClock})(${time})` });
      },
    },
    async wipe() {
      // The last page has to be gone: it may store something when it goes. What belongs to the tab is kept by origin, so that
      // only a page of the site can clear it.
      if (!clock) return;
      await page.evaluate(() => sessionStorage.clear());
      await page.goto('about:blank');
      await cdp.send('Storage.clearDataForOrigin', { origin: SITE, storageTypes: 'all' });
      await context.clearCookies();
    },
  };
}

function startBrowser(port) {
  const flags = FLAGS.filter((flag) => !flag.startsWith('--host-resolver-rules'));
  return chromium.launch({
    executablePath: process.env.HOOFPRINT_CHROMIUM ?? '/usr/bin/chromium',
    args: [...flags, `--host-resolver-rules=MAP ${HOST} 127.0.0.1:${port}`, `--unsafely-treat-insecure-origin-as-secure=${SITE}`],
  });
}

/** The site, which has one page for all addresses. */
async function startSite(html) {
  const server = createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, stop: () => server.close().closeAllConnections() };
}
