// app/layout.tsx
import { snippet } from 'hoofprint/snippet';
import type { ReactNode } from 'react';

import { Navigation } from './navigation';

const start = `
  ${snippet}
  posthog.init('my-project', {api_host: 'https://collector.example', capture_pageview: 'history_change'});`;

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <script dangerouslySetInnerHTML={{ __html: start }} />
      </head>
      <body>
        <Navigation />
        {children}
      </body>
    </html>
  );
}
