import posthog from 'hoofprint';

const api_host = new URLSearchParams(location.search).get('collector');
posthog.init('my-project', { api_host });
posthog.capture('bundled', { by: 'vite', visitor: posthog.get_distinct_id() });
