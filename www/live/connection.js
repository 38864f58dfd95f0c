import { byId } from '../shared/dom.js';

const WORDS = {
  connecting: 'Connecting',
  live: 'Live',
  waiting: 'Reconnecting',
};

/** Shows how the connection to the collector is. */
export function showConnection(state) {
  const node = byId('connection');
  node.dataset.state = state;
  node.textContent = WORDS[state];
}
