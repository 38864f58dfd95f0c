// The real Chromium, and pages in it that nobody takes for a bot's.

import { chromium } from 'playwright-core';

export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Sites with subdomains, below a suffix of one label and of two.
  '--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.co.uk 127.0.0.1',
  // Without it `navigator.webdriver` says that a program steers the browser.
  '--disable-blink-features=AutomationControlled',
];

export const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** Starts a browser. `newVisitor()` gives a context: cookies and storage of its own. */
export async function startBrowser() {
  const browser = await chromium.launch({ executablePath: process.env.HOOFPRINT_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  return {
    version: browser.version(),
    newVisitor: (options = {}) => browser.newContext({ userAgent: USER_AGENT, ...options }),
    stop: () => browser.close(),
  };
}

/** What a page said on its console and threw, from now on. */
export function watch(page) {
  const seen = { console: [], errors: [] };
  page.on('console', (message) => seen.console.push(message.text()));
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  return seen;
}
