//! The one adapter of the [`Platform`] port: a page in a browser, through web-sys. What a browser lacks or forbids is
//! answered with nothing, here and nowhere else.

mod page;
mod storage;
pub mod trackers;

use std::cell::RefCell;

use js_sys::{Date, Math};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlDocument, Location, Performance, Storage, VisibilityState, Window};

use crate::outbox::Handed;
use crate::platform::{Area, Environment, MAX_TIME, Place, Platform, Request, Shelf};

pub use page::Page;

/// A page.
#[derive(Debug)]
pub struct Browser {
    page: Page,
    window: Window,
    document: HtmlDocument,
    location: Location,
    performance: Option<Performance>,
    local: Option<Storage>,
    tab: Option<Storage>,
    kept: RefCell<Kept>,
}

/// Between the events that are handed over together (RFC 7464's separator, which stands in no JSON text).
const SEPARATOR: char = '\u{1e}';

/// WebAssembly's memory never shrinks.
const MAX_KEPT_BYTES: usize = 32 * 1024;

/// Durable events that the page has not been given yet: it gets all of a task's at once.
#[derive(Debug, Default)]
struct Kept {
    ids: Vec<u32>,
    texts: String,
}

impl Browser {
    /// The page that this script runs in, and its facade.
    ///
    /// # Panics
    ///
    /// Outside of a page. The facade starts no core there.
    pub fn new(page: Page) -> Self {
        // Not `web_sys::window()`: it asks the page's `Window`, which the page may have replaced.
        let window: Window = js_sys::global().unchecked_into();
        let document: HtmlDocument = window.document().unwrap_throw().unchecked_into();
        Self {
            page,
            location: window.location(),
            performance: window.performance(),
            local: storage::open(&window, Area::Local),
            tab: storage::open(&window, Area::Tab),
            window,
            document,
            kept: RefCell::default(),
        }
    }

    /// The facade's side.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Gives the page the events that it has not been given yet.
    pub fn hand_kept(&self) {
        let Kept { ids, texts } = self.kept.take();
        if !ids.is_empty() {
            self.page.keep(&ids, &texts);
        }
    }

    fn storage(&self, area: Area) -> Option<&Storage> {
        match area {
            Area::Local => self.local.as_ref(),
            Area::Tab => self.tab.as_ref(),
        }
    }
}

impl Platform for Browser {
    fn now(&self) -> u64 {
        (Date::now() as u64).min(MAX_TIME)
    }

    fn elapsed(&self) -> u64 {
        self.performance.as_ref().map_or_else(Date::now, Performance::now) as u64
    }

    fn iso(&self, milliseconds: u64) -> String {
        Date::new(&JsValue::from_f64(milliseconds as f64)).to_iso_string().into()
    }

    fn random(&self, bytes: &mut [u8]) {
        let crypto = self.window.crypto();
        if !crypto.is_ok_and(|crypto| crypto.get_random_values_with_u8_array(bytes).is_ok()) {
            bytes.fill_with(|| (Math::random() * 256.0) as u8);
        }
    }

    fn read(&self, area: Area, key: &str) -> Option<String> {
        self.storage(area)?.get_item(key).ok().flatten()
    }

    fn write(&self, area: Area, key: &str, value: &str) -> bool {
        self.storage(area).is_some_and(|storage| storage.set_item(key, value).is_ok())
    }

    fn remove(&self, area: Area, key: &str) {
        if let Some(storage) = self.storage(area) {
            _ = storage.remove_item(key);
        }
    }

    fn cookies(&self) -> String {
        self.document.cookie().unwrap_or_default()
    }

    fn set_cookie(&self, cookie: &str) {
        _ = self.document.set_cookie(cookie);
    }

    fn device_id(&self, id: String) -> String {
        self.page.device(&id)
    }

    fn send(&self, request: Request) {
        self.hand_kept();
        self.page.send(request.id, request.attempt, &request.events, &request.offered);
    }

    fn allowance(&self) -> usize {
        self.page.allowance()
    }

    fn hand_over(&self, request: Request) -> Handed {
        self.hand_kept();
        match self.page.hand_over(request.id, &request.events) {
            0 => Handed::Refused,
            1 => Handed::Gone,
            _ => Handed::Sent,
        }
    }

    fn keep(&self, id: u32, event: &str, is_durable: bool) {
        if !is_durable {
            return self.page.hold(id, event);
        }
        let mut kept = self.kept.borrow_mut();
        if kept.ids.is_empty() {
            self.page.keep_soon();
        } else {
            kept.texts.push(SEPARATOR);
        }
        kept.ids.push(id);
        kept.texts.push_str(event);
        let is_much = kept.texts.len() > MAX_KEPT_BYTES;
        drop(kept);
        if is_much {
            self.hand_kept();
        }
    }

    fn discard(&self, ids: &[u32]) {
        self.hand_kept();
        self.page.discard(ids);
    }

    fn shelf(&self, command: Shelf) {
        self.hand_kept();
        self.page.shelf(command as u32);
    }

    fn is_online(&self) -> bool {
        self.window.navigator().on_line()
    }

    fn wake_after(&self, milliseconds: u32) {
        self.page.wake(milliseconds);
    }

    fn environment(&self) -> Environment {
        Environment::read(&self.page.environment())
    }

    fn place(&self) -> Option<Place> {
        self.page.place().map(|text| Place::read(&text))
    }

    fn touch(&self, info: &str, prefix: &str, is_whole: bool) -> String {
        self.page.touch(info, prefix, is_whole)
    }

    fn location(&self) -> String {
        self.location.href().unwrap_or_default()
    }

    fn title(&self) -> String {
        self.document.title()
    }

    fn scrolled(&self, begins: bool) -> String {
        self.page.scrolled(begins)
    }

    fn is_visible(&self) -> bool {
        self.document.visibility_state() == VisibilityState::Visible
    }

    fn log(&self, message: &str) {
        self.page.log(message);
    }
}
