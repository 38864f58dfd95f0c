// A classic script, so that the tracker starts before the product's modules do.
posthog.init('hp_demo', {
  api_host: location.origin,
  loaded: function () {
    document.dispatchEvent(new Event('tracker:ready'));
  },
});
