import posthog from 'hoofprint';

posthog.init('my-project', { api_host: 'http://127.0.0.1:9' });
posthog.capture('rendered');
console.log(JSON.stringify([posthog.get_distinct_id() ?? null, posthog.is_capturing()]));
