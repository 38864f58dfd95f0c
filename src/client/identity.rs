//! Who the visitor is: anonymous, then identified, until `reset` (posthog-api §2.2, posthog-state §4–§5).

use super::Client;
use crate::config::PersonProfiles;
use crate::json;
use crate::platform::Platform;

/// Stands for a visitor of whom nothing may be stored; no name for a person.
const COOKIELESS: &str = "$posthog_cookieless";
/// Texts that come from a mistake in the calling code and would merge everybody into one person.
const MISTAKES: [&str; 4] = ["distinct_id", "distinctid", "undefined", "null"];

impl<P: Platform> Client<P> {
    /// Makes a visitor without an id anonymous, under a new one.
    pub(super) fn ensure_distinct_id(&mut self) {
        if self.store.get_string("distinct_id").is_some_and(|id| !id.is_empty()) {
            return;
        }
        let id = self.ids.uuid(&self.platform, self.platform.now());
        self.store.set_string("distinct_id", &id);
        if self.store.get("$device_id").is_none() {
            self.store.set_string("$device_id", &id);
        }
        self.store.set_string("$user_state", "anonymous");
    }

    /// Names the visitor, and sets the person's properties (JSON texts of objects, or empty). What an anonymous visitor
    /// did before is theirs from now on; a visitor who already had a name changes it without merging anybody.
    pub fn identify(&mut self, id: &str, set: &str, set_once: &str, at: u64) {
        if id.is_empty() || id == COOKIELESS || MISTAKES.contains(&&*id.to_ascii_lowercase()) {
            return self.log(&["identify: this is no name for a person, ignored: ", &json::string(id)]);
        }
        if !self.may_process_persons("identify") {
            return;
        }
        let previous = self.distinct_id();
        let was_anonymous = !self.is_identified();
        let is_new = id != previous && self.store.get_string("__alias").as_deref() != Some(id);
        self.store.set_string("$user_id", id);
        if self.store.get("$device_id").is_none() {
            self.store.set("$had_persisted_distinct_id", "true");
            self.store.set_string("$device_id", &previous);
        }
        if is_new {
            self.store.remove("__alias");
            self.store.set_string("distinct_id", id);
        }
        if was_anonymous {
            self.store.set_string("$user_state", "identified");
        }
        self.save();
        if was_anonymous && is_new {
            let mut properties = String::from("{");
            json::push_member(&mut properties, "distinct_id", &json::string(id));
            json::push_member(&mut properties, "$anon_distinct_id", &json::string(&previous));
            properties.push('}');
            let update = person_update(set, set_once);
            if self.capture("$identify", &properties, &update, at).is_some() {
                self.last_person_update = self.with_distinct_id(&update);
            }
        } else if was_anonymous {
            self.capture("$set", &person_update(set, set_once), "", at);
        } else if !set.is_empty() || !set_once.is_empty() {
            self.set_person_properties(set, set_once, at);
        }
    }

    /// Sets properties of the person: `set` overwrites, `set_once` writes what is missing (JSON texts of objects, or
    /// empty). The same update twice in a row is sent once.
    pub fn set_person_properties(&mut self, set: &str, set_once: &str, at: u64) {
        if set.is_empty() && set_once.is_empty() || !self.may_process_persons("setPersonProperties") {
            return;
        }
        let update = person_update(set, set_once);
        let fingerprint = self.with_distinct_id(&update);
        if fingerprint == self.last_person_update {
            return self.log(&["the person has these properties already, ignored: ", &update]);
        }
        self.store.set("$epp", "true");
        self.save();
        if self.capture("$set", &update, "", at).is_some() {
            self.last_person_update = fingerprint;
        }
    }

    /// Forgets the visitor: a new anonymous id, a new session, no super properties, no decision on consent. The device
    /// keeps its id and model unless `new_device` is set.
    pub fn reset(&mut self, new_device: bool, at: u64) {
        let kept = ["$device_id", "$device_model"]
            .map(|key| (key, self.store.get(key).filter(|_| !new_device).map(String::from)));
        let timeout = json::integer(self.config.session_idle_timeout_ms);
        self.store.clear();
        self.session_store.clear();
        self.sessions.reset(&mut self.store);
        self.set_consent(crate::consent::Consent::Pending);
        for (key, value) in kept {
            if let Some(value) = value {
                self.store.set(key, value);
            }
        }
        self.ensure_distinct_id();
        self.store.set("$configured_session_timeout_ms", timeout);
        self.store.set_string("$last_posthog_reset", &self.platform.iso(at));
        self.last_person_update.clear();
        self.pageview_id = None;
        self.automatic.forget_page();
        self.save();
    }

    /// The id under which events are sent now.
    pub fn distinct_id(&self) -> String {
        self.store.get_string("distinct_id").unwrap_or_default()
    }

    /// Whether the visitor has a name.
    pub fn is_identified(&self) -> bool {
        self.store.get("$user_state") == Some("\"identified\"")
    }

    /// The session's id; a new session begins where the last one is over.
    pub fn session_id(&mut self) -> String {
        let now = self.platform.now();
        if self.sessions.check(&self.platform, &self.config, &mut self.store, &mut self.ids, now, false) {
            self.start_session();
            self.save();
        }
        self.sessions.current().map_or_else(String::new, |session| session.id.to_owned())
    }

    fn with_distinct_id(&self, update: &str) -> String {
        [&self.distinct_id(), " ", update].concat()
    }

    fn may_process_persons(&self, call: &str) -> bool {
        let may = self.config.person_profiles != PersonProfiles::Never;
        if !may {
            self.log(&[call, ": person_profiles is 'never', ignored"]);
        }
        may
    }
}

/// `{"$set": …, "$set_once": …}`, each an empty object where it was not given.
fn person_update(set: &str, set_once: &str) -> String {
    let given = |text: &str| if text.is_empty() { "{}" } else { text }.to_owned();
    let mut update = String::from("{");
    json::push_member(&mut update, "$set", &given(set));
    json::push_member(&mut update, "$set_once", &given(set_once));
    update.push('}');
    update
}
