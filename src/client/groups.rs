//! The organisations (projects, teams …) that the visitor acts for: one key a type (posthog-api §2.2).

use super::Client;
use crate::json::{self, Object};
use crate::platform::Platform;

const GROUPS: &str = "$groups";

impl<P: Platform> Client<P> {
    /// Puts the visitor into a group: `key` is JSON text, `properties` the JSON text of an object, or empty. Later events
    /// carry the group.
    pub fn group(&mut self, kind: &str, key: &str, properties: &str, at: u64) {
        self.synchronise();
        let groups = self.store.get(GROUPS).map(String::from).unwrap_or_default();
        let mut groups = Object::read(&groups);
        let is_new = groups.set(kind, key);
        self.store.set(GROUPS, groups.text());
        self.save();
        if is_new || !properties.is_empty() {
            let mut event = String::from("{");
            json::push_string_member(&mut event, "$group_type", kind);
            json::push_member(&mut event, "$group_key", key);
            if !properties.is_empty() {
                json::push_member(&mut event, "$group_set", properties);
            }
            event.push('}');
            self.capture("$groupidentify", &event, "", at);
        }
    }

    /// Takes the visitor out of the group of a type, or out of all groups where `kind` is empty.
    pub fn leave_groups(&mut self, kind: &str) {
        self.synchronise();
        let groups = self.store.get(GROUPS).map(String::from).unwrap_or_default();
        let mut groups = Object::read(&groups);
        groups.retain(|named| !kind.is_empty() && named != kind);
        self.store.set(GROUPS, groups.text());
        self.save();
    }
}
