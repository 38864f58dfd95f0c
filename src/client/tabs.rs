//! The other tabs of this site, and its other subdomains: what they store is taken over.

use super::Client;
use crate::platform::Platform;
use crate::session::Change;
use crate::text::is_in;

/// Where other pages can change the entries without our being told, they are compared this often.
const COMPARE_EVERY_MS: u64 = 100;
/// What is known of a person, and is not the next one's.
const OF_THE_PERSON: &str = "\
__alias,$stored_person_properties,$enabled_feature_flags,$active_feature_flags,$feature_flag_details,\
$feature_flag_payloads,$feature_flag_request_id,$flag_call_reported";
/// What is not the visitor's.
const OF_THE_PAGE: &str = "$initialization_time,$configured_session_timeout_ms";

impl<P: Platform> Client<P> {
    /// Another tab wrote under `key` of localStorage (empty: all of it was deleted).
    pub fn stored_elsewhere(&mut self, key: &str) {
        if self.is_durable && key == self.backoff_key() {
            return self.resume_backoff();
        }
        if key == self.config.consent_key || key == self.store.backend().key() || key.is_empty() {
            self.synchronise();
        }
    }

    /// Looks at a place that changes without our being told, unless that was done a moment ago.
    pub(super) fn compare(&mut self) {
        let now = self.platform.elapsed();
        let is_silent = self.config.consent_in_cookie || self.store.backend().changes_silently();
        if is_silent && now.saturating_sub(self.compared_at) >= COMPARE_EVERY_MS {
            self.compared_at = now;
            self.synchronise();
        }
    }

    /// Takes over what other tabs stored, and stores what follows from it.
    pub fn synchronise(&mut self) {
        self.take_over();
        self.save();
    }

    /// Takes over what other tabs stored: the visitor's decision, identity, super properties, session.
    pub(super) fn take_over(&mut self) {
        self.reload_consent();
        let entry = |client: &Self, key| client.store.get(key).unwrap_or_default().to_owned();
        let (id, reset) = (entry(self, "distinct_id"), entry(self, "$last_posthog_reset"));
        if !self.store.reload(&self.platform) {
            return;
        }
        self.take_visitor_of_cookie();
        let is_other = self.store.get("distinct_id").unwrap_or_default() != id;
        if is_other {
            self.last_person_update.clear();
        }
        let is_reset = self.store.get("$last_posthog_reset").is_some_and(|at| reset != at);
        if is_reset || is_other && !self.is_identified() {
            self.forget_tab();
        }
        let has_window = self.sessions.window_id().is_some();
        if self.sessions.adopt(&self.store) && self.sessions.current().is_some() && has_window {
            self.start_session(Change { cross_tab_adoption: true, ..Change::default() });
        }
    }

    /// Another subdomain changed the visitor in the cookie, which tells little of them: what is stored here beyond that
    /// is of the visitor before.
    pub(super) fn take_visitor_of_cookie(&mut self) {
        let Some(told) = self.store.take_overruling() else { return };
        let is_identified = self.is_identified();
        self.store.retain(|key| {
            !is_in(OF_THE_PERSON, key) && (is_identified || told.contains(key) || is_in(OF_THE_PAGE, key))
        });
        if is_identified {
            self.store.set_string("$user_id", &self.distinct_id());
        }
    }
}
