// What the page of insights computes by itself: ranges, growth, names, rankings, addresses, and which query it sends.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { chartOf } from '../../www/insights/answers/chart-data.js';
import { isEmpty, whyEmpty } from '../../www/insights/answers/empty.js';
import { growthOf } from '../../www/insights/answers/growth.js';
import { nameOfBreakdown, nameOfSeries, unitOfSeries } from '../../www/insights/answers/names.js';
import { formatBig, formatChange, formatShort, formatValue } from '../../www/insights/answers/numbers.js';
import { rankingOf } from '../../www/insights/answers/ranking.js';
import { summaryOf } from '../../www/insights/answers/summary.js';
import { tableOf } from '../../www/insights/answers/table-data.js';
import { bucketFull, bucketLabels, lastIsOpen, periodAfter } from '../../www/insights/answers/times.js';
import { arranged } from '../../www/insights/arrange.js';
import { displayFor, suggestedFor, waysToShow } from '../../www/insights/display.js';
import { readBuiltIn, readInsight } from '../../www/insights/kept.js';
import { linesOf } from '../../www/insights/lines.js';
import { bordersOf, rangesOf, readyQuery, startQuery, wholeQuery } from '../../www/insights/query.js';
import { makeQueue } from '../../www/insights/queue.js';
import { inRange, intervalFor, rangeInWords } from '../../www/insights/ranges.js';
import { parseRoute, printRoute } from '../../www/insights/route.js';
import { KINDS, queryInWords } from '../../www/insights/words.js';

const NOW = new Date('2026-11-30T10:00:00Z');
const months = ['2026-09-01', '2026-10-01', '2026-11-01'].map((day) => `${day}T00:00:00.000Z`);
const trend = (series, more = {}) => ({ kind: 'trends', buckets: months, series, computed_at: NOW.toISOString(), ...more });

const defined = (route) => Object.fromEntries(Object.entries(route).filter(([, value]) => value !== undefined));

describe('addresses', () => {
  it('lead back to where they were printed', () => {
    for (const route of [
      { view: 'dashboard', dashboard: 'team', project: 'a b&c', range: '-30d' },
      { view: 'dashboard', dashboard: 7, project: 'p', range: '2026-01-01..2026-02-01' },
      { view: 'explore', insight: 3, project: 'p', content: { name: '100 % "?#&', query: { kind: 'trends', series: [{ event: '<b>' }] } } },
      { view: 'saved', project: 'p' },
    ]) {
      assert.deepEqual(defined(parseRoute(printRoute(route))), route);
    }
  });

  it('that make no sense lead to the first dashboard, or to an empty explorer', () => {
    for (const hash of ['', '#', '#content', '#/nowhere', '#/dashboard/none']) assert.equal(parseRoute(hash).dashboard, 'team', hash);
    for (const q of ['', '{', 'null', '{"query":1}', '[]']) assert.equal(parseRoute(`#/explore?q=${encodeURIComponent(q)}`).content, undefined, q);
  });
});

describe('ranges', () => {
  it('get an interval that gives between four and a hundred buckets', () => {
    for (const [from, wanted, interval] of [['-24h', 'day', 'hour'], ['-7d', 'month', 'day'], ['-7d', 'hour', 'day'], ['-30d', 'day', 'day'], ['-30d', 'month', 'day'], ['-12m', 'month', 'month'], ['-12m', 'day', 'week'], ['all', 'day', 'week'], ['all', 'month', 'month']]) {
      assert.equal(intervalFor({ from }, wanted, NOW), interval, `${from} ${wanted}`);
    }
    assert.equal(intervalFor({ from: '2026-01-01', to: '2026-01-31' }, 'week', NOW), 'week');
  });

  it('are put over queries, but not over profiles, and leave nothing to compare all time with', () => {
    const query = { kind: 'trends', interval: 'month', range: { from: '-12m' }, compare: true };
    assert.deepEqual(inRange(query, ''), query);
    assert.deepEqual(inRange(query, '-30d'), { ...query, interval: 'day', range: { from: '-30d', to: null } });
    assert.equal(inRange(query, 'all').compare, undefined);
    assert.deepEqual(inRange({ kind: 'profiles' }, '-30d'), { kind: 'profiles' });
    assert.deepEqual(inRange({ kind: 'funnel' }, '2026-01-01..2026-02-01').range, { from: '2026-01-01', to: '2026-02-01' });
  });

  it('have names', () => {
    assert.equal(rangeInWords({ from: '-12w', to: null }), 'Last 12 weeks');
    assert.equal(rangeInWords({ from: '-1y' }), 'Last year');
    assert.equal(rangeInWords({ from: '2026-01-05', to: '2026-02-06' }), 'Jan 5, 2026 to Feb 6, 2026');
  });
});

