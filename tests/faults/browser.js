// Chromium as a visitor has it: a profile on disk, and processes that can be killed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { chromium } from 'playwright-core';

import { FLAGS, USER_AGENT } from '../e2e/support/browser.js';

const OWN_FLAGS = ['--headless', '--remote-debugging-port=0', '--password-store=basic', '--use-mock-keychain', `--user-agent=${USER_AGENT}`];

// Who ends the campaign ends its browsers.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Starts a browser with the profile in a directory. `script` runs at the start of every page. */
export async function startBrowser(profile, script) {
  const args = [...FLAGS, ...OWN_FLAGS, `--user-data-dir=${profile}`, 'about:blank'];
  // A process group of its own: what the browser starts dies with it.
  const child = spawn(process.env.HOOFPRINT_CHROMIUM ?? '/usr/bin/chromium', args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  const killed = () => process.kill(-child.pid, 'SIGKILL');
  process.once('exit', killed);
  child.once('exit', () => process.off('exit', killed));

  const browser = await chromium.connectOverCDP(await address(child));
  const [visitor] = browser.contexts();
  if (script) await visitor.addInitScript(script);

  return {
    newTab: () => visitor.newPage(),
    setOffline: (isOffline) => visitor.setOffline(isOffline),

    /** Kills all of it at once; no page learns of it. */
    async kill() {
      killed();
      await exited;
    },
  };
}

/** Closes a tab the way a visitor does, and waits until it is gone. */
export async function closeTab(tab) {
  const closed = tab.waitForEvent('close');
  await tab.close({ runBeforeUnload: true });
  await closed;
}

/** Kills the process behind a tab. The page does not learn of it; the tab shows that it has crashed. */
export async function killRenderer(tab) {
  const crashed = tab.waitForEvent('crash');
  const session = await tab.context().newCDPSession(tab);
  session.send('Page.crash').catch(() => {}); // There is nobody left to answer.
  await crashed;
}

/** Where the browser can be steered from, as it says when it starts. */
function address(child) {
  // What it says later is read as well: a full pipe would stop it.
  const lines = createInterface({ input: child.stderr });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => line.startsWith('DevTools listening on ') && resolve(line.split(' ').pop()));
    lines.on('close', () => reject(new Error('the browser ended before it listened')));
  });
}
