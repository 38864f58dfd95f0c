import posthog from 'hoofprint';
import { expect, test } from 'vitest';

test('the tracker does nothing in a test of a server', () => {
  const before = Reflect.ownKeys(globalThis);
  posthog.init('my-project', { api_host: process.env.COLLECTOR });
  expect(posthog.capture('bundled', { by: 'vitest' })).toBeUndefined();
  expect(posthog.get_distinct_id()).toBeUndefined();
  expect(Reflect.ownKeys(globalThis)).toEqual(before);
});
