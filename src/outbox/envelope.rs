//! The body of a request (posthog-wire §3.2; [`crate::wire::Batch`] reads it).

use super::Entry;
use crate::json::{self, Object};

/// A request's body: events, and the uuids of those that it offers.
pub fn envelope(token: &str, events: &[Entry], offered: &[Entry], sent_at: &str) -> String {
    let mut body = String::from("{");
    json::push_string_member(&mut body, "api_key", token);
    body.push_str(",\"batch\":[");
    for event in events {
        json::push_element(&mut body, &event.text);
    }
    body.push(']');
    if !offered.is_empty() {
        body.push_str(",\"offered\":[");
        for event in offered {
            json::push_element(&mut body, &json::string(&offer_of(&event.text)));
        }
        body.push(']');
    }
    json::push_string_member(&mut body, "sent_at", sent_at);
    body.push('}');
    body
}

/// The uuid of an event's text; empty where it has none.
pub fn uuid_of(event: &str) -> String {
    member(event, "uuid")
}

/// By what an event is offered: its uuid, and the `$insert_id` of a `$pageleave`, of which there are several of one uuid.
pub(super) fn offer_of(event: &str) -> String {
    let uuid = uuid_of(event);
    if member(event, "event") != "$pageleave" {
        return uuid;
    }
    let properties = Object::read(event).take("properties").unwrap_or_default();
    [&uuid, "/", &member(&properties, "$insert_id")].concat()
}

fn member(object: &str, key: &str) -> String {
    Object::read(object).get_string(key).unwrap_or_default()
}
