import posthog from 'hoofprint';

posthog.init('my-project', { api_host: 'http://127.0.0.1:9' });

addEventListener('fetch', (event) => {
  posthog.capture('rendered');
  event.respondWith(Response.json([posthog.get_distinct_id() ?? null, posthog.is_capturing()]));
});
