//! The wasm door: conversion in and out, no logic. `src/js/tracker.js` is its only caller.
//!
//! Objects come and go as JSON text, absent ones as empty text; times are milliseconds since the Unix epoch. There is one
//! exported function for all calls, as every export costs some 200 bytes of wasm and its own piece of glue.
//!
//! While the core calls into the browser it is busy, and code of the page may run there (in a patched `fetch`, say). A
//! call made then has to wait, so the caller asks [`busy`] first.

use wasm_bindgen::prelude::*;

use crate::browser::{Browser, trackers};
use crate::client::Client;
use crate::platform::MAX_TIME;

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// What [`call`] can be asked for, with the meaning of its texts `a`, `b`, `c` and its number `at`.
#[wasm_bindgen]
#[derive(Debug, Clone, Copy)]
pub enum Call {
    /// [`Client::capture`] (event, properties, options; time). Gives the event.
    Capture,
    /// [`Client::capture_first_pageview`].
    FirstPageview,
    /// [`Client::identify`] (id, properties to set, to set once; time).
    Identify,
    /// [`Client::set_person_properties`] (properties to set, to set once; time).
    SetPersonProperties,
    /// [`Client::register`] (properties).
    Register,
    /// [`Client::register_once`] (properties, default value).
    RegisterOnce,
    /// [`Client::unregister`] (key).
    Unregister,
    /// [`Client::reset`] (anything for a new device id; time).
    Reset,
    /// [`Client::session_id`]. Gives the id.
    SessionId,
    /// [`Client::property`] (key). Gives the JSON text of its value.
    Property,
    /// [`Client::opt_in`] (event, properties; time).
    OptIn,
    /// [`Client::opt_out`].
    OptOut,
    /// [`Client::clear_opt_in_out`].
    ClearOptInOut,
    /// [`Client::consent`]. Gives the word for it.
    Consent,
    /// [`Client::is_capturing`]. Gives something if so.
    IsCapturing,
    /// [`Client::is_bot`]. Gives something if so.
    IsBot,
    /// [`Client::set_debug`] (anything for on).
    SetDebug,
}

/// Makes a tracker ([`Client::new`]: token, options, channel). It lives as long as the page; the result names it.
#[wasm_bindgen]
pub fn create(token: &str, options: &str, channel: &str) -> usize {
    trackers::add(|tracker| Client::new(Browser::new(tracker), token, options, channel))
}

/// Whether a call of this tracker is going on, so that no other can be made.
#[wasm_bindgen]
pub fn busy(tracker: usize) -> bool {
    trackers::with(tracker, |_| ()).is_none()
}

/// Serves a call.
#[wasm_bindgen]
pub fn call(tracker: usize, call: Call, a: &str, b: &str, c: &str, at: f64) -> Option<String> {
    trackers::with(tracker, |client| serve(client, call, a, b, c, (at as u64).min(MAX_TIME)))?
}

fn serve(client: &mut Client<Browser>, call: Call, a: &str, b: &str, c: &str, at: u64) -> Option<String> {
    match call {
        Call::Capture => return client.capture(a, b, c, at),
        Call::FirstPageview => client.capture_first_pageview(),
        Call::Identify => client.identify(a, b, c, at),
        Call::SetPersonProperties => client.set_person_properties(a, b, at),
        Call::Register => client.register(a),
        Call::RegisterOnce => client.register_once(a, b),
        Call::Unregister => client.unregister(a),
        Call::Reset => client.reset(!a.is_empty(), at),
        Call::SessionId => return Some(client.session_id()),
        Call::Property => return client.property(a).map(Into::into),
        Call::OptIn => client.opt_in(a, b, at),
        Call::OptOut => client.opt_out(),
        Call::ClearOptInOut => client.clear_opt_in_out(),
        Call::Consent => return Some(client.consent().name().into()),
        Call::IsCapturing => return client.is_capturing().then(String::new),
        Call::IsBot => return client.is_bot().then(String::new),
        Call::SetDebug => client.set_debug(!a.is_empty()),
    }
    None
}
