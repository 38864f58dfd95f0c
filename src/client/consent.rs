//! Opting in and out (posthog-state §9). Without consent nothing is stored but the decision itself.

use super::{Client, session_backend, stores};
use crate::config::{Config, Cookieless};
use crate::consent::Decision;
use crate::persistence::Backend;
use crate::platform::Platform;
use crate::session::Sessions;

impl<P: Platform> Client<P> {
    /// Whether events are captured.
    pub fn is_capturing(&self) -> bool {
        self.consent.is_capturing(&self.config)
    }

    /// Whether the visitor counts as opted out.
    pub fn is_opted_out(&self) -> bool {
        self.consent.is_opted_out(&self.config)
    }

    /// What the visitor decided.
    pub fn decision(&self) -> Decision {
        self.consent.decision()
    }

    /// The visitor agrees. Sends `event` (with `properties`, JSON text or empty) unless it is empty, and the page's
    /// `$pageview` if that was held back.
    pub fn opt_in(&mut self, event: &str, properties: &str, at: u64) {
        if !self.may_decide("opt_in_capturing") {
            return;
        }
        let was_nobody = self.consent.is_cookieless(&self.config);
        self.consent.decide(&self.platform, &self.config, Decision::Granted);
        if was_nobody {
            self.forget(true);
        }
        self.store_as_permitted();
        if !event.is_empty() {
            self.capture(event, properties, "{\"send_instantly\":true}", at);
        }
        self.capture_first_pageview();
    }

    /// The visitor refuses: stored ids and properties are deleted, waiting events are forgotten. Where visitors may go
    /// without an id, this one does from now on.
    pub fn opt_out(&mut self) {
        if !self.may_decide("opt_out_capturing") {
            return;
        }
        self.consent.decide(&self.platform, &self.config, Decision::Denied);
        if self.config.cookieless == Cookieless::OnReject {
            self.forget(true);
            self.sessions.reset(&mut self.store);
        }
        self.store_as_permitted();
        self.outbox.clear();
        self.capture_first_pageview();
    }

    /// The visitor has not decided.
    pub fn clear_opt_in_out(&mut self) {
        self.consent.decide(&self.platform, &self.config, Decision::Pending);
        self.store_as_permitted();
    }

    /// Takes over a decision that was made in another tab.
    pub(super) fn reload_consent(&mut self) {
        if self.consent.reload(&self.platform, &self.config) {
            if !self.is_capturing() {
                self.outbox.clear();
            }
            self.store_as_permitted();
            self.ensure_distinct_id();
        }
    }

    /// Keeps the decision where, and under the name that, new options say.
    pub(super) fn move_consent(&mut self, config: &Config) {
        let decision = self.consent.decision();
        self.consent.decide(&self.platform, &self.config, Decision::Pending);
        self.consent.decide(&self.platform, config, decision);
    }

    pub(super) fn store_as_permitted(&mut self) {
        let stored = stores(&self.config, &self.consent);
        if stored && !self.store.is_enabled() {
            self.store.leave(&self.platform, Backend::choose(&self.platform, &self.config, true));
            self.session_store.leave(&self.platform, session_backend(&self.config));
        }
        self.store.enable(&self.platform, stored);
        self.session_store.enable(&self.platform, stored);
        self.store_session_registered();
        if stored {
            self.sessions.adopt(&self.store);
            self.mark_window();
        } else {
            Sessions::forget_window(&self.platform, &self.config);
        }
        self.fix_properties();
    }

    fn may_decide(&self, call: &str) -> bool {
        let may = self.config.cookieless != Cookieless::Always;
        if !may {
            self.log(&[call, ": cookieless_mode is 'always', ignored"]);
        }
        may
    }
}
