//! By what an event is told from others, once its text is elsewhere.

use crate::id;
use crate::json::Object;
use crate::text::slice;

/// How the core's own events begin.
const BEFORE_UUID: &str = "{\"uuid\":\"";
const UUID_END: usize = BEFORE_UUID.len() + 36;
const BEFORE_NAME: &str = "\",\"event\":\"";
const LEAVE: &str = "$pageleave";

/// By what the collector knows an event: its uuid, and the `$insert_id` of a `$pageleave`, of which there are several of one
/// uuid.
pub(super) fn offer_of(event: &str) -> String {
    // To read all of the event takes longer than all else that happens to it here.
    let (uuid, rest) = (slice(event, BEFORE_UUID.len(), UUID_END), slice(event, UUID_END, event.len()));
    let is_ours = event.starts_with(BEFORE_UUID) && rest.starts_with(BEFORE_NAME);
    if is_ours && !slice(rest, BEFORE_NAME.len(), rest.len()).starts_with(LEAVE) {
        return uuid.into();
    }
    let event = Object::read(event);
    let uuid = member(&event, "uuid");
    if member(&event, "event") != LEAVE {
        return uuid;
    }
    [&uuid, "/", &member(&event.get_object("properties"), "$insert_id")].concat()
}

/// When an event was captured, by the uuid in its text: milliseconds since the Unix epoch.
pub fn time_of(event: &str) -> Option<u64> {
    id::time(&uuid_of(event))
}

/// The uuid of an event's text; empty where it has none.
pub(super) fn uuid_of(event: &str) -> String {
    member(&Object::read(event), "uuid")
}

fn member(object: &Object, key: &str) -> String {
    object.get_string(key).unwrap_or_default()
}
