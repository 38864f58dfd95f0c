// How far something is: one line that is written over on a terminal, and now and then a line elsewhere.

import { stderr } from 'node:process';

const EVERY_PERCENT = 10;

/** Counts up to `whole` of something. */
export function progressLine(whole, what) {
  const began = Date.now();
  let done = 0;
  let told = 0;
  const text = () => {
    const share = done / whole;
    const left = share > 0 ? ((Date.now() - began) / 1000) * (1 / share - 1) : 0;
    const remaining = left > 90 ? `${Math.round(left / 60)} min` : `${Math.ceil(left)} s`;
    return `${done} of ${whole} ${what}, ${Math.floor(share * 100)} %, about ${remaining} left`;
  };
  return {
    add(count) {
      done += count;
      const percent = Math.floor((done / whole) * 100);
      if (stderr.isTTY) stderr.write(`\r${text()}\x1b[K`);
      else if (percent >= told + EVERY_PERCENT) {
        told = percent - (percent % EVERY_PERCENT);
        stderr.write(`${text()}\n`);
      }
    },
    end: () => stderr.isTTY && stderr.write('\r\x1b[K'),
  };
}
