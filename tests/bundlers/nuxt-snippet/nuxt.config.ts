// nuxt.config.ts
import { snippet } from 'hoofprint/snippet';

const start = `
  ${snippet}
  posthog.init('my-project', {api_host: 'https://collector.example', capture_pageview: 'history_change'});`;

export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  app: { head: { script: [{ innerHTML: start }] } },
});
