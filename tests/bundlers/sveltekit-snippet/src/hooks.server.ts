// src/hooks.server.ts
import type { Handle } from '@sveltejs/kit';
import { snippet } from 'hoofprint/snippet';

const START = `<script>
  ${snippet}
  posthog.init('my-project', {api_host: 'https://collector.example', capture_pageview: 'history_change'});
</script>`;

export const handle: Handle = ({ event, resolve }) =>
  resolve(event, { transformPageChunk: ({ html }) => html.replace('</head>', () => START + '</head>') });
