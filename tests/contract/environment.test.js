// What the snippet reads of the browser, of addresses and of referrers.

import assert from 'node:assert/strict';
import { it } from 'node:test';

import { campaign, isPersonal, referral, search, touch, touched } from '../../src/js/environment/attribution.js';
import { isBot } from '../../src/js/environment/bots.js';
import { host, masked, parameter, pathname } from '../../src/js/environment/url.js';
import { readUserAgent } from '../../src/js/environment/user_agent.js';

/** User agent, browser, version, system, version, device, kind of device. */
const SEEN = [
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.71 Safari/537.36',
    'Chrome', '120', 'Linux', '', '', 'Desktop',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15',
    'Safari', '17.4', 'Mac OS X', '10.15.7', '', 'Desktop',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1',
    'Mobile Safari', '17.2', 'iOS', '17.2.0', 'iPhone', 'Mobile',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 16_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/119.0.6045.169 Mobile/15E148 Safari/604.1',
    'Chrome iOS', '119', 'iOS', '16.6.1', 'iPhone', 'Mobile',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.10.2210.91',
    'Microsoft Edge', '120.1', 'Windows', '10', '', 'Desktop',
  ],
  [
    'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko',
    'Internet Explorer', '11', 'Windows', '7', '', 'Desktop',
  ],
  [
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0',
    'Firefox', '121', 'Linux', '', '', 'Desktop',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.144 Mobile Safari/537.36',
    'Chrome', '120', 'Android', '', 'Android', 'Mobile',
  ],
  [
    'Mozilla/5.0 (Linux; Android 8.1.0; SM-T580) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Safari/537.36',
    'Samsung Internet', '23', 'Android', '8.1.0', 'Android Tablet', 'Tablet',
  ],
  [
    'Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/29.1 Mobile/15E148 Safari/605.1.15',
    'Firefox iOS', '29.1', 'iOS', '12.5.7', 'iPad', 'Tablet',
  ],
  [
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36 OPR/105.0.0.0',
    'Opera', '105', 'Chrome OS', '', '', 'Desktop',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.85 Safari/537.36 Edge/44.18363.8131',
    'Microsoft Edge', '44.18363', 'Xbox', 'One', 'Xbox', 'Console',
  ],
  [
    'Mozilla/5.0 (PlayStation 4 3.11) AppleWebKit/537.73 (KHTML, like Gecko)',
    'Firefox', '', 'PlayStation', '', 'PlayStation 4', 'Console',
  ],
  [
    '',
    '', '', '', '', '', 'Desktop',
  ],
  [
    'curl/8.0',
    '', '', '', '', '', 'Desktop',
  ],
];

const desk = { vendor: '', isBrave: false, isTouchAndroid: false, width: 1920, height: 1080, ratio: 1 };

it('user agents seen in the wild', () => {
  for (const [agent, ...expected] of SEEN) {
    const { $browser, $browser_version, $os, $os_version, $device, $device_type } = readUserAgent(agent, desk, false);
    assert.deepEqual([$browser, String($browser_version ?? ''), $os, $os_version ?? '', $device, $device_type], expected, agent);
  }
});

it('an Android that asks for desktop sites is told by its touch screen', () => {
  const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36';
  const kind = (width, height) => readUserAgent(agent, { ...desk, isTouchAndroid: true, ratio: 2, width, height }, false).$device_type;
  assert.deepEqual([kind(1600, 2560), kind(1080, 2400)], ['Tablet', 'Mobile']);
});

it('the Google app is told from Safari where asked', () => {
  const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 GSA/306.0.6 Mobile/15E148 Safari/604.1';
  const { $browser, $browser_version } = readUserAgent(agent, desk, true);
  assert.deepEqual([$browser, $browser_version], ['Google Search App', 306]);
  assert.equal(readUserAgent(agent, desk, false).$browser, 'Mobile Safari');
});

it('Brave tells no version, and Apple makes Safari of what is nothing else', () => {
  const brave = readUserAgent('Chrome/120.0 Safari', { ...desk, isBrave: true }, false);
  assert.deepEqual([brave.$browser, brave.$browser_version], ['Brave', null]);
  const view = readUserAgent('Mozilla/5.0 (iPhone) Mobile/15E148', { ...desk, vendor: 'Apple Computer, Inc.' }, false);
  assert.equal(view.$browser, 'Mobile Safari');
});

it('bots are told from browsers', () => {
  const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';
  assert.ok(isBot('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', []));
  assert.ok(isBot(browser.replace('Chrome', 'HeadlessChrome'), undefined));
  assert.ok(!isBot(browser, ['Firefox', 7]));
  assert.ok(isBot(browser, ['x11; LINUX']));
});

