//! Opting in and out (posthog-state §9). Without consent nothing is stored but the decision itself.

use super::Client;
use crate::consent::Consent;
use crate::platform::Platform;
use crate::session::Sessions;

impl<P: Platform> Client<P> {
    /// Whether events are captured.
    pub fn is_capturing(&self) -> bool {
        self.consent.allows(&self.config)
    }

    /// What the visitor decided.
    pub fn consent(&self) -> Consent {
        self.consent
    }

    /// The visitor agrees. Sends `event` (with `properties`, JSON text or empty) unless it is empty, and the page's
    /// `$pageview` if that was held back.
    pub fn opt_in(&mut self, event: &str, properties: &str, at: u64) {
        self.set_consent(Consent::Granted);
        if !event.is_empty() {
            self.capture(event, properties, "{\"send_instantly\":true}", at);
        }
        self.capture_first_pageview();
    }

    /// The visitor refuses: stored ids and properties are deleted, waiting events are forgotten.
    pub fn opt_out(&mut self) {
        self.set_consent(Consent::Denied);
        self.outbox.clear();
    }

    /// The visitor has not decided.
    pub fn clear_opt_in_out(&mut self) {
        self.set_consent(Consent::Pending);
    }

    pub(super) fn set_consent(&mut self, consent: Consent) {
        self.consent = consent;
        consent.write(&self.platform, &self.config);
        let stored = !self.config.disable_persistence && self.is_capturing();
        self.store.enable(&self.platform, stored);
        self.session_store.enable(&self.platform, stored);
        if stored {
            self.mark_window();
        } else {
            Sessions::forget_window(&self.platform, &self.config);
        }
    }
}
