// Features that PostHog's tracker has beside events (posthog-api §2.5). What is not there says so in the way that its
// callers expect.

const ABSENT = { isLoaded: false, error: 'not part of this tracker' };
const nothing = () => {};

export const otherMethods = ({ tracker, listeners, log }) => ({
  on: (kind, listener) => listeners.add(kind, listener),

  captureException: nothing,
  addExceptionStep: nothing,
  startExceptionAutocapture: (config) => tracker.set_config({ capture_exceptions: config ?? true }),
  stopExceptionAutocapture: () => tracker.set_config({ capture_exceptions: false }),
  captureLog: nothing,

  getSurveys: (listener) => listener([], ABSENT),
  getActiveMatchingSurveys: () => log('getActiveMatchingSurveys: surveys are not part of this tracker'),
  getNextSurveyStep: () => null,
  onSurveysLoaded(listener) {
    listener([], ABSENT);
    return nothing;
  },
  renderSurvey: nothing,
  displaySurvey: nothing,
  cancelPendingSurvey: nothing,
  canRenderSurvey: () => ({ visible: false, disabledReason: ABSENT.error }),
  canRenderSurveyAsync: async () => ({ visible: false, disabledReason: ABSENT.error }),

  startSessionRecording: () => tracker.set_config({ disable_session_recording: false }),
  stopSessionRecording: () => tracker.set_config({ disable_session_recording: true }),
  sessionRecordingStarted: () => false,

  loadToolbar: () => false,
  sentryIntegration: () => ({ name: 'posthog-js', setupOnce: nothing, processEvent: (event) => event }),
});
