// `$elements_chain` as posthog-js 1.418 writes it: golden vectors. (The newer one of `tests/e2e/elements.test.js` sorts by code
// unit; servers read either.)

import assert from 'node:assert/strict';
import { it } from 'node:test';

import { elementsChain } from '../../src/js/autocapture/chain.js';

const place = { nth_child: 1, nth_of_type: 1 };

it('the chain lists elements outwards, classes and attributes in their orders, quotes escaped', () => {
  const link = {
    tag_name: 'a', ...place, $el_text: 'direct Hello', attr__class: 'zeta Alpha', 'attr__data-x': 'he said "hi"',
    attr__href: 'https://other.example/x?y=1#h', attr__id: 'lnk',
  };
  const around = [{ tag_name: 'div', ...place, attr__class: 'outer b a' }, { tag_name: 'body', ...place, nth_child: 2 }];
  assert.equal(
    elementsChain([link, ...around]),
    'a.Alpha.zeta:attr__class="zeta Alpha"attr__data-x="he said \\"hi\\""attr__href="https://other.example/x?y=1#h"' +
      'attr__id="lnk"attr_id="lnk"href="https://other.example/x?y=1#h"nth-child="1"nth-of-type="1"text="direct Hello";' +
      'div.a.b.outer:attr__class="outer b a"nth-child="1"nth-of-type="1";body:nth-child="2"nth-of-type="1"',
  );
});

it('the chain orders attributes as a dictionary does', () => {
  const names =
    ':k @click aria-label data data_x data-x Data-x data1 dataA id v-b v.b vb x:y'.split(' ').map((name) => `attr__${name}`);
  const element = { tag_name: 'p', ...place, $el_text: 't', attr__href: 'h' };
  for (const name of names.toReversed?.() ?? [...names].reverse()) element[name] = 'v';
  const keys = [...elementsChain([element]).matchAll(/([^"]+?)="/g)].map(([, key]) => key.replace('p:', ''));
  const expected = [...names, 'attr_id', 'href', 'nth-child', 'nth-of-type', 'text'];
  expected.splice(expected.indexOf('attr__id'), 0, 'attr__href');
  assert.deepEqual(keys, expected);
});

it('the chain cuts text and addresses, leaves out what is empty, and escapes nothing twice', () => {
  const element = {
    tag_name: 'a', ...place, $el_text: 'x'.repeat(500), attr__href: 'y'.repeat(3000), attr__title: '', attr__id: '', 'attr__a': '\\"',
  };
  const chain = elementsChain([element]);
  assert.ok(chain.includes(`text="${'x'.repeat(400)}"`) && chain.includes(`"href="${'y'.repeat(2048)}"`));
  assert.ok(chain.includes('attr__title=""') && !chain.includes('attr_id') && chain.includes('attr__a="\\""'));
  assert.equal(elementsChain([{ tag_name: 'p', ...place, $el_text: '', attr__class: 'a"b' }]).slice(0, 5), 'p.ab:');
});