describe('numbers and times', () => {
  it('are printed with their units', () => {
    assert.equal(formatValue(1234.567), '1,235');
    assert.equal(formatValue(14.816), '14.82');
    assert.equal(formatValue(4.2, 'EUR'), '€4.20');
    assert.equal(formatValue(48, 'EUR'), '€48');
    assert.equal(formatBig(28613.29, 'EUR'), '€28,613');
    assert.equal(formatShort(12_345, 'EUR'), '€12.3K');
    assert.equal(formatValue(0.615, 'percent'), '62%');
    assert.equal(formatValue(90, 'seconds'), '1.5 minutes');
    assert.equal(formatValue(null), '–');
    assert.deepEqual([0.2, -0.2, 0, 20].map(formatChange), ['+20%', '−20%', '0%', '×21']);
  });

  it('name months with the year where it begins', () => {
    assert.deepEqual(bucketLabels(['2025-12-01T00:00Z', '2026-01-01T00:00Z', '2026-02-01T00:00Z'], 'month'), ['Dec 2025', 'Jan 2026', 'Feb']);
    assert.equal(bucketFull('2026-11-29T00:00:00Z', 'week'), 'Week of November 29, 2026');
    assert.equal(bucketFull('2026-11-28T23:00:00Z', 'day', 'Europe/Berlin'), 'Sun, November 29, 2026');
  });

  it('know whether the last bucket goes on', () => {
    assert.equal(lastIsOpen(months, 'month', '2026-11-30T10:00:00Z'), true);
    assert.equal(lastIsOpen(months, 'month', '2026-12-01T00:00:00Z'), false);
    assert.equal(lastIsOpen([], 'day'), false);
    assert.deepEqual([['month', 2], ['week', 1]].map(([period, count]) => periodAfter('2026-11-01T00:00:00.000Z', period, count).slice(0, 10)), ['2027-01-01', '2026-11-08']);
  });
});

describe('growth', () => {
  it('compares the newest third with as much before it', () => {
    assert.deepEqual(growthOf([9, 9, 1, 1, 2, 2], false), { state: 'growing', change: 1, buckets: 2 });
    assert.equal(growthOf([9, 9, 2, 2, 1, 1], false).state, 'falling');
    assert.equal(growthOf([1, 1, 1, 1, 1, 1], false).state, 'steady');
    assert.equal(growthOf([3, 0, 1, 1, 0, 0], false).state, 'dead');
    assert.deepEqual(growthOf([0, 0, 0, 0, 1, 0], false), { state: 'new', change: null, buckets: 2 });
    assert.equal(growthOf([0, 0, 0], false).state, 'none');
    assert.equal(growthOf([1], false).state, 'none');
  });

  it('leaves a bucket out that is not over', () => {
    assert.equal(growthOf([1, 1, 1, 0], true).state, 'steady');
    assert.equal(growthOf([1, 1, 1, 0], false).state, 'dead');
  });
});

describe('names', () => {
  it('tell series apart', () => {
    const query = { kind: 'trends', series: [{ event: 'paid', math: 'sum', property: 'v' }, { event: 'paid' }] };
    assert.equal(nameOfSeries({ label: 'paid', index: 0 }, query), 'paid (sum)');
    assert.equal(nameOfSeries({ label: 'paid', index: 1 }, query), 'paid (total count)');
    const broken = { ...query, series: query.series.slice(0, 1), breakdown: { key: 'plan' } };
    assert.equal(nameOfSeries({ label: 'paid', index: 0, breakdown: 'pro' }, broken), 'pro');
    assert.equal(nameOfSeries({ label: 'A / B', index: null }, { ...query, formula: 'A / B' }), 'Result');
    assert.deepEqual(['pro', null, '$other', ''].map((value) => nameOfBreakdown(value, { key: 'plan' })), ['pro', 'no plan', 'all others', 'no plan']);
  });

  it('give money only to what is money', () => {
    const query = { kind: 'trends', series: [{ event: 'paid', math: 'sum' }, { event: 'paid', math: 'dau' }] };
    assert.deepEqual([0, 1].map((index) => unitOfSeries({ index }, query, 'EUR')), ['EUR', undefined]);
  });
});

