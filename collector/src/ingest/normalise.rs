//! Properties as they are stored: what the collector adds, moves and removes.

use serde_json::Value;

use crate::ingest::event::Event;
use crate::person::automatic;
use crate::person::properties::UPDATES;
use crate::text::{self, Object};
use crate::time;

/// What the request knows and its events do not.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The sender's address.
    pub ip: Option<String>,
    /// The sender's clock when the request left.
    pub sent_at: Option<i64>,
}

/// Brings the event's properties into their stored form.
pub fn normalise(event: &mut Event, around: &Surroundings) {
    let personless = event.personless();
    let properties = &mut event.properties;

    let ip = if properties.contains_key("capture_internal") { Some("127.0.0.1") } else { around.ip.as_deref() };
    if let Some(ip) = ip
        && !properties.get("$ip").is_some_and(text::truthy)
    {
        properties.insert("$ip".into(), ip.into());
    }
    if let Some(sent_at) = around.sent_at {
        properties.insert("$sent_at".into(), time::iso(sent_at).into());
    }
    if personless || event.name == "$groupidentify" {
        UPDATES.iter().for_each(|key| drop(properties.remove(*key)));
    } else if !matches!(&*event.name, "$snapshot" | "$performance_event") {
        lift(properties);
    }
    if personless {
        properties.insert("$process_person_profile".into(), Value::Bool(false));
        properties.retain(|key, _| !is_group_index(key));
    } else {
        properties.remove("$process_person_profile");
    }
}

/// Adds the automatic person properties to `$set` and `$set_once`; what is there explicitly wins.
fn lift(properties: &mut Object) {
    let lifted = automatic::person_properties(properties);
    for (key, automatic) in [("$set", lifted.set), ("$set_once", lifted.set_once)] {
        if automatic.is_empty() {
            continue;
        }
        let mut merged = automatic;
        if let Some(Value::Object(explicit)) = properties.remove(key) {
            merged.extend(explicit);
        }
        properties.insert(key.into(), Value::Object(merged));
    }
}

fn is_group_index(key: &str) -> bool {
    matches!(key, "$group_0" | "$group_1" | "$group_2" | "$group_3" | "$group_4")
}
