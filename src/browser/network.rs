//! Requests by `fetch`.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::RequestInit;

use super::trackers;
use crate::platform::{Answer, Request};

/// Browsers refuse a `keepalive` request beyond 64 KiB; others may be in flight.
const MAX_KEEPALIVE_BYTES: usize = 52_000;

#[wasm_bindgen]
extern "C" {
    /// A promise whose callbacks are dropped after their call.
    type Answering;

    #[wasm_bindgen(method)]
    fn then(this: &Answering, fulfilled: &JsValue, rejected: &JsValue);

    /// What should be a `Response`.
    type Received;

    #[wasm_bindgen(method, catch)]
    fn text(this: &Received) -> Result<JsValue, JsValue>;

    /// The page may have replaced it by something that throws, or that gives anything.
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;
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
    let answered = Closure::once_into_js(move |response: JsValue| {
        let status = Reflect::get(&response, &"status".into()).ok().and_then(|status| status.as_f64());
        let answer = status.map_or(Answer::Unreachable, |status| Answer::Status(status as u16));
        // The browser takes the request for one in flight, and refuses the next, until its answer is read to the end.
        let read = Closure::once_into_js(move |_: JsValue| report(answer));
        let text = response.unchecked_into::<Received>().text().unwrap_or_default();
        Promise::resolve(&text).unchecked_into::<Answering>().then(&read, &read);
    });
    let failed = Closure::once_into_js(move |_: JsValue| report(Answer::Unreachable));
    // A throw counts like a rejection: it is reported in a later task, as this one still holds the client.
    let answering = match fetch(&request.url, &init) {
        Ok(answer) => Promise::resolve(&answer),
        Err(error) => Promise::reject(&error),
    };
    answering.unchecked_into::<Answering>().then(&answered, &failed);
}
