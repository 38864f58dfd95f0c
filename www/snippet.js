// The asynchronous snippet: `window.posthog` is usable from here on. Calls wait in an array,
// with their order kept, until the tracker at `<api_host>/static/array.js` adopts and replays it.
(function (document, posthog) {
  if (posthog.__SV) return;

  var METHODS = (
    'capture identify alias people.set people.set_once setPersonProperties register register_once ' +
    'register_for_session unregister unregister_for_session group resetGroups getGroups reset ' +
    'get_distinct_id get_session_id get_property getSessionProperty createPersonProfile set_config ' +
    'opt_in_capturing opt_out_capturing has_opted_in_capturing has_opted_out_capturing ' +
    'clear_opt_in_out_capturing getFeatureFlag getFeatureFlagPayload isFeatureEnabled ' +
    'reloadFeatureFlags onFeatureFlags onSessionId on captureException getPageViewId debug'
  ).split(' ');

  function stub(target, path) {
    var parts = path.split('.');
    var owner = parts.length === 2 ? target[parts[0]] : target;
    var method = parts[parts.length - 1];
    owner[method] = function () {
      owner.push([method].concat(Array.prototype.slice.call(arguments)));
    };
  }

  window.posthog = posthog;
  posthog._i = [];
  posthog.init = function (token, config, name) {
    var script = document.createElement('script');
    script.async = true;
    script.crossOrigin = 'anonymous';
    script.src = config.api_host.replace(/\/$/, '') + '/static/array.js';
    var first = document.getElementsByTagName('script')[0];
    first.parentNode.insertBefore(script, first);

    var target = name === undefined ? posthog : (posthog[name] = []);
    var label = name === undefined ? 'posthog' : 'posthog.' + name;
    target.people = target.people || [];
    target.toString = function (plain) {
      return label + (plain ? '' : ' (stub)');
    };
    target.people.toString = function () {
      return label + '.people (stub)';
    };
    METHODS.forEach(function (path) {
      stub(target, path);
    });
    posthog._i.push([token, config, name]);
  };
  posthog.__SV = 1;
})(document, window.posthog || []);
