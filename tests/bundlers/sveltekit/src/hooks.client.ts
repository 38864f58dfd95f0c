// src/hooks.client.ts
import posthog from 'hoofprint';

posthog.init('my-project', { api_host: 'https://collector.example', capture_pageview: 'history_change' });
posthog.capture('app opened', { visitor: posthog.get_distinct_id() });