describe('rankings', () => {
  const query = { kind: 'trends', interval: 'month', series: [{ event: 'e', label: 'Uses' }, { event: 'e', math: 'dau', label: 'Users' }], breakdown: { type: 'event', key: 'plan' } };
  const line = (index, breakdown, values) => ({ index, label: ['Uses', 'Users'][index], breakdown, values, total: values.reduce((sum, value) => sum + value, 0) });

  it('put series of a value side by side, the largest first, and what has no value last', () => {
    const answer = trend([line(0, null, [90, 0, 0]), line(0, 'a', [1, 2, 1]), line(0, 'b', [5, 5, 0]), line(0, '$other', [70, 0, 0]), line(1, 'a', [1, 1, 1])]);
    const { columns, rows } = rankingOf(query, answer, {});
    assert.deepEqual(columns.map(({ name }) => name), ['Uses', 'Users']);
    assert.deepEqual(rows.map(({ name, values, share }) => [name, values, share]), [['b', [10, 0], 1], ['a', [4, 3], 0.4], ['no plan', [90, 0], 1], ['all others', [70, 0], 1]]);
    assert.deepEqual(rows[1].over, [1, 2], 'November goes on');
  });

  it('keep ranges in their order', () => {
    const tiers = { ...query, series: [{ event: 'e' }], breakdown: { type: 'event', key: 'v', ranges: [[null, 9], [9, 20], [20, null]] } };
    const answer = trend([line(0, '≥ 20', [9, 0, 0]), line(0, '< 9', [3, 0, 0]), line(0, '9 – 20', [1, 0, 0])]);
    assert.deepEqual(rankingOf(tiers, answer, {}).rows.map(({ name }) => name), ['< 9', '9 – 20', '≥ 20']);
  });

  it('are made of series where nothing is broken down, and of profiles', () => {
    const several = { ...query, series: [{ event: 'a' }, { event: 'b' }], breakdown: undefined };
    const answer = trend([{ index: 0, label: 'a', values: [1, 1, 0], total: 2 }, { index: 1, label: 'b', values: [3, 3, 0], total: 6 }]);
    assert.deepEqual(rankingOf(several, answer, {}).rows.map(({ name }) => name), ['b', 'a']);
    const profiles = { kind: 'profiles', rows: [{ breakdown: 'pro', value: 2.5, count: 3 }, { breakdown: null, value: 9, count: 1 }] };
    assert.deepEqual(rankingOf({ kind: 'profiles', math: 'avg', breakdown: { key: 'plan' } }, profiles, {}).rows.map(({ name, values }) => [name, values]), [['pro', [2.5, 3]], ['no plan', [9, 1]]]);
  });
});

describe('charts and tables', () => {
  it('say in words what is drawn', () => {
    const answer = trend([{ index: 0, label: 'Projects', values: [3, 8, 1], total: 12 }]);
    const query = { kind: 'trends', interval: 'month', series: [{ event: 'p' }] };
    const data = chartOf(query, answer, { show: 'bar' });
    assert.equal(summaryOf(data, 'bar'), 'Bar chart of 3 values. Projects: 3 at September 2026, 1 at November 2026, most at October 2026 with 8.');
    const { rows, columns } = tableOf(query, answer, { show: 'bar' });
    assert.deepEqual(columns, [{ name: 'Projects', unit: undefined }]);
    assert.deepEqual(rows.at(-1), ['Whole range', 12]);
  });

  it('stack values of one series, and put the time before beside them otherwise', () => {
    const series = [{ index: 0, label: 'e', breakdown: 'a', values: [1, 1, 1], total: 3, previous: { values: [2, 2, 2], total: 6 } }];
    const query = { kind: 'trends', series: [{ event: 'e' }], breakdown: { key: 'plan' } };
    assert.equal(chartOf(query, trend(series), { show: 'bar' }).isStacked, true);
    const compared = chartOf({ ...query, compare: true }, trend(series), { show: 'bar' });
    assert.equal(compared.isStacked, false);
    assert.deepEqual(compared.sets.map(({ name, total }) => [name, total]), [['a', 3], ['a, before', 6]]);
  });

  it('show every kind of answer as a table', () => {
    const retention = { kind: 'retention', cohorts: [{ start: months[0], size: 4, values: [4, 1] }, { start: months[1], size: 0, values: [0] }], mean: [1, 0.25] };
    assert.deepEqual(tableOf({ kind: 'retention', period: 'month' }, retention, {}).rows, [['September 2026', 4, 1, 0.25], ['October 2026', 0, null, null], ['On average', 4, 1, 0.25]]);
    const funnel = { kind: 'funnel', groups: [{ breakdown: null, steps: [{ label: 'a', count: 2, from_first: 1, from_previous: 1, median_seconds: null, average_seconds: null }] }] };
    assert.deepEqual(tableOf({ kind: 'funnel' }, funnel, {}).rows, [['1. a', 2, 1, 1, null, null]]);
    const paths = { kind: 'paths', edges: [{ from: '1_/', to: '2_/1_x', count: 2, average_seconds: 1.5 }] };
    assert.deepEqual(tableOf({ kind: 'paths' }, paths, {}).rows, [['/', '/1_x', 1, 2, 1.5]]);
    const stickiness = { kind: 'stickiness', series: [{ label: 'e', values: [{ intervals: 3, count: 2 }] }], activity: { buckets: [months[0]], dau: [1], wau: [1], mau: [2], dau_mau: [0.5] } };
    assert.deepEqual(tableOf({ kind: 'stickiness' }, stickiness, { show: 'bar' }).rows, [['1 day', 0], ['2 days', 0], ['3 days', 2]]);
    assert.deepEqual(tableOf({ kind: 'stickiness' }, stickiness, { show: 'line' }).rows.map(([, share]) => share), [0.5]);
  });
});

