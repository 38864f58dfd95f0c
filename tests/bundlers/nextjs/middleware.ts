import posthog from 'hoofprint';
import { NextResponse } from 'next/server';

/** Runs on the edge, too. */
export function middleware() {
  posthog.capture('on the edge');
  return NextResponse.next({ headers: { 'x-visitor': String(posthog.get_distinct_id()) } });
}

export const config = { matcher: '/pricing' };
