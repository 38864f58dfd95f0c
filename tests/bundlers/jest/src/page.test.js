/** @jest-environment jsdom */
const { posthog } = require('hoofprint');

test('the tracker works in a test of a page', async () => {
  posthog.init('my-project', { api_host: process.env.COLLECTOR, request_batching: false });
  expect(posthog.get_distinct_id()).toMatch(/^[0-9a-f-]{36}$/);
  const delivered = new Promise((resolve) => posthog.on('delivered', resolve));
  posthog.capture('bundled', { by: 'jest', note: 'Zoë 日本 😀', visitor: posthog.get_distinct_id() });
  await delivered;
});
