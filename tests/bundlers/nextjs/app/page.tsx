import posthog from 'hoofprint';
import { usePostHog } from 'hoofprint/react';

import { Account } from './account';
import { Sale } from './sale';

// A server component may import the package, and hooks beside components of the browser; nothing leaves from here.
posthog.capture('on the server', { hook: typeof usePostHog });

export default function Home() {
  return (
    <main>
      <h1>Home</h1>
      <Sale />
      <Account user={{ email: 'ann@acme.example', name: 'Ann', company: 'Acme' }} />
    </main>
  );
}
