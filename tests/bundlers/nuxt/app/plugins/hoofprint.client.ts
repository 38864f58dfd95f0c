// app/plugins/hoofprint.client.ts
import posthog from 'hoofprint';

export default defineNuxtPlugin(() => {
  posthog.init('my-project', { api_host: 'https://collector.example', capture_pageview: 'history_change' });
  posthog.capture('app opened', { visitor: posthog.get_distinct_id() });
});
