//! The other tabs of this site, and its other subdomains: what they store is taken over.

use super::Client;
use crate::platform::Platform;
use crate::session::Change;

/// Where other pages can change the entries without our being told, they are compared this often.
const COMPARE_EVERY_MS: u64 = 100;
/// What is known of a person, and is not the next one's.
const OF_THE_PERSON: [&str; 8] = [
    "__alias",
    "$stored_person_properties",
    "$enabled_feature_flags",
    "$active_feature_flags",
    "$feature_flag_details",
    "$feature_flag_payloads",
    "$feature_flag_request_id",
    "$flag_call_reported",
];

impl<P: Platform> Client<P> {
    /// Another tab wrote under `key` of localStorage (empty: all of it was deleted).
    pub fn stored_elsewhere(&mut self, key: &str) {
        if key == self.config.consent_key || key.is_empty() {
            self.reload_consent();
        }
        if key == self.store.backend().key() {
            self.synchronise();
        }
    }

    /// Looks at a place that changes without our being told, unless that was done a moment ago.
    pub(super) fn compare(&mut self) {
        let now = self.platform.elapsed();
        if self.store.backend().changes_silently() && now.saturating_sub(self.compared_at) >= COMPARE_EVERY_MS {
            self.compared_at = now;
            self.synchronise();
        }
    }

    /// Takes over what other tabs stored: identity, super properties, session.
    pub(super) fn synchronise(&mut self) {
        let identity =
            |client: &Self| ["distinct_id", "$user_state"].map(|key| client.store.get(key).map(String::from));
        let (before, reset_before) = (identity(self), self.store.get("$last_posthog_reset").map(String::from));
        if !self.store.reload(&self.platform) {
            return;
        }
        if self.store.get("$last_posthog_reset") != reset_before.as_deref() {
            self.forget_tab();
        }
        if identity(self) != before {
            self.take_identity_of_cookie();
            self.last_person_update.clear();
        }
        if self.sessions.adopt(&self.store) && self.sessions.current().is_some() {
            self.start_session(Change { cross_tab_adoption: true, ..Change::default() });
        }
        self.save();
    }

    /// Another subdomain changed the visitor in the cookie, which tells little of them: what is stored here beyond that
    /// is of the visitor before.
    fn take_identity_of_cookie(&mut self) {
        let Some(told) = self.store.cookie_entries() else { return };
        for key in OF_THE_PERSON {
            self.store.remove(key);
        }
        if self.is_identified() {
            self.store.set_string("$user_id", &self.distinct_id());
            return;
        }
        let kept = ["$initialization_time", "$configured_session_timeout_ms"];
        let keys: Vec<String> = self.store.entries().members().iter().map(|(key, _)| String::from(&**key)).collect();
        for key in keys {
            if !told.contains(&key) && !kept.contains(&&*key) {
                self.store.remove(&key);
            }
        }
        self.forget_tab();
    }
}
