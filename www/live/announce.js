import { byId } from '../shared/dom.js';
import { counted } from './format.js';

const QUIET_TIME = 15_000;
let waiting = 0;
let timer;

/** Tells screen readers that events have come in, at most once in fifteen seconds. */
export function announce(number) {
  waiting += number;
  timer ??= setTimeout(() => {
    byId('announcer').textContent = `${counted(waiting, 'new event')}.`;
    waiting = 0;
    timer = undefined;
  }, QUIET_TIME);
}