describe('nothing to show', () => {
  it('is told from something', () => {
    const none = { index: 0, label: 'e', values: [0, 0, 0], total: 0 };
    assert.equal(isEmpty(trend([none])), true);
    assert.equal(isEmpty(trend([{ ...none, total: 1 }])), false);
    assert.equal(isEmpty({ kind: 'profiles', rows: [{ value: 0, count: 3 }] }), false);
    assert.equal(isEmpty({ kind: 'lifecycle', new: [0], returning: [0], resurrecting: [0], dormant: [-1] }), false);
  });

  it('comes with what to do', () => {
    const paid = { kind: 'trends', series: [{ event: 'invoice_paid' }] };
    assert.deepEqual(whyEmpty(paid, ['$pageview']), { text: 'No invoice_paid event yet. Send one:', code: "posthog.capture('invoice_paid')" });
    assert.match(whyEmpty(paid, ['invoice_paid']).text, /^Nothing in this range/);
    assert.equal(whyEmpty({ kind: 'profiles', of: { group_type: 'company' } }, ['e']).code, "posthog.group('company', 'its name')");
    assert.match(whyEmpty({ kind: 'trends', series: [{ event: null }] }, []).text, /^No event yet/);
  });
});

describe('what is shown how', () => {
  it('suits the query, whatever was said', () => {
    assert.equal(displayFor({ kind: 'funnel' }, { show: 'line', unit: 'EUR' }).show, 'funnel');
    assert.deepEqual(waysToShow({ kind: 'trends', breakdown: {} }), ['line', 'bar', 'table']);
    assert.equal(suggestedFor({ kind: 'trends', series: [{}], breakdown: { type: 'group', group_type: 'company' } }).show, 'table');
  });

  it('is kept within the query, and taken out of it again', () => {
    const kept = readInsight({ id: 1, token: 't', name: 'n', query: { kind: 'profiles', display: { show: 'number', unit: 'EUR' } }, updated_at: 5 });
    assert.deepEqual(kept, { id: 1, name: 'n', query: { kind: 'profiles', token: 't' }, display: { show: 'number', unit: 'EUR' }, updatedAt: 5 });
  });
});

describe('the first dashboard', () => {
  it('has questions that differ, in ways that suit their queries', () => {
    const tiles = JSON.parse(readFileSync('www/insights/team.json', 'utf8'));
    assert.equal(new Set(tiles.map(({ question }) => question)).size, tiles.length);
    for (const tile of tiles) {
      assert.equal(readBuiltIn('t', tile).display.show, tile.show, tile.title);
      assert.ok(['small', 'wide', 'full'].includes(tile.size), tile.title);
    }
  });
});

