// Views of a page that changes without being loaded anew (posthog-autocapture §1, `capture_pageview: 'history_change'`).

/** What routers without a server keep in the fragment: `#/path`, `#!/path`; `#/` is the page itself. */
const ROUTE_IN_FRAGMENT = /^#!?\/[^?]+/;

const LONGEST_WAIT_MS = 300;

/** Whether the options ask for views of more than the page itself. */
export const followsHistory = ({ capture_pageview }) => capture_pageview === 'history_change' || typeof capture_pageview === 'object';

/** What of an address makes it that of another view, as one text. */
function viewKey({ capture_pageview: parts, disable_capture_url_hashes }, { pathname, search, hash }) {
  if (typeof parts !== 'object') return pathname + (ROUTE_IN_FRAGMENT.exec(hash) ?? '');
  const fragment = parts?.hash && !disable_capture_url_hashes;
  return [parts?.path && pathname, parts?.search && search, fragment && hash].join();
}

/**
 * Calls `moved(type, at)` when the page's address has become that of another view, by `config()`: with the way it was changed
 * by and the time of that. The title often follows a little later, and a redirect right after, so this waits for the title to change, or
 * for a moment; `settle()` ends the wait. Gives `settle` and `stop`, which takes everything back. `guarded` makes a function
 * that does not throw: the page waits for ours.
 */
export function watchHistory(config, moved, guarded) {
  const address = () => new URL(location);
  const isSeen = () => viewKey(config(), location) === viewKey(config(), seen);
  let seen = address();
  let pending;
  let isStopped = false;
  const titles = new MutationObserver(() => settle());

  const settle = guarded('capture_pageview', () => {
    if (!pending) return;
    const { type, at, timer } = pending;
    pending = undefined;
    clearTimeout(timer);
    titles.disconnect();
    if (isSeen()) return;
    seen = address();
    moved(type, at);
  });

  const look = guarded('capture_pageview', (type) => {
    if (isStopped || pending || isSeen()) return;
    pending = { type, at: Date.now(), timer: setTimeout(settle, LONGEST_WAIT_MS) };
    titles.observe(document.head ?? document, { childList: true, characterData: true, subtree: true });
  });

  const wrap = (type) => {
    const original = history[type];
    const wrapped = function (...args) {
      const answer = original.apply(this, args);
      look(type);
      return answer;
    };
    wrapped.__posthog_wrapped__ = true;
    history[type] = wrapped;
    return () => {
      // Somebody may have wrapped ours; then it stays, and sees nothing any more.
      if (history[type] === wrapped) history[type] = original;
    };
  };

  const unwrap = [wrap('pushState'), wrap('replaceState')];
  const onPop = () => look('popstate');
  addEventListener('popstate', onPop);
  return {
    settle,
    stop() {
      settle();
      isStopped = true;
      unwrap.forEach((take) => take());
      removeEventListener('popstate', onPop);
    },
  };
}