it('host and path of addresses', () => {
  for (const [url, ...expected] of [
    ['https://a.example:8443/p/q?x=/#/y', 'a.example:8443', '/p/q'],
    ['https://u:p@a.example/', 'a.example', '/'],
    ['https://a.example?x', 'a.example', ''],
    ['file:///C:/x.html#top', '', '/C:/x.html'],
    ['about:blank', '', 'blank'],
    ['', '', ''],
  ]) {
    assert.deepEqual([host(url), pathname(url)], expected, url);
  }
});

it('query parameters', () => {
  const url = 'https://e/?utm_source=a%20b+c&utm_term=%E0%A4%A&gclid=&x=1=2&utm_source=second#utm_medium=no?utm_medium=no';
  assert.equal(parameter(url, 'utm_source'), 'a b c');
  assert.equal(parameter(url, 'utm_term'), '%E0%A4%A');
  assert.equal(parameter(url, 'x'), '1');
  for (const name of ['gclid', 'utm_medium', 'missing']) assert.equal(parameter(url, name), undefined, name);
  assert.equal(parameter('https://e/', 'x'), undefined);
});

it('parameters are masked wherever they stand', () => {
  const mask = (url) => masked(url, (name) => ['gclid', 'email'].includes(name));
  assert.equal(mask('https://e/?gclid=1&a=b=c&email&email=x#top'), 'https://e/?gclid=<masked>&a=b=c&email&email=<masked>#top');
  assert.equal(mask('https://e/p?a=1?gclid=2#b#c'), 'https://e/p?a=1#b');
  assert.equal(mask('https://e/p'), 'https://e/p');
});

const PAGE = 'https://shop.example/a?utm_source=news&gclid=g1';
const SEARCHED = 'https://www.google.com/search?q=fast+horses';

it('campaign parameters come all or not at all', () => {
  globalThis.document = { cookie: '' };
  const all = campaign(PAGE, {});
  assert.deepEqual([all.utm_source, all.utm_medium, all.gclid], ['news', null, 'g1']);
  assert.equal(campaign('https://shop.example/b', {}), undefined);
  assert.equal(campaign('https://shop.example/?partner=p1', { custom_campaign_params: ['partner'] }).partner, 'p1');
});

it("LinkedIn's parameter comes from its cookie too", () => {
  globalThis.document = { cookie: 'a=b; li_fat_id=cookie%27s' };
  assert.equal(campaign('https://shop.example/', {}).li_fat_id, "cookie's");
  assert.equal(campaign('https://shop.example/?li_fat_id=url', {}).li_fat_id, 'url');
});

it('what tells who somebody is', () => {
  const personal = (name) => isPersonal({ custom_personal_data_properties: ['email', 7] }, name);
  assert.deepEqual(['gclid', '_kx', 'email', 'utm_source', 'x'].map(personal), [true, true, true, false, false]);
});

it('referrers and what was searched for', () => {
  assert.deepEqual(referral(''), { $referrer: '$direct', $referring_domain: '$direct' });
  assert.deepEqual(referral(SEARCHED), { $referrer: SEARCHED, $referring_domain: 'www.google.com' });
  assert.deepEqual(search(SEARCHED), { $search_engine: 'google', ph_keyword: 'fast horses' });
  assert.equal(search('https://search.yahoo.com/?p=horses').ph_keyword, 'horses');
  assert.ok(!search('https://other.example/') && !search('') && !search('android-app://google.com'));
});

it('what a noted page tells later', () => {
  const first = touch(touched(PAGE, ''), '$initial_', true);
  assert.equal(first.$initial_current_url, PAGE);
  assert.deepEqual([first.$initial_referrer, first.$initial_referring_domain], ['$direct', '$direct']);
  assert.deepEqual([first.$initial_utm_source, first.$initial_utm_medium, first.$initial_gclid], ['news', null, 'g1']);
  const entry = touch(touched('https://shop.example/later', SEARCHED), '$session_entry_', false);
  assert.equal(entry.$session_entry_search_engine, 'google');
  assert.equal(entry.$session_entry_ph_keyword, 'fast horses');
  assert.ok(!('$session_entry_utm_source' in entry));
  assert.equal(touch(touched('https://shop.example/later', ''), '', true).$pathname, '/later');
  assert.equal(touched(`https://e/${'x'.repeat(2000)}`, '').u.length, 1000);
  assert.deepEqual(touch({}, '$initial_', false), {});
});
