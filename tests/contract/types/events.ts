// With a map of events, `capture` takes what the map says and nothing else; without one it takes everything.

import type { PostHogInterface } from 'posthog-js';
import { posthog } from 'hoofprint';
import type { CaptureResult, Hoofprint } from 'hoofprint';

interface Signup {
  plan: 'free' | 'pro';
  seats?: number;
}

interface Events {
  signup: Signup;
  search: { query?: string };
  logout: null;
  imported: Record<string, unknown>;
}

declare const tracker: Hoofprint<Events>;

// ---- With a map -----------------------------------------------------------------------------------------------------

tracker.capture('signup', { plan: 'pro' });
tracker.capture('signup', { plan: 'free', seats: 3 }, { send_instantly: true });
export const captured: CaptureResult | undefined = tracker.capture('signup', { plan: 'pro' });

// Properties may be left out where none is required.
tracker.capture('search');
tracker.capture('search', null, { transport: 'sendBeacon' });
tracker.capture('search', { query: 'hoof' });
tracker.capture('logout');
tracker.capture('logout', null, { timestamp: new Date(0) });
tracker.capture('imported', { whatever: 1 });

// PostHog's own events, and its own properties on any event.
tracker.capture('$pageview');
tracker.capture('$pageview', { title: 'Home' });
tracker.capture('signup', { plan: 'pro', $set: { plan: 'pro' }, $groups: { company: 'acme' } });
tracker.capture('logout', { $set_once: { left: true } });

// Values from elsewhere.
declare const signup: Signup;
declare const either: 'search' | 'logout';
tracker.capture('signup', signup);
tracker.capture(either);

// @ts-expect-error: there is no such event
tracker.capture('sign_up', { plan: 'pro' });
// @ts-expect-error: any string is too many
tracker.capture('sign' as string);
// @ts-expect-error: `plan` is required
tracker.capture('signup');
// @ts-expect-error: `plan` is required
tracker.capture('signup', null);
// @ts-expect-error: `plan` is required
tracker.capture('signup', {});
// @ts-expect-error: there is no such plan
tracker.capture('signup', { plan: 'gold' });
// @ts-expect-error: there is no such property
tracker.capture('signup', { plan: 'pro', seat: 3 });
// @ts-expect-error: a property of the wrong type
tracker.capture('search', { query: 7 });
// @ts-expect-error: there is no such property
tracker.capture('search', { text: 'hoof' });
// @ts-expect-error: this event has no properties
tracker.capture('logout', { reason: 'idle' });
// @ts-expect-error: there is no such option
tracker.capture('signup', { plan: 'pro' }, { instantly: true });
// @ts-expect-error: a time is a `Date`
tracker.capture('signup', { plan: 'pro' }, { timestamp: '2026-11-21' });

// The map is kept by what gives the tracker back, and does not bind its other methods.
// @ts-expect-error: there is no such event
tracker.init('token').capture('sign_up');
tracker.register({ anything: 1 });
tracker.on('eventCaptured', (event) => event.properties.anything);

// ---- From one to the other ------------------------------------------------------------------------------------------

// A library that asks for a tracker takes one with a map, too, and captures what it wants.
export const untyped: Hoofprint = tracker;
export const theirs: PostHogInterface = tracker;
export const typed: Hoofprint<Events> = posthog;
export const typedInPlace: Hoofprint<{ signup: { plan: string } }> = posthog.init('token');

// ---- Without a map --------------------------------------------------------------------------------------------------

declare const anyName: string;
declare const anyProperties: Record<string, unknown>;
posthog.capture('anything');
posthog.capture('anything', { at: { all: [1, 'two', null] } });
posthog.capture(anyName, anyProperties);
posthog.capture('anything', null, {});
posthog.capture('anything', undefined, { $set: { plan: 'pro' }, $unset: ['trial'] });

// @ts-expect-error: an event has a name
posthog.capture();
// @ts-expect-error: a name is a string
posthog.capture(7);
// @ts-expect-error: properties have names
posthog.capture('anything', 'at all');

// ---- Other methods --------------------------------------------------------------------------------------------------

posthog.identify(7, { plan: 'pro' });
posthog.people.set('plan', 'pro', () => {});
posthog.people.set_once({ first: true });
posthog.push(['capture', 'pushed']);
posthog.push(function () {
  this.capture('called');
});
posthog.init('token', { capture_pageview: 'history_change', persistence: 'memory', before_send: () => null }, 'second');
export const enabled: boolean = posthog.isFeatureEnabled('flag', { defaultValue: false });
export const perhaps: boolean | undefined = posthog.isFeatureEnabled('flag');
export const status: 'granted' | 'denied' | 'pending' = posthog.get_explicit_consent_status();
posthog.on('*', (name, payload) => [name.length, payload]);

// @ts-expect-error: there is no such option
posthog.init('token', { capture_pageviews: true });
// @ts-expect-error: there is no such choice
posthog.init('token', { person_profiles: 'sometimes' });
// @ts-expect-error: there is no such choice
posthog.init('token', { persistence: 'indexedDB' });
// @ts-expect-error: the event, or null
posthog.init('token', { before_send: (event) => event.properties });
// @ts-expect-error: nothing of the kind is told
posthog.on('eventSent', () => {});
// @ts-expect-error: it can be read only
posthog.version = '2';
// @ts-expect-error: it gives its answer, or undefined
export const surely: boolean = posthog.isFeatureEnabled('flag');
