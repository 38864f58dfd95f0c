// Views of a page that changes without being loaded anew (posthog-autocapture §1, `capture_pageview: 'history_change'`).

const LONGEST_WAIT_MS = 300;

/**
 * Calls `moved(type, at)` when the path of the page's address has become another one: with the way it was changed by and the
 * time of that. The title often follows a little later, and a redirect right after, so this waits for the title to change, or
 * for a moment; `settle()` ends the wait. Gives `settle` and `stop`, which takes everything back. `guarded` makes a function
 * that does not throw: the page waits for ours.
 */
export function watchHistory(moved, guarded) {
  let seen = location.pathname;
  let pending;
  let isStopped = false;
  const titles = new MutationObserver(() => settle());

  const settle = () => {
    if (!pending) return;
    const { type, at, timer } = pending;
    pending = undefined;
    clearTimeout(timer);
    titles.disconnect();
    if (location.pathname === seen) return;
    seen = location.pathname;
    moved(type, at);
  };

  const look = guarded('capture_pageview', (type) => {
    if (isStopped || pending || location.pathname === seen) return;
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
  // A page that is hidden may not live to see the title change.
  document.addEventListener('visibilitychange', settle);
  return {
    settle,
    stop() {
      settle();
      isStopped = true;
      unwrap.forEach((take) => take());
      removeEventListener('popstate', onPop);
      document.removeEventListener('visibilitychange', settle);
    },
  };
}
