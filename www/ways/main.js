import { byId } from '../shared/dom.js';
import { onKeyTyped, showGate } from '../live/gate.js';
import { adoptKeyFromAddress, forgetKey, keptKey } from '../live/key.js';
import { Card } from './card.js';
import { WAYS } from './ways.js';

function announce(sentence) {
  byId('announcer').textContent = sentence;
}

function refuse() {
  forgetKey();
  showGate(true);
}

async function showAgain() {
  byId('gate').hidden = Boolean(keptKey());
  byId('run-all').focus();
  for (const card of cards) await card.show();
}

async function runAll() {
  for (const card of cards) await card.run();
}

adoptKeyFromAddress();
const cards = WAYS.map((way) => new Card(way, announce, refuse));
byId('ways').append(...cards.map(({ node }) => node));
byId('gate').hidden = Boolean(keptKey());
byId('run-all').addEventListener('click', runAll);
onKeyTyped(showAgain);
addEventListener('hashchange', () => adoptKeyFromAddress() && showAgain());
