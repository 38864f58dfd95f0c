// What the collector has acknowledged is on disk, once.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { startCollector } from './support/collector.js';

const BATCH = 50;

const batchOf = (uuids) => ({
  api_key: 'token',
  sent_at: new Date().toISOString(),
  batch: uuids.map((uuid) => ({
    uuid,
    event: 'load',
    properties: { token: 'token', distinct_id: `visitor ${uuid.slice(0, 2)}` },
    timestamp: new Date().toISOString(),
  })),
});

const post = (url, uuids) => fetch(`${url}/e/`, { method: 'POST', body: JSON.stringify(batchOf(uuids)) });

describe('the collector', () => {
  it('stores 10,000 events once, of which half come twice', async () => {
    const collector = await startCollector();
    const uuids = Array.from({ length: 10_000 }, () => randomUUID());
    const batches = Array.from({ length: uuids.length / BATCH }, (_, at) => uuids.slice(at * BATCH, (at + 1) * BATCH));
    // The second half of the batches comes again, while the first half is still coming.
    const queue = batches.flatMap((batch, at) => (at % 2 ? [batch, batch] : [batch]));
    const sender = async () => {
      for (let batch = queue.pop(); batch; batch = queue.pop()) {
        const answer = await post(collector.url, batch);
        assert.equal(answer.status, 200);
        assert.deepEqual(await answer.json(), { status: 'Ok' });
      }
    };
    await Promise.all(Array.from({ length: 8 }, sender));
    const [{ rows, uuids: distinct }] = collector.query('SELECT count(*) AS rows, count(DISTINCT uuid) AS uuids FROM events');
    assert.deepEqual([rows, distinct], [10_000, 10_000]);
    await collector.stop();
  });

  it('loses no acknowledged event when it is killed with SIGKILL while events come in', async () => {
    let collector = await startCollector();
    const { data, port } = collector;
    const acknowledged = new Set();
    let running = true;
    const sender = async () => {
      while (running) {
        const uuids = Array.from({ length: BATCH }, () => randomUUID());
        const answer = await post(`http://127.0.0.1:${port}`, uuids).catch(() => undefined);
        if (answer?.status === 200) uuids.forEach((uuid) => acknowledged.add(uuid));
        else await sleep(20);
      }
    };
    const senders = Promise.all(Array.from({ length: 4 }, sender));
    for (let kill = 0; kill < 3; kill += 1) {
      const before = acknowledged.size;
      while (acknowledged.size < before + 500) await sleep(5);
      await collector.kill();
      collector = await startCollector({ data, port });
    }
    const before = acknowledged.size;
    while (acknowledged.size < before + 500) await sleep(5);
    running = false;
    await senders;
    const stored = new Set(collector.query('SELECT uuid FROM events').map((row) => row.uuid));
    const lost = [...acknowledged].filter((uuid) => !stored.has(uuid));
    assert.deepEqual(lost, []);
    assert.ok(acknowledged.size >= 2000);
    await collector.stop();
  });
});
