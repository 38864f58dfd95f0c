//! What the core asks of the facade (`src/js/page.js`): everything in which the page has a say. None of it throws.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The facade's side of one tracker.
    #[derive(Debug, Clone)]
    pub type Page;

    /// See [`crate::platform::Platform::send`].
    #[wasm_bindgen(method)]
    pub(super) fn send(this: &Page, id: u32, attempt: u32, events: &[u32], offered: &str);

    /// See [`crate::platform::Platform::allowance`].
    #[wasm_bindgen(method)]
    pub(super) fn allowance(this: &Page) -> usize;

    /// See [`crate::platform::Platform::hand_over`]. Gives 0 where it was refused, 1 where no answer will come, or 2.
    #[wasm_bindgen(method, js_name = handOver)]
    pub(super) fn hand_over(this: &Page, id: u32, events: &[u32]) -> u32;

    /// See [`crate::platform::Platform::keep`]: of an event without a durable copy.
    #[wasm_bindgen(method)]
    pub(super) fn hold(this: &Page, id: u32, event: &str);

    /// Asks for `Call::Keep` when the page's task ends.
    #[wasm_bindgen(method, js_name = keepSoon)]
    pub(super) fn keep_soon(this: &Page);

    /// See [`crate::platform::Platform::keep`]: of several events, separated by U+001E, with durable copies.
    #[wasm_bindgen(method)]
    pub(super) fn keep(this: &Page, ids: &[u32], events: &str);

    /// See [`crate::platform::Platform::discard`].
    #[wasm_bindgen(method)]
    pub(super) fn discard(this: &Page, ids: &[u32]);

    /// See [`crate::platform::Shelf`].
    #[wasm_bindgen(method)]
    pub(super) fn shelf(this: &Page, command: u32);

    /// Tells what became of events ([`crate::client::Notice::Settled`]).
    #[wasm_bindgen(method)]
    pub(super) fn settled(this: &Page, reason: &str, uuids: &str);

    /// See [`crate::platform::Platform::device_id`].
    #[wasm_bindgen(method)]
    pub(super) fn device(this: &Page, id: &str) -> String;

    /// See [`crate::platform::Platform::log`].
    #[wasm_bindgen(method)]
    pub(super) fn log(this: &Page, message: &str);

    /// See [`crate::platform::Platform::wake_after`].
    #[wasm_bindgen(method)]
    pub(super) fn wake(this: &Page, milliseconds: u32);

    /// See [`crate::platform::Environment::read`].
    #[wasm_bindgen(method)]
    pub(super) fn environment(this: &Page) -> String;

    /// See [`crate::platform::Platform::place`] and [`crate::platform::Place::read`].
    #[wasm_bindgen(method)]
    pub(super) fn place(this: &Page) -> Option<String>;

    /// See [`crate::platform::Platform::touch`].
    #[wasm_bindgen(method)]
    pub(super) fn touch(this: &Page, info: &str, prefix: &str, is_whole: bool) -> String;

    /// See [`crate::platform::Platform::scrolled`].
    #[wasm_bindgen(method)]
    pub(super) fn scrolled(this: &Page, begins: bool) -> String;

    /// Shows an event to the page. Gives what the page makes of it, or nothing where it holds the event back.
    #[wasm_bindgen(method)]
    pub(super) fn review(this: &Page, event: &str) -> Option<String>;

    /// Tells that a session began ([`crate::client::Notice::Session`]).
    #[wasm_bindgen(method)]
    pub(super) fn session(this: &Page, session: &str);

    /// Tells that the visitor is somebody else, or acts for other groups ([`crate::client::Notice::Visitor`]).
    #[wasm_bindgen(method)]
    pub(super) fn visitor(this: &Page);
}
