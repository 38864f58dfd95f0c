//! Where a visitor came from (posthog-state §6), and what of it belongs to the session and to the person. The facade reads
//! addresses and referrers (`src/js/environment/attribution.js`).

use crate::json::{self, Object};
use crate::persistence::Store;
use crate::platform::{Environment, Place, Platform};

const INITIAL_INFO: &str = "$initial_person_info";
const SESSION_INFO: &str = "$client_session_props";

/// Notes the page's campaign and referrer in the session's store, and in the person's where it is the first page. To be
/// called when the address changed.
pub fn note_page(environment: &Environment, place: &Place, store: &mut Store, session: &mut Store) {
    session.set_all(&place.campaign);
    for (key, value) in environment.referral.members() {
        if !session.entries().contains(key) {
            session.set(key, value.clone());
        }
    }
    session.set_all(&environment.search);
    if environment.notes_first_page && !store.entries().contains(INITIAL_INFO) {
        store.set(INITIAL_INFO, place.info.clone());
    }
}

/// Notes the page on which a session began.
pub fn note_session(store: &mut Store, session_id: &str, place: &Place) {
    let mut text = String::from("{");
    json::push_string_member(&mut text, "sessionId", session_id);
    json::push_member(&mut text, "props", &place.info);
    text.push('}');
    store.set(SESSION_INFO, text);
}

/// The properties of the session's first page, each as `$session_entry_<name>`.
pub fn session_entry<P: Platform>(platform: &P, store: &Store, session_id: &str) -> Object {
    let session = store.entries().get_object(SESSION_INFO);
    if session.get_string("sessionId").is_none_or(|id| id != session_id) {
        return Object::default();
    }
    let mut entry = touch(platform, session.get("props"), "$session_entry_", false);
    if let Some(url) = entry.take("$session_entry_current_url") {
        entry.set("$session_entry_url", url);
    }
    entry
}

/// The `$set_once` of a person's first event: the first page ever as `$initial_<name>`, then the session's first page under
/// its plain names. Absent parameters are null.
pub fn initial_person_properties<P: Platform>(platform: &P, store: &Store) -> Object {
    let mut properties = touch(platform, store.get(INITIAL_INFO), "$initial_", true);
    let session = store.entries().get_object(SESSION_INFO);
    properties.put_all(&touch(platform, session.get("props"), "", true));
    properties
}

/// What a noted page tells, each name with a prefix instead of its `$`.
fn touch<P: Platform>(platform: &P, info: Option<&str>, prefix: &str, is_whole: bool) -> Object {
    let text = info.map(|info| platform.touch(info, prefix, is_whole)).unwrap_or_default();
    Object::read(&text)
}
