// The body of a request (posthog-wire §3.2), which `src/wire.rs` reads.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createPage } from '../../src/js/page.js';

/** A page whose network and durable copies note what they get. */
function pageOf(token) {
  const sent = [];
  const kept = [];
  const network = { send: (id, retry, body) => sent.push([id, retry, body]), forget() {} };
  const shelf = { keep: (id, text) => kept.push([id, text]), discard() {}, command() {} };
  return { page: createPage(() => ({ token }), undefined, {}, network, shelf), sent, kept };
}

const TIME = /"sent_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/;

test('a body has the token, the events in their order, what is offered, and its time', () => {
  const { page, sent } = pageOf('t"k');
  page.hold(1, '{"a":1}');
  page.keep(Uint32Array.of(2), '{"b":2}');
  page.send(7, 3, Uint32Array.of(2, 1), '');
  page.send(8, 0, Uint32Array.of(), '["u"]');
  const [[id, retry, body], [, , offer]] = sent;
  assert.deepEqual([id, retry], [7, 3]);
  assert.equal(body.replace(TIME, '"sent_at":"now"'), '{"api_key":"t\\"k","batch":[{"b":2},{"a":1}],"sent_at":"now"}');
  assert.equal(offer.replace(TIME, '"sent_at":"now"'), '{"api_key":"t\\"k","batch":[],"offered":["u"],"sent_at":"now"}');
});

test('what is kept gets durable copies when they begin, and is forgotten when it is discarded', () => {
  const { page, kept } = pageOf('t');
  page.hold(1, 'one');
  page.hold(2, 'two');
  assert.deepEqual(kept, []);
  page.discard(Uint32Array.of(1));
  page.shelf(0);
  assert.deepEqual(kept, [[2, 'two']]);
});
