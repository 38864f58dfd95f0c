// Programs of servers, in which the tracker does nothing.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROBE = fileURLToPath(new URL('inert.cjs', import.meta.url));

/** What such a program does, and says of it. */
const BODY = `
posthog.init('my-project', { api_host: 'http://127.0.0.1:9' });
posthog.register({ plan: 'pro' });
posthog.identify('somebody');
posthog.capture('rendered', { at: '/' });
posthog.people.set({ name: 'Somebody' });
posthog.onFeatureFlags(() => console.log('flags came'));
console.log(JSON.stringify([posthog.get_distinct_id() ?? null, posthog.is_capturing()]));
`;
export const importing = (entry = 'hoofprint') => `import posthog from '${entry}';${BODY}`;
export const requiring = (entry = 'hoofprint') => `const { posthog } = require('${entry}');${BODY}`;

/** What it says where nothing happens. */
export const NOTHING = '[null,false]';

/** Runs a program in Node, and asserts that it says `said`, leaves the world alone, and ends. A fixture's says the same. */
export function assertInert(program, said = NOTHING) {
  const { error, status, stdout, stderr } = spawnSync(process.execPath, ['--require', PROBE, program], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(error, undefined);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  const lines = stdout.trim().split('\n');
  const deeds = JSON.parse(lines.pop());
  assert.deepEqual([lines.join('\n'), deeds], [said, { changed: [], held: [], read: [] }]);
}
