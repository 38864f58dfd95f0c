// The asynchronous snippet, for the page's head (posthog-api §4): every method can be called from here on. Calls wait in an
// array, each with its time in `t`, until `array.js` takes the array's place and serves them.
(function (document, posthog) {
  if (posthog.__SV) return;
  window.posthog = posthog;
  posthog._i = [];
  posthog.__SV = 1;
  posthog.init = function (token, config, name) {
    var target = name ? (posthog[name] = Array.isArray(posthog[name]) ? posthog[name] : []) : posthog;
    var people = (target.people = target.people || []);
    var label = 'posthog' + (name ? '.' + name : '');
    target.toString = function (noStub) {
      return label + (noStub ? '' : ' (stub)');
    };
    people.toString = function () {
      return label + '.people (stub)';
    };
    (
      'capture flush identify alias people.set people.set_once setPersonProperties unsetPersonProperties createPersonProfile ' +
      'setInternalOrTestUser setIdentity clearIdentity register register_once unregister register_for_session ' +
      'unregister_for_session group resetGroups getGroups reset set_config debug shutdown on onSessionId get_distinct_id ' +
      'get_session_id get_property getSessionProperty get_session_replay_url getPageViewId calculateEventProperties ' +
      'opt_in_capturing opt_out_capturing has_opted_in_capturing has_opted_out_capturing clear_opt_in_out_capturing ' +
      'is_capturing _isIdentified get_explicit_consent_status onFeatureFlags getFeatureFlag getFeatureFlagResult getFeatureFlagPayload ' +
      'getAllFeatureFlags isFeatureEnabled reloadFeatureFlags updateFlags setPersonPropertiesForFlags ' +
      'resetPersonPropertiesForFlags setGroupPropertiesForFlags resetGroupPropertiesForFlags ' +
      'updateEarlyAccessFeatureEnrollment getEarlyAccessFeatures captureException addExceptionStep ' +
      'startExceptionAutocapture stopExceptionAutocapture captureLog captureTraceFeedback captureTraceMetric getSurveys ' +
      'getActiveMatchingSurveys onSurveysLoaded getNextSurveyStep renderSurvey displaySurvey cancelPendingSurvey ' +
      'canRenderSurvey canRenderSurveyAsync startSessionRecording stopSessionRecording sessionRecordingStarted loadToolbar'
    )
      .split(' ')
      .forEach(function (method) {
        var path = method.split('.');
        (path[1] ? people : target)[path[1] || method] = function () {
          var call = [method].concat([].slice.call(arguments));
          call.t = Date.now();
          target.push(call);
        };
      });
    posthog._i.push([token, config, name]);

    try {
      var script = document.createElement('script');
      var first = document.getElementsByTagName('script')[0];
      script.async = true;
      script.crossOrigin = 'anonymous';
      script.src = ((config && config.api_host) || '').replace(/\/$/, '') + '/static/array.js';
      first.parentNode.insertBefore(script, first);
    } catch (error) {
      // A policy of the page forbids it; the page goes on without us.
    }
  };
})(document, window.posthog || []);
