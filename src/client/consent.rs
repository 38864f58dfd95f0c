//! Opting in and out (posthog-state §9). Without consent nothing is stored but the decision itself.

use super::{Client, session_backend, stores};
use crate::config::Cookieless;
use crate::consent::Decision;
use crate::persistence::Backend;
use crate::platform::Platform;
use crate::properties;

impl<P: Platform> Client<P> {
    /// Whether events are captured.
    pub fn is_capturing(&self) -> bool {
        self.consent.is_capturing(&self.config)
    }

    /// Whether events are held back in memory until the visitor decides.
    pub(super) fn is_undecided(&self) -> bool {
        self.consent.is_undecided(&self.config)
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
        self.synchronise();
        self.decide(Decision::Granted);
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
        self.synchronise();
        self.forget_events();
        self.decide(Decision::Denied);
        if !self.is_durable {
            self.wipe();
        }
        self.capture_first_pageview();
    }

    /// The visitor has not decided.
    pub fn clear_opt_in_out(&mut self) {
        self.synchronise();
        self.decide(Decision::Pending);
    }

    /// Other tabs hear of the decision when what follows from it is stored already, so that they find it.
    pub(super) fn decide(&mut self, decision: Decision) {
        self.consent.decide(&self.config, decision);
        self.settle();
        self.consent.store(&self.platform, &self.config);
    }

    /// Takes over a decision that was made in another tab, or by another tracker of this page. After a refusal there the
    /// visitor is nobody we know any more.
    pub(super) fn reload_consent(&mut self) {
        if self.consent.reload(&self.platform, &self.config) {
            if !self.is_capturing() && !self.is_undecided() {
                self.forget_events();
            }
            if self.consent.is_opted_out(&self.config) {
                self.forget(true);
            }
            self.settle();
        }
    }

    /// The visitor has refused: nothing of what waits is sent. Where visitors may go without an id, this view counts anew.
    fn forget_events(&mut self) {
        self.pageview_wanted |= self.is_undecided() && self.pageviews.id().is_some();
        self.outbox.clear();
        self.settle_outbox();
    }

    /// Brings visitor and storage in line with the decision and the options: nobody becomes somebody only as a new visitor,
    /// and the other way round, and what may not be stored is deleted.
    pub(super) fn settle(&mut self) {
        let is_nobody = self.consent.is_cookieless(&self.config);
        if self.is_nobody != is_nobody {
            self.is_nobody = is_nobody;
            self.forget(true);
        }
        let stored = stores(&self.config, &self.consent);
        if stored && !self.store.is_enabled() {
            self.store.leave(&self.platform, Backend::choose(&self.platform, &self.config, true));
            self.session_store.leave(&self.platform, session_backend(&self.config));
        }
        self.store.enable(&self.platform, stored, properties::is_the_pages);
        self.session_store.enable(&self.platform, stored, |_| true);
        if stored {
            self.sessions.adopt(&self.store);
            self.store_session_registered();
            self.mark_window();
        } else {
            self.forget_window();
        }
        self.ensure_distinct_id();
        self.save();
        self.fix_properties();
        self.settle_durability();
        self.wake_for_outbox(self.platform.elapsed());
    }

    fn may_decide(&self, call: &str) -> bool {
        let may = self.config.cookieless != Cookieless::Always;
        if !may {
            self.log(&[call, ": cookieless_mode is 'always', ignored"]);
        }
        may
    }
}
