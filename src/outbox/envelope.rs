//! The body of a request (posthog-wire §3.2; [`crate::wire::Batch`] reads it).

use super::Entry;
use crate::json::{self, Object};

/// A request's body: events, and the uuids of those that it offers.
pub fn envelope(token: &str, events: &[Entry], offered: &[Entry], sent_at: &str) -> String {
    let bytes: usize = events.iter().map(|event| event.text.len() + 1).sum();
    let mut body = String::with_capacity(bytes + offered.len() * 40 + 100);
    body.push('{');
    json::push_member(&mut body, "api_key", &json::string(token));
    body.push_str(",\"batch\":");
    push_list(&mut body, events.iter().map(|event| event.text.clone()));
    if !offered.is_empty() {
        body.push_str(",\"offered\":");
        push_list(&mut body, offered.iter().map(|event| json::string(&offer_of(&event.text))));
    }
    json::push_member(&mut body, "sent_at", &json::string(sent_at));
    body.push('}');
    body
}

fn push_list(out: &mut String, items: impl Iterator<Item = String>) {
    out.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&item);
    }
    out.push(']');
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
    let properties =
        Object::parse(event).and_then(|event| event.get("properties").map(String::from)).unwrap_or_default();
    [&uuid, "/", &member(&properties, "$insert_id")].concat()
}

fn member(object: &str, key: &str) -> String {
    Object::parse(object).and_then(|object| object.get_string(key).map(String::from)).unwrap_or_default()
}
