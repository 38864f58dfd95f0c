//! The page's comings and goings. No `unload` or `beforeunload`: they would keep the page out of the back/forward cache.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Document, Event, EventTarget, PageTransitionEvent, StorageEvent, VisibilityState, Window};

use super::{Page, trackers};

/// Tells a tracker what happens to the page. A `resize` empties `viewport`.
pub(super) fn listen(
    window: &Window,
    document: &Document,
    page: Page,
    tracker: usize,
    viewport: Rc<Cell<Option<(u32, u32)>>>,
) {
    let state = document.clone();
    let callback = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let kind = event.type_();
        if kind == "resize" {
            viewport.set(None);
            return;
        }
        let is_visible = state.visibility_state() == VisibilityState::Visible;
        let hides = kind == "pagehide" || kind == "visibilitychange" && !is_visible;
        if hides {
            page.leaving();
        }
        trackers::with(tracker, |client| match &*kind {
            "pagehide" => client.left(),
            "online" => client.hurry(),
            "pageshow" if event.unchecked_ref::<PageTransitionEvent>().persisted() => client.restored(),
            "storage" => {
                let key = event.unchecked_ref::<StorageEvent>().key();
                client.stored_elsewhere(&key.unwrap_or_default());
            }
            "visibilitychange" if hides => client.hidden(),
            "visibilitychange" => client.shown(),
            _ => {}
        });
    })
    .into_js_value();
    let on = |target: &EventTarget, event| _ = target.add_event_listener_with_callback(event, callback.unchecked_ref());
    on(document, "visibilitychange");
    on(window, "pagehide");
    on(window, "pageshow");
    on(window, "online");
    on(window, "resize");
    on(window, "storage");
}
