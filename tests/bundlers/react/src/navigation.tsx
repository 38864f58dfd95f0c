import { usePostHog } from 'hoofprint/react';
import { useEffect } from 'react';
import { Link } from 'react-router';

/** Tells once that somebody opened the application, and who. */
export function Navigation() {
  const posthog = usePostHog();
  useEffect(() => {
    posthog.capture('app opened', { visitor: posthog.get_distinct_id() });
  }, [posthog]);
  return (
    <nav>
      <Link to="/">Home</Link> <Link to="/pricing">Pricing</Link>
    </nav>
  );
}
