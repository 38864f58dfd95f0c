// app/account.tsx
'use client';

import { usePostHog } from 'hoofprint/react';

type User = { email: string; name: string; company: string };

export function Account({ user }: { user: User }) {
  const posthog = usePostHog();

  const logIn = () => {
    posthog.identify(user.email, { name: user.name });
    posthog.group('company', user.company);
    posthog.capture('logged in');
  };

  return (
    <p>
      <button onClick={logIn}>Log in</button>
      <button onClick={() => posthog.reset()}>Log out</button>
    </p>
  );
}
