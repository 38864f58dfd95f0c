import { Refused, request } from './api.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const SILENCE = 60_000;

/**
 * Follows `/api/live` from the event `after` on, and again from the last event seen whenever the
 * connection breaks. `onState` hears `connecting`, `live`, `waiting` and `refused`; after `refused`
 * nothing more is tried. Returns a function that ends it all.
 */
export function follow({ key, after, onEvent, onState }) {
  const ended = new AbortController();
  let last = after;

  async function listen(opened) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    ended.signal.addEventListener('abort', stop);
    let watchdog;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(stop, SILENCE);
    };
    try {
      alive();
      const response = await request('/api/live', key, { after: last }, attempt.signal);
      opened();
      for await (const line of lines(response.body, alive)) {
        const event = JSON.parse(line);
        last = event.id;
        onEvent(event);
      }
    } finally {
      clearTimeout(watchdog);
      stop();
      ended.signal.removeEventListener('abort', stop);
    }
  }

  async function keepListening() {
    let wait = FIRST_WAIT;
    const opened = () => {
      wait = FIRST_WAIT;
      onState('live');
    };
    onState('connecting');
    while (!ended.signal.aborted) {
      try {
        await listen(opened);
      } catch (error) {
        if (error instanceof Refused) return onState('refused');
      }
      if (ended.signal.aborted) return;
      onState('waiting');
      await pause(wait * (0.75 + Math.random() / 2), ended.signal);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }

  keepListening();
  return () => ended.abort();
}

async function* lines(body, onBytes) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBytes();
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    yield* parts.filter((line) => line.trim() !== '');
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, milliseconds);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      removeEventListener('online', finish);
      resolve();
    }
    signal.addEventListener('abort', finish);
    addEventListener('online', finish);
  });
}