describe('queries', () => {
  it('begin anew with what the one before has, for every kind', () => {
    const events = ['$pageview', 'signed_up', 'invoice_paid'];
    let query = { token: 't', range: { from: '-90d', to: null } };
    for (const kind of Object.keys(KINDS)) {
      query = startQuery(kind, query, events);
      assert.equal(query.kind, kind);
      assert.equal(query.token, 't');
      assert.equal(readyQuery(query).missing, null, kind);
      assert.ok(queryInWords(query).length > 5);
    }
    const trends = startQuery('trends', {}, events);
    assert.equal(trends.series[0].event, 'signed_up');
    assert.deepEqual(startQuery('funnel', trends, events).steps, [{ event: 'signed_up' }, { event: 'invoice_paid' }]);
  });

  it('from elsewhere get what the form needs', () => {
    assert.deepEqual(wholeQuery({ kind: 'funnel', steps: [{ event: 'a' }, { event: 'b' }] }).window, { value: 14, unit: 'day' });
    assert.equal(wholeQuery({ kind: 'constructor' }).kind, 'trends');
    assert.equal(readyQuery(wholeQuery({ kind: 'profiles', breakdown: { key: 'email' } })).missing, null);
  });

  it('go without what is half filled in', () => {
    const query = {
      kind: 'trends',
      series: [{ event: 'e', math: 'total', property: 'left over', group_type: 'company', filters: [{ type: 'event', key: '', operator: 'exact', value: '' }] }],
      filters: [{ type: 'event', key: 'plan', operator: 'exact', value: '' }, { type: 'event', key: 'plan', operator: 'is_set', value: '' }, { type: 'cohort', operator: 'in', value: '' }],
      breakdown: { type: 'event', limit: 10 },
      formula: ' ',
      compare: false,
    };
    assert.deepEqual(readyQuery(query).query, { kind: 'trends', series: [{ event: 'e', math: 'total' }], filters: [{ type: 'event', key: 'plan', operator: 'is_set', value: '' }] });
    assert.match(readyQuery({ kind: 'trends', series: [{ event: 'e', math: 'sum' }] }).missing, /property/);
  });

  it('have exclusions end with the way, and no attribution where nothing is broken down', () => {
    const funnel = { kind: 'funnel', steps: [{ event: 'a' }, { event: 'b' }], exclusions: [{ event: 'c', from: 0, to: 4 }], attribution: 'step', attribution_step: 1 };
    assert.deepEqual(readyQuery(funnel).query, { kind: 'funnel', steps: [{ event: 'a' }, { event: 'b' }], exclusions: [{ event: 'c', from: 0, to: 1 }] });
  });

  it('read borders as ranges that leave nothing out', () => {
    assert.deepEqual(rangesOf('9, 20'), [[null, 9], [9, 20], [20, null]]);
    assert.deepEqual(rangesOf('20 9 9'), [[null, 9], [9, 20], [20, null]]);
    assert.equal(rangesOf('nine'), null);
    assert.equal(rangesOf(''), null);
    assert.equal(bordersOf(rangesOf('9, 20')), '9, 20');
  });

  it('are said in a sentence', () => {
    const query = { kind: 'trends', range: { from: '-12m' }, series: [{ event: 'invoice_paid', math: 'sum', property: 'purchase_value' }], breakdown: { type: 'event', key: 'plan' }, filters: [{ type: 'event', key: 'plan', operator: 'is_not', value: 'free' }] };
    assert.equal(queryInWords(query), 'Trend of invoice_paid (sum of purchase_value), by plan, where plan is not free, last 12 months.');
  });
});

describe('tiles', () => {
  it('are moved, sized and taken off', () => {
    const list = [{ id: 1 }, { id: 2 }, { id: 3 }];
    const ids = (...change) => arranged(list, ...change).map(({ id }) => id);
    assert.deepEqual(ids(1, 'earlier'), [2, 1, 3]);
    assert.deepEqual(ids(1, 'later'), [1, 3, 2]);
    assert.deepEqual(ids(1, 'remove'), [1, 3]);
    assert.deepEqual(arranged(list, 1, 'size', 'full')[1], { id: 2, size: 'full' });
  });

  it('are asked two at a time, whatever becomes of them', async () => {
    const inTurn = makeQueue(2);
    let running = 0;
    let most = 0;
    const task = async (fails) => {
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
      if (fails) throw new Error('no');
      return 'yes';
    };
    const done = await Promise.allSettled([false, true, false, true, false].map((fails) => inTurn(() => task(fails))));
    assert.deepEqual(done.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
    assert.equal(most, 2);
  });
});

describe('lines of an answer', () => {
  it('are whole, however the bytes are cut', async () => {
    const bytes = new TextEncoder().encode('{"a":"é"}\n\n{"b":2}\n{"c":3}');
    for (let size = 1; size < bytes.length; size += 1) {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size));
      const lines = [];
      for await (const line of linesOf(ReadableStream.from(parts))) lines.push(JSON.parse(line));
      assert.deepEqual(lines, [{ a: 'é' }, { b: 2 }, { c: 3 }], `${size} bytes at a time`);
    }
  });
});
