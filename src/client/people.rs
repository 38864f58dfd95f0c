//! Properties of the person behind the visitor (posthog-api §2.2).

use super::Client;
use crate::config::PersonProfiles;
use crate::json;
use crate::platform::Platform;

impl<P: Platform> Client<P> {
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

    /// Deletes properties of the person; `names` is the JSON text of an array of strings.
    pub fn unset_person_properties(&mut self, names: &str, at: u64) {
        let named = json::elements(names).is_some_and(|names| !names.is_empty());
        if !named || !self.may_process_persons("unsetPersonProperties") {
            return;
        }
        self.store.set("$epp", "true");
        self.save();
        self.last_person_update.clear();
        self.capture("$set", &["{\"$unset\":", names, "}"].concat(), "", at);
    }

    /// Makes a person of the visitor, where events do not count towards one yet.
    pub fn create_person_profile(&mut self, at: u64) {
        if !self.has_person_processing() {
            self.set_person_properties("{}", "{}", at);
        }
    }

    pub(super) fn with_distinct_id(&self, update: &str) -> String {
        [&self.distinct_id(), " ", update].concat()
    }

    pub(super) fn may_process_persons(&self, call: &str) -> bool {
        let reason = if self.config.person_profiles == PersonProfiles::Never {
            ": person_profiles is 'never', ignored"
        } else if self.is_nobody {
            // All visitors without an id would become this person.
            ": the visitor goes without an id, ignored"
        } else {
            return true;
        };
        self.log(&[call, reason]);
        false
    }
}

/// `{"$set": …, "$set_once": …}`, each an empty object where it was not given.
pub(super) fn person_update(set: &str, set_once: &str) -> String {
    let given = |text: &str| if text.is_empty() { "{}" } else { text }.to_owned();
    let mut update = String::from("{");
    json::push_member(&mut update, "$set", &given(set));
    json::push_member(&mut update, "$set_once", &given(set_once));
    update.push('}');
    update
}
