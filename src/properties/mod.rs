//! The properties that every event carries by itself, kept as JSON text that is written anew only when something in it
//! changed (posthog-state §8).

pub mod attribution;
mod flags;

use crate::config::Config;
use crate::json::{self, Object};
use crate::persistence::Store;
use crate::platform::{Environment, Place, Platform};
use crate::text::is_in;

/// Stored entries that events do not carry (posthog-state §2.4).
const HIDDEN: &str = "\
$people_distinct_id,__alias,__cmpns,__timers,$sesid,$user_state,$client_session_props,$capture_rate_limit,$epp,\
$initial_campaign_params,$initial_referrer_info,$initial_person_info,\
$stored_person_properties,$stored_group_properties,\
$heatmaps_enabled_server_side,$product_tours_enabled_server_side,$session_recording_enabled_server_side,\
$error_tracking_suppression_rules,$session_recording_remote_config,$sess_rec_flush_size,\
$enabled_feature_flags,$active_feature_flags,$feature_flag_details,$feature_flag_payloads,$feature_flag_request_id,\
$feature_flag_evaluated_at,$feature_flag_errors,$minimal_flag_called_events,$flag_call_reported,\
$flag_call_reported_session_id,$early_access_features,$override_feature_flags,$override_feature_flag_payloads,\
$surveys,$surveys_loaded_at,$surveys_activated_session,$surveys_activated_timestamps,\
ph_product_tours,$product_tours_activated,$product_tours_activated_session";
/// What the names of further such entries begin with.
const HIDDEN_PREFIX: &str = "$posthog_sr_group_";
/// Whose event it is stands in the common store only, whatever other trackers left in the tab's.
const IDENTITY: &str = "distinct_id,$device_id,$user_id";

/// What an event carries by itself. Facts of the browser and the page, super properties and those of the session stand
/// below what the caller passes; what tells whose event it is (`fixed`) stands above.
#[derive(Debug, Default)]
pub struct Automatic {
    browser: Object,
    /// The names of the properties that never leave the page, each with a value that does not matter.
    denied: Object,
    place: Place,
    revisions: (u32, u32),
    merged: Object,
    merged_text: String,
    fixed: Object,
    fixed_text: String,
}

impl Automatic {
    /// Takes over what stays the same while the options do.
    pub fn new(environment: &Environment, config: &Config) -> Self {
        let mut denied = Object::default();
        // Without these two no collector could take an event.
        for name in config.property_denylist.iter().filter(|name| !matches!(&***name, "token" | "distinct_id")) {
            denied.set(name.clone(), "null");
        }
        Self { browser: environment.properties.clone(), denied, ..Self::default() }
    }

    /// Reads the page again. Says whether its address changed.
    pub fn refresh<P: Platform>(&mut self, platform: &P) -> bool {
        let Some(place) = platform.place() else { return false };
        let moved = place.address() != self.place.address();
        self.place = place;
        self.merged_text.clear();
        moved
    }

    /// Where the visitor was at the last [`Automatic::refresh`].
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The property of that name of browser or place.
    pub fn get_string(&self, key: &str) -> String {
        let value = self.place.properties.get_string(key).or_else(|| self.browser.get_string(key));
        value.unwrap_or_default()
    }

    /// Replaces the properties that no caller can override.
    pub fn fix(&mut self, mut fixed: Object) {
        self.deny(&mut fixed);
        self.fixed_text = fixed.text();
        self.fixed = fixed;
        self.merged_text.clear();
    }

    /// Takes away what must never leave the page.
    pub fn deny(&self, properties: &mut Object) {
        for (key, _) in self.denied.members() {
            properties.take(key);
        }
    }

    /// Merges what stands below the caller's properties, if anything of it changed since the last time.
    pub fn merge(&mut self, store: &Store, session: &Store) {
        let revisions = (store.revision(), session.revision());
        if !self.merged_text.is_empty() && revisions == self.revisions {
            return;
        }
        self.revisions = revisions;
        let mut merged = self.browser.clone();
        merged.put_all(&self.place.properties);
        for (key, value) in store.entries().members() {
            if is_visible(key) {
                merged.put(key, value);
            }
        }
        for (key, value) in session.entries().members() {
            if !is_in(IDENTITY, key) && is_visible(key) {
                merged.put(key, value);
            }
        }
        flags::set(&mut merged, store);
        for (key, _) in self.fixed.members() {
            merged.take(key);
        }
        self.deny(&mut merged);
        self.merged_text = merged.text();
        self.merged = merged;
    }

    /// Writes an event's properties, each key once: `event`'s own win over the fixed ones, these over the caller's, the
    /// caller's over the rest. `caller_text` must be the text that `caller` was read from, as `JSON.stringify` writes it.
    pub fn push_properties(&self, out: &mut String, caller: &Object, caller_text: &str, event: &Object) {
        out.push('{');
        if overlap(caller, &self.merged) || overlap(event, &self.merged) {
            json::push_members(out, &self.merged, &[caller, event]);
        } else {
            push_inner(out, &self.merged_text);
        }
        if overlap(caller, &self.fixed) || overlap(caller, event) || overlap(caller, &self.denied) {
            json::push_members(out, caller, &[&self.fixed, event, &self.denied]);
        } else if !caller.is_empty() {
            push_inner(out, caller_text);
        }
        push_inner(out, &self.fixed_text);
        json::push_members(out, event, &[]);
        out.push('}');
    }
}

/// Whether events carry a stored entry.
pub fn is_visible(key: &str) -> bool {
    !is_in(HIDDEN, key) && !key.starts_with(HIDDEN_PREFIX)
}

/// Whether a stored entry is a super property of the page's own, which tells nothing of who the visitor is.
pub fn is_the_pages(key: &str) -> bool {
    !key.starts_with('$') && !is_in(IDENTITY, key) && is_visible(key)
}

fn overlap(one: &Object, other: &Object) -> bool {
    one.members().iter().any(|(key, _)| other.contains(key))
}

/// Appends the members of an object's text to an object that is being written.
fn push_inner(out: &mut String, object: &str) {
    let inner = &object[1..object.len() - 1];
    if !inner.is_empty() && !out.ends_with('{') {
        out.push(',');
    }
    out.push_str(inner);
}
