import posthog from 'hoofprint';

export const runtime = 'edge';

/** Who the visitor is where there is none. */
export const GET = () => Response.json({ visitor: posthog.get_distinct_id() ?? null });
