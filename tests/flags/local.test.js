// PostHog's library for servers fetches the definitions from our collector and evaluates by itself: everybody gets what
// `/flags` answers.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { PostHog } from 'posthog-node';

import { ADMIN_KEY, READ_KEY, startCollector } from '../e2e/support/collector.js';
import { COHORTS, flags, visitor } from './support/flags.js';

const VISITORS = Number(process.env.VISITORS ?? 1000);
const TOKEN = 't';

describe("flags beside PostHog's library", () => {
  let collector, library;

  const send = async (path, body, key) => {
    const headers = key ? { authorization: `Bearer ${key}` } : {};
    const response = await fetch(collector.url + path, { method: 'POST', headers, body: JSON.stringify({ token: TOKEN, ...body }) });
    const answer = await response.json();
    assert.ok(response.ok, `${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`);
    return answer;
  };

  /** What the collector answers, with only what the request says. */
  const ask = async ({ distinctId, groups, personProperties, groupProperties }) => {
    const body = { distinct_id: distinctId, groups, person_properties: personProperties, group_properties: groupProperties };
    return (await send('/flags/?v=2', body)).flags;
  };

  const local = ({ distinctId, ...more }) => library.getAllFlagsAndPayloads(distinctId, { ...more, onlyEvaluateLocally: true });

  const value = (flag) => flag.variant ?? flag.enabled;

  before(async () => {
    collector = await startCollector();
    const group = (kind) => ({ event: '$groupidentify', distinct_id: 'd', properties: { $group_type: kind, $group_key: 'k' } });
    await send('/batch/', { batch: [group('company'), group('project')] });
  });

  after(async () => {
    await library?.shutdown();
    await collector?.stop();
  });

  /** The library with the definitions as they are now. */
  const start = async () => {
    await library?.shutdown();
    library = new PostHog(TOKEN, { host: collector.url, personalApiKey: READ_KEY, flushAt: 1000 });
    assert.ok(await library.waitForLocalEvaluationReady(10_000));
  };

  it(`gives ${VISITORS} visitors the same of every flag, with the same payloads`, async () => {
    const ids = {};
    for (const [name, group] of Object.entries(COHORTS)) {
      ids[name] = (await send('/api/cohorts', { name, filters: { properties: group(ids) } }, ADMIN_KEY)).id;
    }
    const listed = await send('/api/cohorts', { name: 'a list', distinct_ids: ['user-0', 'user-3'] }, ADMIN_KEY);
    const made = flags(ids);
    const left = ['left-a-list', ...made.left];
    const ofList = { groups: [{ properties: [{ key: 'id', type: 'cohort', value: listed.id }] }] };
    for (const flag of [...made.flags, { key: 'left-a-list', filters: ofList }]) await send('/api/flags', flag, ADMIN_KEY);
    await start();

    const seen = {};
    for (let number = 0; number < VISITORS; number += 1) {
      const who = visitor(number);
      const [ours, theirs] = await Promise.all([ask(who), local(who)]);
      const decided = Object.keys(ours).filter((key) => !left.includes(key));
      assert.deepEqual(Object.keys(theirs.featureFlags).sort(), decided.sort(), 'what the library decides by itself');
      for (const key of decided) {
        const context = () => `${key} for ${JSON.stringify(who)}: ${JSON.stringify(ours[key])}`;
        assert.equal(value(ours[key]), theirs.featureFlags[key], context());
        const payload = ours[key].metadata.payload;
        assert.deepEqual(payload === null ? undefined : JSON.parse(payload), theirs.featureFlagPayloads[key], context());
        (seen[key] ??= new Set()).add(value(ours[key]));
      }
    }
    // What it cannot decide it asks us.
    assert.equal(await library.getFeatureFlag('left-a-list', 'user-3'), true);
    assert.equal(await library.getFeatureFlag('left-a-list', 'user-6'), false);

    const varied = Object.values(seen).filter((values) => values.size > 1).length;
    assert.ok(varied > 250, `of ${Object.keys(seen).length} flags only ${varied} made a difference`);
  });

  // Where the library, on its own, differs from what PostHog's servers do, we do as the servers.
  const DIFFERENCES = [
    ['text is no number', 'gt', 5, 'many', { ours: false, theirs: true }],
    ['nor does it begin with one', 'gt', 5, '7 seats', { ours: false, theirs: true }],
    ['a date in seconds', 'is_date_after', '2020-01-01', 1_700_000_000, { ours: true, theirs: false }],
    ['the text of a list', 'icontains', '[1', [1.5, 2.5], { ours: true, theirs: false }],
    ['an absent property is not equal', 'is_not', 'x', undefined, { ours: true, theirs: undefined }],
    ['what is no version', 'semver_neq', '1.0.0', 'new', { ours: false, theirs: undefined }],
    ['a whole number may equal a text', 'exact', '5', 5, { ours: true, theirs: undefined }],
  ];

  it('does as the servers where the library on its own does otherwise', async () => {
    for (const [at, [, operator, filter]] of DIFFERENCES.entries()) {
      const filters = { groups: [{ properties: [{ key: 'p', operator, value: filter, type: 'person' }] }] };
      await send('/api/flags', { key: `different-${at}`, filters }, ADMIN_KEY);
    }
    const early = { name: 'Early', stage: 'beta' };
    await send('/api/flags', { key: 'early', filters: { groups: [] }, early_access: early }, ADMIN_KEY);
    await start();
    for (const [at, [what, , , given, expected]] of DIFFERENCES.entries()) {
      const who = { distinctId: 'd', personProperties: given === undefined ? {} : { p: given } };
      const [ours, theirs] = await Promise.all([ask(who), local(who)]);
      const key = `different-${at}`;
      assert.deepEqual({ ours: value(ours[key]), theirs: theirs.featureFlags[key] }, expected, what);
    }
    // The library does not know who wants a flag early.
    const who = { distinctId: 'd', personProperties: { '$feature_enrollment/early': true } };
    assert.deepEqual([value((await ask(who)).early), (await local(who)).featureFlags.early], [true, false]);
  });
});
