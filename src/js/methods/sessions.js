// The session and the window (posthog-api §2.2, posthog-state §3).

import * as Call from 'hoofprint-calls';
import { apiHost } from '../config.js';
import { fromJson } from '../json.js';

export const sessionMethods = ({ tracker, core, listeners, guarded }) => ({
  get_session_id: () => core.ask(Call.SessionId) ?? '',

  onSessionId(listener) {
    let remove;
    let isRemoved = typeof listener !== 'function';
    core.whenOpen(() => {
      if (isRemoved) return;
      const [id, window] = readSession(core, true);
      if (id) guarded('onSessionId', listener)(id, window);
      remove = listeners.add('session', listener);
    });
    return () => {
      isRemoved = true;
      remove?.();
    };
  },

  get_session_replay_url({ withTimestamp, timestampLookBack = 10 } = {}) {
    const [id, , start] = readSession(core, true);
    if (!id) return '';
    const { config } = tracker;
    const host = config.ui_host ?? apiHost(config).replace('.i.posthog.com', '.posthog.com');
    const url = `${host}/project/${config.token}/replay/${id}`;
    const seconds = Math.floor((Date.now() - start) / 1000) - timestampLookBack;
    return withTimestamp ? `${url}?t=${Math.max(0, seconds)}` : url;
  },
});

/** `[sessionId, windowId, start, lastActivity]`; empty where there is no session. */
export const readSession = (core, readOnly, at = 0) =>
  fromJson(core.ask(Call.Session, readOnly ? 'read' : '', '', '', at) || undefined) ?? [];
