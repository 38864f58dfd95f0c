/** @jest-environment node */
const posthog = require('hoofprint').default;

test('the tracker does nothing in a test of a server', () => {
  const before = Reflect.ownKeys(globalThis);
  posthog.init('my-project', { api_host: process.env.COLLECTOR });
  expect(posthog.capture('bundled', { by: 'jest on a server' })).toBeUndefined();
  expect(posthog.get_distinct_id()).toBeUndefined();
  expect(Reflect.ownKeys(globalThis)).toEqual(before);
});
