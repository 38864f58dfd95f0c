'use client';

import { usePostHog } from 'hoofprint/react';
import Link from 'next/link';
import { useEffect } from 'react';

/** Tells once that somebody opened the application, and who. */
export function Navigation() {
  const posthog = usePostHog();
  useEffect(() => {
    posthog.capture('app opened', { visitor: posthog.get_distinct_id() });
  }, [posthog]);
  return (
    <nav>
      <Link href="/">Home</Link> <Link href="/pricing">Pricing</Link>
    </nav>
  );
}
