// app/providers.tsx
'use client';

import { PostHogProvider } from 'hoofprint/react';
import type { ReactNode } from 'react';

export function Providers({ children }: { children: ReactNode }) {
  return (
    <PostHogProvider
      apiKey="my-project"
      options={{ api_host: 'https://collector.example', capture_pageview: 'history_change' }}
    >
      {children}
    </PostHogProvider>
  );
}
