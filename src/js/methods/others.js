// Features that PostHog's tracker has beside events (posthog-api §2.5) and this one has not, or not yet.

import { attempt } from '../attempt.js';
import { noops } from './noops.js';

const NAME = 'posthog-js';

export const otherMethods = ({ tracker, listeners }) => ({
  ...noops('captureException addExceptionStep captureLog'),
  on: (kind, listener) => listeners.add(kind, listener),
  startExceptionAutocapture: (config) => tracker.set_config({ capture_exceptions: config ?? true }),
  stopExceptionAutocapture: () => tracker.set_config({ capture_exceptions: false }),
  startSessionRecording: () => tracker.set_config({ disable_session_recording: false }),
  stopSessionRecording: () => tracker.set_config({ disable_session_recording: true }),
  sessionRecordingStarted: () => false,
  loadToolbar: () => false,
  sentryIntegration: () => ({ name: NAME, processEvent: (event) => event }),
});

const logger = () => noops('trace debug info warn error fatal');
const off = () => ({ isEnabled: false, ...noops('startIfEnabled') });

/** What makes the parts of PostHog's tracker that integrations look into. */
export const otherInsides = {
  logger,
  logs: () => ({ logger: logger(), ...noops('captureLog flushLogs') }),
  metrics: () => ({ ...noops('count gauge histogram'), flush: async () => {} }),
  exceptions: () => noops('addExceptionStep sendExceptionEvent'),
  heatmaps: off,
  sessionRecording: () => ({ started: false, status: 'disabled', _forceAllowLocalhostNetworkCapture: false }),
  conversations: () => ({ ...noops('show hide'), isAvailable: () => false, isVisible: () => false }),
  experiments: () => ({ getWebExperiments: (listener) => void attempt(() => listener([])) }),
  toolbar: () => ({ loadToolbar: () => false, maybeLoadToolbar: () => false }),
  webPerformance: () => ({ _forceAllowLocalhost: false }),
  SentryIntegration: () =>
    // To be called with `new`, so no arrow function.
    function () {
      return { name: NAME, ...noops('setupOnce') };
    },
};
