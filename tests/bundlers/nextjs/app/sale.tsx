// app/sale.tsx
'use client';

import { useFeatureFlagEnabled, useFeatureFlagPayload } from 'hoofprint/react';

export function Sale() {
  const isOn = useFeatureFlagEnabled('spring-sale');
  const payload = useFeatureFlagPayload('spring-sale') as { percent: number } | undefined;
  return isOn ? <aside>{payload?.percent} % off until April</aside> : null;
}
