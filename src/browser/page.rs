//! What the core asks of the facade (`src/js/page.js`): everything in which the page has a say. None of it throws.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The facade's side of one tracker.
    #[derive(Debug, Clone)]
    pub type Page;

    /// Sends a request (see [`crate::platform::Platform::send`]); `keepalive` lets it outlive the page.
    #[wasm_bindgen(method)]
    pub(super) fn send(this: &Page, id: u32, attempt: u32, keepalive: bool, body: &str);

    /// See [`crate::platform::Platform::beacon`].
    #[wasm_bindgen(method)]
    pub(super) fn beacon(this: &Page, body: &str) -> bool;

    /// See [`crate::platform::Platform::device_id`].
    #[wasm_bindgen(method)]
    pub(super) fn device(this: &Page, id: &str) -> String;

    /// See [`crate::platform::Platform::log`].
    #[wasm_bindgen(method)]
    pub(super) fn log(this: &Page, message: &str);

    /// The page is hidden, and the core about to hear of it: what the facade holds back is to be captured now.
    #[wasm_bindgen(method)]
    pub(super) fn leaving(this: &Page);

    /// See [`crate::platform::Platform::scrolled`].
    #[wasm_bindgen(method)]
    pub(super) fn scrolled(this: &Page, begins: bool) -> String;

    /// Shows an event to the page. Gives what the page makes of it, or nothing where it holds the event back.
    #[wasm_bindgen(method)]
    pub(super) fn review(this: &Page, event: &str) -> Option<String>;

    /// Tells that a session began ([`crate::client::Notice::Session`]).
    #[wasm_bindgen(method)]
    pub(super) fn session(this: &Page, session: &str);
}
