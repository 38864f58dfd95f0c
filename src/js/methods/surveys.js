// Surveys (posthog-api §2.5), which are not part of this tracker: the page learns that there are none.

import { noops } from './noops.js';

const REASON = 'surveys are not part of this tracker';

export function surveyMethods({ log }) {
  const none = (listener) => {
    listener([], { isLoaded: false, error: REASON });
    return () => {};
  };
  const reason = () => ({ visible: false, disabledReason: REASON });
  return {
    ...noops('renderSurvey displaySurvey cancelPendingSurvey'),
    getSurveys: (listener) => void none(listener),
    getActiveMatchingSurveys: () => log('getActiveMatchingSurveys:', REASON),
    getNextSurveyStep: () => null,
    onSurveysLoaded: none,
    onActiveMatchingSurveysChanged: none,
    canRenderSurvey: reason,
    canRenderSurveyAsync: async () => reason(),
  };
}
