//! Requests by `fetch`.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{RequestInit, Response};

use super::trackers;
use crate::platform::{Answer, Request};

/// Browsers refuse a `keepalive` request beyond 64 KiB; others may be in flight.
const MAX_KEEPALIVE_BYTES: usize = 52_000;

#[wasm_bindgen]
extern "C" {
    /// A promise of a [`Response`], whose callbacks are dropped after their call.
    type Answering;

    #[wasm_bindgen(method)]
    fn then(this: &Answering, fulfilled: &JsValue, rejected: &JsValue);

    /// The page may have replaced it by something that throws.
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &RequestInit) -> Result<Answering, JsValue>;
}

/// Sends the request (a string body goes as `text/plain`, which needs no CORS preflight) and reports its answer.
pub(super) fn send(tracker: usize, request: Request) {
    let id = request.id;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&request.body));
    if request.body.len() < MAX_KEEPALIVE_BYTES {
        _ = Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE);
    }
    let report = move |answer| _ = trackers::with(tracker, |client| client.answered(id, answer));
    let answered = Closure::once_into_js(move |response: Response| report(Answer::Status(response.status())));
    let failed = Closure::once_into_js(move |_: JsValue| report(Answer::Unreachable));
    // A throw counts like a rejection: it is reported in a later task, as this one still holds the client.
    let answering = fetch(&request.url, &init).unwrap_or_else(|error| Promise::reject(&error).unchecked_into());
    answering.then(&answered, &failed);
}
