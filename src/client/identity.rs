//! Who the visitor is: anonymous, then identified, until `reset` (posthog-api §2.2, posthog-state §4–§5).

use super::Client;
use super::people::person_update;
use crate::config::Bootstrap;
use crate::consent::Decision;
use crate::json;
use crate::platform::Platform;

/// Stands for a visitor of whom nothing may be stored; no name for a person.
const COOKIELESS: &str = "$posthog_cookieless";
/// Texts that come from a mistake in the calling code and would merge everybody into one person.
const MISTAKES: [&str; 4] = ["distinct_id", "distinctid", "undefined", "null"];

impl<P: Platform> Client<P> {
    /// Makes a visitor without an id anonymous, under a new one; or nobody, where visitors have no ids.
    pub(super) fn ensure_distinct_id(&mut self) {
        let id = self.store.get_string("distinct_id").unwrap_or_default();
        let is_cookieless = self.consent.is_cookieless(&self.config);
        if !id.is_empty() && (is_cookieless || id != COOKIELESS) {
            return;
        }
        if is_cookieless {
            self.store.set_string("distinct_id", COOKIELESS);
            self.store.set("$device_id", "null");
        } else {
            let shared = std::mem::take(&mut self.config.anonymous_id);
            let id = if is_name(&shared) { shared } else { self.new_id() };
            self.store.set_string("distinct_id", &id);
            if self.store.get("$device_id").is_none_or(|device| device == "null") {
                self.store.set_string("$device_id", &id);
            }
        }
        self.store.set_string("$user_state", "anonymous");
    }

    fn new_id(&mut self) -> String {
        let id = self.ids.uuid(&self.platform, self.platform.now());
        self.platform.device_id(id)
    }

    /// Takes the identity that the page knows. `starts` is for the start of a page: then a person takes over the
    /// anonymous visitor that is stored, and another person who is stored stays.
    pub(super) fn bootstrap(&mut self, given: &Bootstrap, starts: bool) {
        if !given.session_id.is_empty() && !self.sessions.give(&given.session_id, self.platform.now()) {
            self.log(&["bootstrap.sessionID is no UUIDv7 of a time that has come, ignored: ", &given.session_id]);
        }
        let Some(id) = given.distinct_id.as_deref().filter(|id| !id.is_empty()) else { return };
        let stored = self.distinct_id();
        if starts && given.is_identified && !stored.is_empty() && stored != id {
            if self.is_identified() {
                return self.log(&["bootstrap.distinctID: another person is identified already, ignored"]);
            }
            return self.identify(id, "", "", self.platform.now());
        }
        let device = if !given.is_identified {
            id.to_owned()
        } else if stored == id {
            self.store.get_string("$device_id").unwrap_or_default()
        } else {
            self.new_id()
        };
        self.store.set_string("$user_state", if given.is_identified { "identified" } else { "anonymous" });
        self.store.set_string("distinct_id", id);
        if starts {
            self.store.set_string("$device_id", &device);
        }
    }

    /// Names the visitor, and sets the person's properties (JSON texts of objects, or empty). What an anonymous visitor
    /// did before is theirs from now on; a visitor who already had a name changes it without merging anybody.
    pub fn identify(&mut self, id: &str, set: &str, set_once: &str, at: u64) {
        if !is_name(id) {
            return self.log(&["identify: this is no name for a person, ignored: ", &json::string(id)]);
        }
        self.synchronise();
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
        self.store.set("$epp", "true");
        self.save();
        if was_anonymous && is_new {
            let mut properties = String::from("{");
            json::push_string_member(&mut properties, "distinct_id", id);
            json::push_string_member(&mut properties, "$anon_distinct_id", &previous);
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

    /// Gives the person a second id: `alias` from now on means `original` (or, where that is empty, the visitor's id).
    /// Gives the event.
    pub fn alias(&mut self, alias: &str, original: &str, at: u64) -> Option<String> {
        self.synchronise();
        if !self.may_process_persons("alias") {
            return None;
        }
        let own = self.distinct_id();
        let original = if original.is_empty() { &own } else { original };
        if alias == original {
            self.identify(alias, "", "", at);
            return None;
        }
        self.store.set("$epp", "true");
        self.store.set_string("__alias", alias);
        self.save();
        let mut properties = String::from("{");
        json::push_string_member(&mut properties, "alias", alias);
        json::push_string_member(&mut properties, "distinct_id", original);
        properties.push('}');
        self.capture("$create_alias", &properties, "", at)
    }

    /// Forgets the visitor: a new anonymous id, a new session, no super properties, no decision on consent. The device
    /// keeps its id and model unless `new_device` is set. `bootstrap` is the JSON text of what the page knows of the next
    /// visitor, or empty.
    pub fn reset(&mut self, new_device: bool, bootstrap: &str, at: u64) {
        self.synchronise();
        self.consent.decide(&self.config, Decision::Pending);
        self.is_nobody = self.consent.is_cookieless(&self.config);
        self.forget(new_device);
        self.store.set_string("$last_posthog_reset", &self.platform.iso(at));
        self.bootstrap(&Bootstrap::read(bootstrap), false);
        self.save();
        self.decide(Decision::Pending);
    }

    /// Deletes all that is known of the visitor, and makes another.
    pub(super) fn forget(&mut self, new_device: bool) {
        let kept = ["$device_id", "$device_model"]
            .map(|key| (key, self.store.get(key).filter(|value| !new_device && *value != "null").map(String::from)));
        self.store.clear();
        self.sessions.reset(&mut self.store);
        self.forget_tab();
        for (key, value) in kept {
            if let Some(value) = value {
                self.store.set(key, value);
            }
        }
        self.ensure_distinct_id();
        self.note_start();
    }

    /// Deletes what this tab knows of the visitor beside the common entries.
    pub(super) fn forget_tab(&mut self) {
        self.session_store.clear();
        self.session_registered.clear();
        self.store_session_registered();
        self.last_person_update.clear();
        self.pageviews.clear(self.platform.now());
        self.noted_page.clear();
    }

    /// The id under which events are sent now.
    pub fn distinct_id(&self) -> String {
        self.store.get_string("distinct_id").unwrap_or_default()
    }

    /// Whether the visitor has a name.
    pub fn is_identified(&self) -> bool {
        self.store.get("$user_state") == Some("\"identified\"")
    }
}

/// Whether a text can name a person.
pub(super) fn is_name(id: &str) -> bool {
    !id.is_empty() && id != COOKIELESS && !MISTAKES.contains(&&*id.to_ascii_lowercase())
}
