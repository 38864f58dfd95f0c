//! The visitor's feature flags, as events carry them (posthog-state §8).

use crate::json::{self, Object};
use crate::persistence::Store;

const OVERRIDES: &str = "$override_feature_flags";
/// Entries that events carry while there are flags.
const CARRIED: [&str; 3] = ["$feature_flag_payloads", "$feature_flag_request_id", OVERRIDES];

/// Adds `$feature/<key>` for each flag that is stored, on or off, and the names of those that are on.
pub(super) fn set(properties: &mut Object, store: &Store) {
    let mut flags = store.entries().get_object("$enabled_feature_flags");
    flags.put_all(&store.entries().get_object(OVERRIDES));
    if flags.is_empty() {
        return;
    }
    let mut active = String::from("[");
    for (key, value) in flags.members() {
        if flags.get_truth(key) == Some(true) {
            if active.len() > 1 {
                active.push(',');
            }
            json::push_string(&mut active, key);
        }
        properties.set(["$feature/", key].concat(), value.clone());
    }
    active.push(']');
    properties.set("$active_feature_flags", active);
    for key in CARRIED {
        if let Some(value) = store.get(key) {
            properties.set(key, value);
        }
    }
}
