// The option `segment`: a page that has Segment's library goes by its ids, and Segment's events get our properties.

import * as Call from 'hoofprint-calls';

/** Takes over who Segment says the visitor is, now and with each of its events. Never rejects. */
export async function followSegment({ tracker, core, encode, log }, option) {
  try {
    const { analytics = option, filterProperties = [] } = option;
    const filters = [filterProperties].flat();
    const user = await analytics.user();
    const id = user.id();
    // A new visitor is who Segment says.
    tracker.config.get_device_id = (uuid) => user.anonymousId() ?? uuid;
    // A refusal to be known counts here, too.
    if (id && !core.is(Call.IsOptedOut)) {
      // Before the calls that wait.
      core.ask(Call.Register, encode({ distinct_id: id, $device_id: user.anonymousId() ?? id, $user_state: 'identified' }));
    }

    const enrich = (name) => (context) => {
      const { event } = context;
      const known = tracker.get_distinct_id();
      if (!event.userId && event.anonymousId !== known) tracker.reset();
      if (event.userId && event.userId !== known) tracker.register({ distinct_id: event.userId });
      let ours = tracker.calculateEventProperties(name ?? event.event, event.properties ?? {});
      for (const filter of filters) ours &&= filter(ours);
      if (!ours) return;
      event.properties = { ...ours, ...event.properties };
      return context;
    };
    await analytics.register({
      name: 'Hoofprint',
      type: 'enrichment',
      version: '1.0.0',
      isLoaded: () => true,
      load: async () => {},
      track: enrich(),
      page: enrich('$pageview'),
      identify: enrich('$identify'),
      screen: enrich('$screen'),
    });
  } catch (error) {
    log('segment: its library cannot be followed:', error);
  }
}
