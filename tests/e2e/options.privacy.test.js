// Options of privacy: consent, what may be stored, and what must not leave the page.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { LIST_WRITES, UUID_V7, capture, cookie, properties, stored, storedNames, useWorld } from './support/options.js';

const CONSENT = '__ph_opt_in_out_token';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const AT = (address) => `history.replaceState(null, '', '${address}');`;

describe('options of privacy', () => {
  const world = useWorld();

  const id = (page) => page.evaluate(() => posthog.get_distinct_id());
  const config = (page, name) => page.evaluate((name) => posthog.config[name], name);
  const configure = (page, options) => page.evaluate((options) => posthog.set_config(options), options);
  const status = (page) => page.evaluate(() => posthog.get_explicit_consent_status());

  it('option opt_out_capturing_by_default: nothing is stored or sent before consent', async () => {
    const visitor = await world.newVisitor();
    const options = { opt_out_capturing_by_default: true, capture_pageview: true };
    const page = await world.enter(options, { visitor });
    assert.equal((await capture(page, 'early')).event, 'early');
    assert.deepEqual(await page.evaluate(() => [posthog.is_capturing(), posthog.has_opted_out_capturing()]), [false, true]);
    assert.deepEqual([await status(page), await storedNames(page)], ['pending', []]);
    assert.deepEqual(visitor.paths, ['/', '/array.full.js']);
    await world.expectEvents(() => page.evaluate(() => posthog.opt_in_capturing()), ['$pageview', 'early', '$opt_in']);
    assert.equal((await stored(page)).distinct_id, await id(page));
    assert.equal(await stored(page, 'localStorage', CONSENT), 1);
    assert.equal(await world.byDefault('opt_out_capturing_by_default'), false);
  });

  it('option opt_out_capturing_by_default: nothing is written even for a moment', async () => {
    const page = await world.enter({ opt_out_capturing_by_default: true }, { before: LIST_WRITES, host: 'app.example.test' });
    assert.deepEqual(await page.evaluate(() => writes), []);
  });

  it('option opt_out_persistence_by_default: is how it always is: who opts out leaves nothing but that', async () => {
    for (const options of [{}, { opt_out_persistence_by_default: true }]) {
      const page = await world.enter(options);
      assert.equal(await config(page, 'opt_out_persistence_by_default'), options.opt_out_persistence_by_default ?? false);
      await page.evaluate(() => posthog.register({ plan: 'pro' }));
      await page.evaluate(() => posthog.opt_out_capturing());
      assert.deepEqual(await storedNames(page), [CONSENT]);
      assert.deepEqual([await stored(page, 'localStorage', CONSENT), await status(page)], [0, 'denied']);
      await page.evaluate(() => posthog.opt_in_capturing({ captureEventName: false }));
      assert.equal((await stored(page)).distinct_id, await id(page));
    }
  });

  it('option opt_out_capturing_persistence_type: keeps the decision in a cookie', async () => {
    const visitor = await world.newVisitor();
    const options = { opt_out_capturing_persistence_type: 'cookie', cookie_expiration: 10 };
    const page = await world.enter(options, { visitor, host: 'app.example.test' });
    await page.evaluate(() => posthog.opt_out_capturing());
    const { object, domain, expires } = await cookie(page, CONSENT);
    assert.deepEqual([object, domain], [0, '.example.test']);
    assert.ok(Math.abs(expires - Date.now() / 1000 - 10 * 24 * 60 * 60) < 120);
    assert.equal(await page.evaluate((key) => localStorage.getItem(key), CONSENT), null);
    const sibling = await world.enter(options, { visitor, host: 'shop.example.test' });
    assert.equal(await status(sibling), 'denied', 'for the whole site');
    await sibling.evaluate(() => posthog.clear_opt_in_out_capturing());
    assert.deepEqual([await cookie(sibling, CONSENT), await status(sibling)], [undefined, 'pending']);
  });

  it('option opt_out_capturing_persistence_type: takes the decision along when it changes', async () => {
    const page = await world.enter();
    assert.equal(await config(page, 'opt_out_capturing_persistence_type'), 'localStorage');
    await page.evaluate(() => posthog.opt_in_capturing({ captureEventName: null }));
    await configure(page, { opt_out_capturing_persistence_type: 'cookie' });
    assert.deepEqual([(await cookie(page, CONSENT)).object, await stored(page, 'localStorage', CONSENT)], [1, null]);
    await configure(page, { opt_out_capturing_persistence_type: 'localStorage' });
    assert.deepEqual([await cookie(page, CONSENT), await stored(page, 'localStorage', CONSENT)], [undefined, 1]);
    assert.equal(await status(page), 'granted');
  });

  it('option consent_persistence_name: is the whole name of the decision, and wins over a prefix', async () => {
    const options = { consent_persistence_name: 'cookie-banner', opt_out_capturing_cookie_prefix: 'other_' };
    const page = await world.enter(options);
    await page.evaluate(() => posthog.opt_out_capturing());
    assert.deepEqual(await storedNames(page), ['cookie-banner']);
    // What the page's own banner writes there is read.
    await page.evaluate(() => localStorage.setItem('cookie-banner', 'yes'));
    await page.reload();
    assert.equal(await status(page), 'granted');
    assert.equal(await world.byDefault('consent_persistence_name'), null);
  });

  it('option opt_out_capturing_cookie_prefix: stands before the token', async () => {
    const page = await world.enter({ opt_out_capturing_cookie_prefix: 'mine_' });
    await page.evaluate(() => posthog.opt_out_capturing());
    assert.deepEqual(await storedNames(page), ['mine_token']);
    assert.equal(await world.byDefault('opt_out_capturing_cookie_prefix'), null);
  });

  it('option respect_dnt: takes the wish of the browser for a refusal, whatever was said', async () => {
    const wish = (object, name, value) => `Object.defineProperty(${object}, '${name}', { value: ${value} });`;
    const yes = [
      ['navigator', 'doNotTrack', "'1'"], ['navigator', 'msDoNotTrack', "'yes'"], ['window', 'doNotTrack', 'true'],
    ];
    for (const where of yes) {
      const page = await world.enter({ respect_dnt: true }, { before: wish(...where) });
      assert.equal(await capture(page, 'event'), null, `${where}`);
      await page.evaluate(() => posthog.opt_in_capturing());
      assert.deepEqual([await status(page), await capture(page, 'event')], ['denied', null], `${where}`);
      assert.equal(await stored(page), null);
    }
    for (const where of [['navigator', 'doNotTrack', "'0'"], ['navigator', 'doNotTrack', "'unspecified'"]]) {
      const page = await world.enter({ respect_dnt: true }, { before: wish(...where) });
      assert.notEqual(await capture(page, 'event'), null, `${where}`);
    }
    const ignoring = await world.enter({}, { before: wish(...yes[0]) });
    assert.notEqual(await capture(ignoring, 'event'), null);
    assert.equal(await config(ignoring, 'respect_dnt'), false);
  });

  it('option respect_dnt: counts from when it is set', async () => {
    const page = await world.enter({}, { before: "Object.defineProperty(navigator, 'doNotTrack', { value: '1' });" });
    await configure(page, { respect_dnt: true });
    assert.deepEqual([await status(page), await capture(page, 'event')], ['denied', null]);
    await configure(page, { respect_dnt: false });
    assert.notEqual(await capture(page, 'event'), null);
  });

  it('option cookieless_mode: always captures without an id and stores nothing', async () => {
    const page = await world.enter({ cookieless_mode: 'always' });
    assert.equal(await page.evaluate(() => posthog.is_capturing()), true);
    const given = await properties(page);
    assert.deepEqual(
      [given.distinct_id, given.$device_id, given.$cookieless_mode], ['$posthog_cookieless', null, true],
    );
    const telling = /^\$(session_id|window_id|session_entry_.*)$/;
    assert.deepEqual(Object.keys(given).filter((name) => telling.test(name)), []);
    await page.evaluate(() => {
      posthog.register({ plan: 'pro' });
      posthog.register_for_session({ tour: 1 });
      posthog.opt_out_capturing();
      posthog.opt_in_capturing();
    });
    const next = await properties(page);
    assert.deepEqual([next.plan, next.tour, next.distinct_id], ['pro', 1, '$posthog_cookieless']);
    await page.evaluate(() => posthog.reset());
    assert.equal(await id(page), '$posthog_cookieless');
    assert.deepEqual(await storedNames(page), []);
    assert.equal(await page.evaluate(() => posthog.sessionManager), undefined);
    assert.equal(await page.evaluate(() => posthog.get_session_id()), '');
  });

  it('option cookieless_mode: nothing is written even for a moment', async () => {
    for (const cookieless_mode of ['always', 'on_reject']) {
      const page = await world.enter({ cookieless_mode }, { before: LIST_WRITES });
      await capture(page, 'event');
      assert.deepEqual(await page.evaluate(() => writes), [], cookieless_mode);
    }
  });

  it('option cookieless_mode: always lets events arrive, and deletes what was stored', async () => {
    const visitor = await world.newVisitor();
    await world.enter({}, { visitor });
    const page = await world.enter({ cookieless_mode: 'always' }, { visitor });
    assert.deepEqual([await stored(page), await cookie(page)], [null, undefined]);
    const [event] = await world.expectEvents(() => capture(page, 'nobody'), ['nobody']);
    assert.ok(!UUID_V7.test(event.distinct_id), event.distinct_id);
  });

  it('option cookieless_mode: on_reject waits for the decision, and goes without an id after a refusal', async () => {
    const page = await world.enter({ cookieless_mode: 'on_reject' });
    assert.equal(await config(page, 'cookieless_mode'), 'on_reject');
    await capture(page, 'early');
    assert.equal(await page.evaluate(() => posthog.is_capturing()), false);
    assert.deepEqual(await storedNames(page), []);

    await page.evaluate(() => posthog.opt_out_capturing());
    assert.equal(await page.evaluate(() => posthog.is_capturing()), true);
    const [stayed] = await world.expectEvents(() => capture(page, 'event'), ['event']);
    const refused = stayed.properties;
    assert.deepEqual(
      [refused.distinct_id, refused.$device_id, refused.$cookieless_mode, refused.$session_id, refused.$window_id],
      ['$posthog_cookieless', null, true, undefined, undefined],
    );
    assert.deepEqual(await storedNames(page), [CONSENT]);

    await page.evaluate(() => posthog.opt_in_capturing());
    const granted = await properties(page);
    assert.match(granted.distinct_id, UUID_V7);
    assert.match(granted.$device_id, UUID_V7);
    assert.match(granted.$session_id, UUID_V7);
    assert.equal('$cookieless_mode' in granted, false);
    assert.equal((await stored(page)).distinct_id, granted.distinct_id);

    await page.evaluate(() => posthog.opt_out_capturing());
    assert.equal((await properties(page)).distinct_id, '$posthog_cookieless');
    assert.deepEqual(await storedNames(page), [CONSENT]);
    await page.reload();
    assert.equal((await properties(page)).distinct_id, '$posthog_cookieless', 'and on the next page');
    await page.evaluate(() => posthog.reset());
    await world.expectEvents(() => capture(page, 'undecided again'), []);
  });

  it('option opt_out_useragent_filter: lets bots through, and every event tells whether it is one', async () => {
    const bot = await world.newVisitor({ userAgent: GOOGLEBOT });
    const filtered = await world.enter({}, { visitor: bot });
    assert.deepEqual([await capture(filtered, 'event'), await config(filtered, 'opt_out_useragent_filter')], [null, false]);
    const options = { opt_out_useragent_filter: true };
    await world.expectEvents(async () => capture(await world.enter(options, { visitor: bot }), 'let through'), [
      { event: 'let through', $browser_type: 'bot' },
    ]);
    assert.equal((await properties(await world.enter(options))).$browser_type, 'browser');
    assert.equal('$browser_type' in (await properties(await world.enter())), false);
  });

  it('option opt_out_useragent_filter: lets programs through that steer a browser', async () => {
    const before = "Object.defineProperty(navigator, 'webdriver', { value: true });";
    assert.equal(await capture(await world.enter({}, { before }), 'event'), null);
    const page = await world.enter({ opt_out_useragent_filter: true }, { before });
    assert.equal((await properties(page)).$browser_type, 'bot');
  });

  it('option custom_blocked_useragents: are further bots, in any case of letters', async () => {
    const visitor = await world.newVisitor({ userAgent: 'Mozilla/5.0 (X11; Linux) Chrome/156.0 HorseFly/1.0' });
    const blocked = await world.enter({ custom_blocked_useragents: ['cow', 'hORSEfly'] }, { visitor });
    assert.deepEqual([await capture(blocked, 'event'), await blocked.evaluate(() => posthog._is_bot())], [null, true]);
    assert.notEqual(await capture(await world.enter({ custom_blocked_useragents: ['cow'] }, { visitor }), 'event'), null);
    await configure(blocked, { custom_blocked_useragents: [] });
    assert.notEqual(await capture(blocked, 'event'), null, 'no longer');
  });

  it('option __preview_capture_bot_pageviews: keeps events of bots, pageviews under a name of their own', async () => {
    const bot = await world.newVisitor({ userAgent: GOOGLEBOT });
    const options = { __preview_capture_bot_pageviews: true, capture_pageview: true };
    await world.expectEvents(async () => capture(await world.enter(options, { visitor: bot }), 'event'), [
      { event: '$bot_pageview', $browser_type: 'bot' }, { event: 'event', $browser_type: 'bot' },
    ]);
    await world.expectEvents(() => world.enter(options), [{ event: '$pageview', $browser_type: undefined }]);
  });

  it('option property_denylist: keeps properties in the page, whoever set them', async () => {
    const denied = ['secret', '$current_url', '$session_id', 'plan', '$is_identified', 'title'];
    const page = await world.enter({ property_denylist: denied });
    await page.evaluate(() => posthog.register({ plan: 'pro', seats: 1 }));
    const [event] = await world.expectEvents(() => capture(page, '$pageview', { secret: 1, open: 2 }), [
      { event: '$pageview', open: 2, seats: 1 },
    ]);
    assert.deepEqual(denied.filter((name) => name in event.properties), []);
    await configure(page, { property_denylist: ['open'] });
    const changed = (await capture(page, 'event', { secret: 1, open: 2 })).properties;
    assert.deepEqual([changed.secret, changed.plan, 'open' in changed], [1, 'pro', false]);
    assert.deepEqual(await world.byDefault('property_denylist'), []);
  });

  it('option property_denylist: cannot take away without what no event can be stored', async () => {
    const page = await world.enter({ property_denylist: ['token', 'distinct_id', '$device_id'] });
    const distinct_id = await id(page);
    await world.expectEvents(() => capture(page, 'event'), [{ event: 'event', distinct_id, $device_id: undefined }]);
  });

  it('option mask_personal_data_properties: masks ids of advertisements wherever an address is told', async () => {
    const before = AT('/?gclid=who&utm_source=news&fbclid=me&page=2#part');
    const page = await world.enter({ mask_personal_data_properties: true, person_profiles: 'always' }, { before });
    const event = await capture(page, 'event');
    const url = new URL(page.url()).origin + '/?gclid=<masked>&utm_source=news&fbclid=<masked>&page=2#part';
    assert.deepEqual(
      [event.properties.$current_url, event.properties.gclid, event.properties.fbclid, event.properties.utm_source],
      [url, '<masked>', '<masked>', 'news'],
    );
    assert.deepEqual(
      [event.$set_once.$initial_current_url, event.$set_once.$initial_gclid, event.properties.$session_entry_gclid],
      [url, '<masked>', '<masked>'],
    );
    assert.equal((await stored(page)).$initial_person_info.u, url);
    const plain = await properties(await world.enter({}, { before }));
    assert.deepEqual([plain.$current_url.includes('gclid=who'), plain.gclid], [true, 'who']);
  });

  it('option custom_personal_data_properties: are masked too, if any are', async () => {
    const before = AT('/?email=ann@example.com&gclid=who');
    const search = async (options) => new URL((await properties(await world.enter(options, { before }))).$current_url).search;
    const custom_personal_data_properties = ['email'];
    assert.equal(decodeURI(await search({ mask_personal_data_properties: true, custom_personal_data_properties })),
      '?email=<masked>&gclid=<masked>');
    assert.equal(await search({ custom_personal_data_properties }), '?email=ann@example.com&gclid=who');
    assert.deepEqual(await world.byDefault('custom_personal_data_properties'), []);
  });

  it('option mask_all_text: is kept for autocapture', () => world.accepts('mask_all_text', false, 'true'));

  it('option mask_all_element_attributes: is kept for autocapture', () =>
    world.accepts('mask_all_element_attributes', false, 'true'));

  it('option disable_capture_url_hashes: cuts addresses off before the hash', async () => {
    const before = AT('/?a=1#secret');
    const options = { disable_capture_url_hashes: true, person_profiles: 'always' };
    const event = await capture(await world.enter(options, { before }), 'event');
    const url = `${world.site.url}/?a=1`;
    assert.deepEqual([event.properties.$current_url, event.$set_once.$initial_current_url], [url, url]);
    assert.ok(!JSON.stringify(event).includes('#secret'));
    assert.equal((await properties(await world.enter({}, { before }))).$current_url, `${url}#secret`);
  });

  it('option properties_string_max_length: cuts strings, however deep they lie', async () => {
    const page = await world.enter({ properties_string_max_length: 5, person_profiles: 'always' });
    const long = '0123456789';
    const given = { a: long, deep: { list: [long, { b: long }] }, n: 1234567890 };
    const [event] = await world.expectEvents(() => capture(page, 'event', given, { $set: { c: long }, $set_once: { d: long } }), [
      { event: 'event', a: '01234', deep: { list: ['01234', { b: '01234' }] }, n: 1234567890 },
    ]);
    assert.deepEqual([event.properties.$set.c, event.properties.$set_once.d], ['01234', '01234']);
    await page.evaluate((long) => posthog.register({ plan: long }), long);
    assert.equal((await properties(page)).plan, '01234');
    await configure(page, { properties_string_max_length: 7 });
    assert.equal((await capture(page, 'event', { a: long })).properties.a, '0123456');
    const plain = await world.enter();
    assert.equal(await config(plain, 'properties_string_max_length'), 65535);
    assert.equal((await capture(plain, 'event', { a: 'x'.repeat(70_000) })).properties.a.length, 65535);
  });

  it('option properties_string_max_length: holds for properties of persons', async () => {
    const page = await world.enter({ properties_string_max_length: 5 });
    const [identified, set] = await world.expectEvents(() => page.evaluate(() => {
      posthog.identify('ann-the-first', { name: '0123456789' }, { first: '0123456789' });
      posthog.people.set({ deep: { city: '0123456789' } });
    }), [{ event: '$identify', distinct_id: 'ann-the-first' }, '$set']);
    assert.deepEqual([identified.properties.$set.name, identified.properties.$set_once.first], ['01234', '01234']);
    assert.deepEqual(set.properties.$set.deep, { city: '01234' });
  });

  it('option before_send: what it changes reaches the database', async () => {
    const page = await world.enter(`{before_send: (event) => {
      if (!(event.timestamp instanceof Date)) return null;
      event.properties.seen = event.event;
      delete event.properties.secret;
      event.$set = { $process: 1 };
      return { ...event, event: 'renamed', properties: { ...event.properties, distinct_id: 'somebody' } };
    }}`);
    const [event] = await world.expectEvents(async () => {
      const { properties, ...result } = await capture(page, 'event', { secret: 1 });
      assert.deepEqual([result.event, properties.seen, result.$set], ['renamed', 'event', { $process: 1 }]);
    }, [{ event: 'renamed', distinct_id: 'somebody', seen: 'event' }]);
    assert.equal('secret' in event.properties, false);
  });

  it('option before_send: may be several, in their order, until one holds the event back', async () => {
    const page = await world.enter(`{before_send: [
      (event) => ({ ...event, properties: { ...event.properties, order: [1] } }),
      (event) => (event.properties.order.push(2), event.event === 'held back' ? null : event),
      (event) => (event.properties.order.push(3), event),
    ]}`);
    await world.expectEvents(async () => {
      assert.equal(await capture(page, 'held back'), null);
      await capture(page, 'event');
    }, [{ event: 'event', order: [1, 2, 3] }]);
  });

  it('option before_send: one that throws or gives nothing holds the event back', async () => {
    for (const body of ["{ throw new Error('no'); }", 'undefined', 'null', "'text'", '5']) {
      const visitor = await world.newVisitor();
      const page = await world.enter(`{before_send: () => ${body}}`, { visitor });
      assert.equal(await capture(page, 'event'), null, body);
      await page.evaluate(() => (posthog.config.before_send = undefined));
      assert.notEqual(await capture(page, 'event'), null, body);
      assert.deepEqual(visitor.said, []);
    }
  });

  it('option before_send: counts from the next event when it is replaced', async () => {
    const page = await world.enter();
    const mark = async () => (await properties(page)).mark;
    assert.equal(await mark(), undefined);
    await page.evaluate(() => {
      posthog.config.before_send = (event) => ((event.properties.mark = 'assigned'), event);
    });
    assert.equal(await mark(), 'assigned');
    await page.evaluate(() => posthog.set_config({ before_send: [(event) => ((event.properties.mark = 'set'), event)] }));
    assert.equal(await mark(), 'set');
    await page.evaluate(() => posthog.set_config({ before_send: null }));
    assert.equal(await mark(), undefined);
  });

  it('option before_send: an event without its token is dropped, a bad uuid replaced', async () => {
    const page = await world.enter(`{before_send: (event) => {
      if (event.event === 'tokenless') delete event.properties.token;
      if (event.event === 'bare') event.properties = {};
      event.uuid = event.event === 'good' ? '00000000-0000-4000-8000-000000000001' : 'bad';
      return event;
    }}`);
    const events = await world.expectEvents(async () => {
      for (const dropped of ['tokenless', 'bare']) assert.equal(await capture(page, dropped), null, dropped);
      assert.match((await capture(page, 'event')).uuid, UUID_V7);
      await capture(page, 'good');
    }, ['event', 'good']);
    assert.match(events[0].uuid, UUID_V7);
    assert.equal(events[1].uuid, '00000000-0000-4000-8000-000000000001');
  });

  it('option before_send: decides whether the event counts towards a person', async () => {
    const page = await world.enter(`{person_profiles: 'always', before_send: (event) => {
      event.properties.$process_person_profile = false;
      return event;
    }}`);
    await world.expectEvents(() => capture(page, 'event'), [{ event: 'event', $process_person_profile: false }]);
  });

  it('option sanitize_properties: makes other properties of those of events and persons', async () => {
    const page = await world.enter(`{person_profiles: 'always', sanitize_properties: (properties, event) =>
      ({ ...properties, $initial_host: undefined, told: event, $process_person_profile: false })}`);
    assert.equal(await world.byDefault('sanitize_properties'), null);
    await world.expectEvents(async () => {
      const { properties, $set_once } = await capture(page, 'event', { a: 1 }, { $set_once: { b: 2 } });
      assert.deepEqual([properties.a, properties.told, properties.$process_person_profile], [1, 'event', true]);
      assert.deepEqual([$set_once.b, $set_once.told, $set_once.$initial_host], [2, '$set_once', undefined]);
    }, [{ event: 'event', told: 'event' }]);
  });

  it('option _onCapture: learns of events as they are sent', async () => {
    const page = await world.enter(`{
      before_send: (event) => (event.event === 'held back' ? null : { ...event, event: event.event + '!' }),
      _onCapture: (...args) => told.push(args),
    }`, { before: 'window.told = []' });
    await capture(page, 'held back');
    const { uuid } = await capture(page, 'event', { a: 1 });
    const told = await page.evaluate(() => told.map(([name, event]) => [name, event.uuid, event.properties.a]));
    assert.deepEqual(told, [['event!', uuid, 1]]);
  });

  it('option ip: changes nothing', async () => {
    const page = await world.enter({ ip: true });
    await world.expectEvents(() => capture(page, 'event'), ['event']);
    assert.equal(world.wire.requests.at(-1).path, '/e/');
    assert.equal(await world.byDefault('ip'), false);
  });

  it('option ip: tells the developer that it changes nothing', async () => {
    const visitor = await world.newVisitor();
    await world.enter({ ip: true, debug: true }, { visitor });
    assert.ok(visitor.said.some((line) => /\bip\b/.test(line)), visitor.said.join('\n'));
  });
});
