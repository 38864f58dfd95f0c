// The page's comings and goings, as the core hears of them. No `unload` or `beforeunload`: they would keep the page out of the
// back/forward cache.

import * as Call from 'hoofprint-calls';

/** Tells `core` what happens to the page from now on. Before it is told that the page goes, `leaving` runs. */
export function followPage(core, leaving, guarded) {
  const on = (target, kind, listener) => target.addEventListener(kind, guarded(kind, listener));
  const leave = (call) => {
    leaving();
    core.call(call);
  };
  on(document, 'visibilitychange', () => (document.visibilityState === 'visible' ? core.call(Call.Shown) : leave(Call.HandOver)));
  on(globalThis, 'pagehide', () => leave(Call.Left));
  on(globalThis, 'pageshow', ({ persisted }) => persisted && core.call(Call.Restored));
  on(globalThis, 'online', () => core.call(Call.Hurry));
  on(globalThis, 'storage', ({ key }) => core.call(Call.StoredElsewhere, key ?? ''));
}
