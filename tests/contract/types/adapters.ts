// The adapters take our tracker and posthog-js's, and what pages pass to Kissmetrics and Segment. It is enough that this compiles.

import theirs from 'posthog-js';
import hoofprint from 'hoofprint';
import type { Hoofprint } from 'hoofprint';
import { followKissmetrics } from 'hoofprint/kissmetrics';
import type { KissmetricsFunctions, KissmetricsQueue } from 'hoofprint/kissmetrics';
import { createAnalytics } from 'hoofprint/segment';
import type { Analytics } from 'hoofprint/segment';

declare const typed: Hoofprint<{ signup: { plan: 'free' | 'pro' } }>;

followKissmetrics(hoofprint);
followKissmetrics(theirs);
followKissmetrics(typed);
followKissmetrics(() => hoofprint);
followKissmetrics(() => undefined);
// @ts-expect-error: that is no tracker
followKissmetrics({});

declare const queue: KissmetricsQueue;
queue.push(['record', 'Signed Up', { Plan: 'Pro' }, () => {}], ['clearIdentity'], () => {});
queue.push([() => {}]);
// @ts-expect-error: a command has a name
queue.push([7]);

declare const functions: KissmetricsFunctions;
export const id: string | undefined = functions.i();
functions.set('plan', 'pro');
functions.set({ plan: 'pro' });

export const analytics: Analytics = createAnalytics(hoofprint, { groupType: 'workspace' });
createAnalytics(theirs);
createAnalytics(typed);
createAnalytics(() => undefined);

interface Order {
  total: number;
}
declare const order: Order;

export async function calls(): Promise<void> {
  await analytics.identify('ann', { plan: 'pro' }, { timestamp: new Date() }, () => {});
  await analytics.identify(7);
  await analytics.identify({ plan: 'pro' });
  await analytics.identify(null, order);
  const { event } = await analytics.track('ordered', order, (context) => context.event);
  const type: string = event.type;
  await analytics.track({ event: type, properties: order });
  await analytics.page();
  await analytics.page('Shop', 'Cart', order, {}, () => {});
  await analytics.page('Cart', order);
  await analytics.page(order);
  await analytics.group('acme', { seats: 7 });
  await analytics.alias('new', 'old');
  await analytics.ready(() => {});
  const known: string | null = analytics.user().id() ?? analytics.group().id();
  analytics.once('track', () => known).debug(false).reset();
  // @ts-expect-error: an event has a name
  await analytics.track(7);
}
