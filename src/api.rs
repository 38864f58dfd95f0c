//! The wasm door: conversion in and out, no logic. `src/js/tracker.js` is its only caller.
//!
//! Objects come and go as JSON text, absent ones as empty text; times are milliseconds since the Unix epoch. There is one
//! exported function for all calls, as every export costs some 200 bytes of wasm and its own piece of glue.
//!
//! While the core calls into the browser it is busy, and code of the page may run there (in a patched `setItem`, say). A
//! call made then has to wait, so the caller asks [`busy`] first.

use wasm_bindgen::prelude::*;

use crate::browser::{Browser, Page, trackers};
use crate::client::Client;
use crate::json::parse_integer;
use crate::outbox::Answer;
use crate::platform::MAX_TIME;

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Names calls, and lists them in the order of their numbers. (wasm-bindgen's own conversion compares a number with one call
/// after the other: 0.9 KB of code.)
macro_rules! calls {
    ($($(#[$attribute:meta])* $call:ident,)*) => {
        /// What [`call`] can be asked for, with the meaning of its texts `a`, `b`, `c` and its number `at`.
        #[wasm_bindgen]
        #[derive(Debug, Clone, Copy)]
        pub enum Call {
            $($(#[$attribute])* $call,)*
        }

        const CALLS: &[Call] = &[$(Call::$call,)*];
    };
}

calls! {
    /// [`Client::capture`] (event, properties, options; time). Gives the event, or the number of one that the page is given
    /// to keep.
    Capture,
    /// [`Client::event_properties`] (event, properties, anything for read-only; time). Gives the properties.
    Properties,
    /// [`Client::capture_first_pageview`].
    FirstPageview,
    /// [`Client::pageview_id`]. Gives the id.
    PageviewId,
    /// [`Client::identify`] (id, properties to set, to set once; time).
    Identify,
    /// [`Client::alias`] (alias, original; time). Gives the same as `Capture`.
    Alias,
    /// [`Client::set_person_properties`] (properties to set, to set once; time).
    SetPersonProperties,
    /// [`Client::unset_person_properties`] (names; time).
    UnsetPersonProperties,
    /// [`Client::create_person_profile`] (; time).
    CreatePersonProfile,
    /// [`Client::group`] (type, key, properties; time).
    Group,
    /// [`Client::leave_groups`] (type).
    LeaveGroups,
    /// [`Client::register`] (properties, seconds).
    Register,
    /// [`Client::register_once`] (properties, default value, seconds).
    RegisterOnce,
    /// [`Client::unregister`] (key).
    Unregister,
    /// [`Client::register_for_session`] (properties).
    RegisterForSession,
    /// [`Client::unregister_for_session`] (key).
    UnregisterForSession,
    /// [`Client::property`] (key). Gives the JSON text of its value.
    Property,
    /// [`Client::session_property`] (key). Gives the JSON text of its value.
    SessionProperty,
    /// [`Client::entries`] (`session` for the session's, `visible` behind it for what events carry). Gives them.
    Entries,
    /// [`Client::synchronise`].
    Synchronise,
    /// [`Client::reset`] (anything for a new device id, bootstrap; time).
    Reset,
    /// [`Client::session_id`]. Gives the id.
    SessionId,
    /// [`Client::session`] (anything for read-only; time). Gives the session.
    Session,
    /// [`Client::reset_session`].
    ResetSession,
    /// [`Client::opt_in`] (event, properties; time).
    OptIn,
    /// [`Client::opt_out`].
    OptOut,
    /// [`Client::clear_opt_in_out`].
    ClearOptInOut,
    /// [`Client::decision`]. Gives the word for it.
    Decision,
    /// [`Client::is_capturing`]. Gives something if so.
    IsCapturing,
    /// [`Client::is_opted_out`]. Gives something if so.
    IsOptedOut,
    /// [`Client::is_bot`]. Gives something if so.
    IsBot,
    /// [`Client::configure`] (options).
    Configure,
    /// [`Client::answered`] (HTTP status, 0 for none; body; milliseconds to wait; the request's number).
    Answered,
    /// [`Client::adopt`] (event). Gives its id.
    Adopt,
    /// Gives the page the events that it has not been given yet.
    Keep,
    /// [`Client::hurry`].
    Hurry,
    /// [`Client::rescue`].
    Rescue,
    /// [`Client::is_settled`]. Gives something if so.
    IsSettled,
    /// [`Client::hidden`]: hands over what waits.
    HandOver,
    /// [`Client::flag_request`]. Gives it.
    FlagRequest,
    /// [`Client::tick`].
    Tick,
    /// [`Client::shown`].
    Shown,
    /// [`Client::left`].
    Left,
    /// [`Client::restored`].
    Restored,
    /// [`Client::stored_elsewhere`] (key).
    StoredElsewhere,
}

/// Makes a tracker ([`Client::new`]: token, options). It lives as long as the page; the result names it.
#[wasm_bindgen]
pub fn create(token: &str, options: &str, page: Page) -> usize {
    trackers::add(Client::new(Browser::new(page), token, options))
}

/// Whether a call of this tracker is going on, so that no other can be made.
#[wasm_bindgen]
pub fn busy(tracker: usize) -> bool {
    trackers::is_busy(tracker)
}

/// Serves the [`Call`] of that number.
#[wasm_bindgen]
pub fn call(tracker: usize, call: usize, a: &str, b: &str, c: &str, at: f64) -> Option<String> {
    let call = *CALLS.get(call)?;
    trackers::with(tracker, |client| serve(client, call, a, b, c, (at as u64).min(MAX_TIME)))?
}

fn serve(client: &mut Client<Browser>, call: Call, a: &str, b: &str, c: &str, at: u64) -> Option<String> {
    match call {
        Call::Capture => return client.capture(a, b, c, at).map(|text| untold(client, text)),
        Call::Properties => return Some(client.event_properties(a, b, !c.is_empty(), at)),
        Call::FirstPageview => client.capture_first_pageview(),
        Call::PageviewId => return client.pageview_id().map(Into::into),
        Call::Identify => client.identify(a, b, c, at),
        Call::Alias => return client.alias(a, b, at).map(|text| untold(client, text)),
        Call::SetPersonProperties => client.set_person_properties(a, b, at),
        Call::UnsetPersonProperties => client.unset_person_properties(a, at),
        Call::CreatePersonProfile => client.create_person_profile(at),
        Call::Group => client.group(a, b, c, at),
        Call::LeaveGroups => client.leave_groups(a),
        Call::Register => client.register(a, parse_integer(b)),
        Call::RegisterOnce => client.register_once(a, b, parse_integer(c)),
        Call::Unregister => client.unregister(a),
        Call::RegisterForSession => client.register_for_session(a),
        Call::UnregisterForSession => client.unregister_for_session(a),
        Call::Property => return client.property(a).map(Into::into),
        Call::SessionProperty => return client.session_property(a).map(Into::into),
        Call::Entries => return Some(client.entries(a.starts_with('s'), a.ends_with('e'))),
        Call::Synchronise => client.synchronise(),
        Call::Reset => client.reset(!a.is_empty(), b, at),
        Call::SessionId => return Some(client.session_id()),
        Call::Session => return Some(client.session(!a.is_empty(), at)),
        Call::ResetSession => client.reset_session(),
        Call::OptIn => client.opt_in(a, b, at),
        Call::OptOut => client.opt_out(),
        Call::ClearOptInOut => client.clear_opt_in_out(),
        Call::Decision => return Some(client.decision().name().into()),
        Call::IsCapturing => return client.is_capturing().then(String::new),
        Call::IsOptedOut => return client.is_opted_out().then(String::new),
        Call::IsBot => return client.is_bot().then(String::new),
        Call::Configure => client.configure(a),
        Call::Answered => {
            let number = |text| parse_integer(text).unwrap_or_default();
            let answer = Answer::read(number(a) as u16, b, number(c));
            client.answered(at as u32, &answer);
        }
        Call::Adopt => return client.adopt(a).map(|id| crate::json::integer(id.into())),
        Call::Keep => client.platform().hand_kept(),
        Call::Hurry => client.hurry(),
        Call::Rescue => client.rescue(),
        Call::IsSettled => return client.is_settled().then(String::new),
        Call::HandOver => client.hidden(),
        Call::FlagRequest => return Some(client.flag_request()),
        Call::Tick => client.tick(),
        Call::Shown => client.shown(),
        Call::Left => client.left(),
        Call::Restored => client.restored(),
        Call::StoredElsewhere => client.stored_elsewhere(a),
    }
    None
}

/// An event's text, or the number under which the page is given it to keep.
fn untold(client: &Client<Browser>, text: String) -> String {
    if client.shows_events() { text } else { crate::json::integer(client.newest_event().into()) }
}
