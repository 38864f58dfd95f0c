// src/main.ts
import posthog from 'hoofprint';
import { createApp } from 'vue';

import App from './App.vue';
import { router } from './router';

posthog.init('my-project', { api_host: 'https://collector.example', capture_pageview: 'history_change' });
posthog.capture('app opened', { visitor: posthog.get_distinct_id() });

createApp(App).use(router).mount('#app');
