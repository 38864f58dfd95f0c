//! The port: all that the core asks of the world around it. [`crate::browser`] is its one adapter; the tests play it by
//! script.

use crate::outbox::Handed;

/// The last millisecond since the Unix epoch that ECMAScript's `Date` can name.
pub const MAX_TIME: u64 = 8_640_000_000_000_000;

/// Where a value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Shared by all tabs of the origin and kept for good: localStorage.
    Local,
    /// This tab's own and gone with it: sessionStorage.
    Tab,
}

/// What does not change while a page is open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Environment {
    /// `navigator.userAgent`, empty where there is none.
    pub user_agent: String,
    /// `navigator.vendor`.
    pub vendor: String,
    /// `navigator.language`, empty where there is none.
    pub language: String,
    /// IANA name of the time zone, empty where the engine does not tell.
    pub timezone: String,
    /// Minutes that UTC is ahead of local time, as in `Date.prototype.getTimezoneOffset`.
    pub timezone_offset: i32,
    /// `screen.width` and `screen.height` in CSS pixels.
    pub screen: (u32, u32),
    /// `document.referrer`.
    pub referrer: String,
    /// `navigator.brave` exists.
    pub is_brave: bool,
    /// `navigator.userAgentData.platform` is `Android` and there are touch points: an Android that asks for desktop sites.
    pub is_touch_android: bool,
    /// `window.devicePixelRatio`, rounded up; 1 where unknown.
    pub pixel_ratio: u32,
    /// `navigator.webdriver`.
    pub is_automated: bool,
    /// The brands of `navigator.userAgentData`, empty where it has none.
    pub brands: String,
    /// The visitor asks not to be tracked (`doNotTrack`).
    pub do_not_track: bool,
}

/// A request that carries events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Names the request in [`crate::client::Client::answered`].
    pub id: u32,
    /// How often what it carries was sent in vain before, in a row.
    pub attempt: u32,
    /// JSON text, sent as `text/plain` so that no CORS preflight is needed.
    pub body: String,
}

/// What the durable copies of waiting events are asked to do, beside [`Platform::keep`] and [`Platform::discard`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Take part: later pages may find this page's copies from now on, and those of pages that are gone come in as calls of
    /// [`crate::client::Client::adopt`].
    Open = 0,
    /// Write now what is not written yet; the page may end with this task.
    Spill = 1,
    /// The same, and leave all copies of this page to others.
    Leave = 2,
    /// Delete everything.
    Wipe = 3,
}

/// The world around the core. No method may call back into the core; what happens later comes in as a call of
/// [`crate::client::Client`]. Nothing here fails: what the platform cannot do it answers with `None` or `false`.
pub trait Platform {
    /// Milliseconds since the Unix epoch, by the page's own `Date`; at most [`MAX_TIME`].
    fn now(&self) -> u64;
    /// Milliseconds since some moment, by a clock that nobody sets.
    fn elapsed(&self) -> u64;
    /// `milliseconds` since the Unix epoch in ISO 8601, UTC, with milliseconds.
    fn iso(&self, milliseconds: u64) -> String;
    /// Fills `bytes` at random, from the engine's cryptographic source where there is one.
    fn random(&self, bytes: &mut [u8]);
    /// A stored value.
    fn read(&self, area: Area, key: &str) -> Option<String>;
    /// Stores a value; `false` when the store is full or missing.
    fn write(&self, area: Area, key: &str, value: &str) -> bool;
    /// Deletes a stored value.
    fn remove(&self, area: Area, key: &str);
    /// The cookies that the page may read, as `document.cookie` has them.
    fn cookies(&self) -> String;
    /// Sets a cookie, in the form of `document.cookie`.
    fn set_cookie(&self, cookie: &str);
    /// The id of a new visitor: the one given, or what the page makes of it.
    fn device_id(&self, id: String) -> String;
    /// Sends a request to the collector; its answer comes as a call of [`crate::client::Client::answered`].
    fn send(&self, request: Request);
    /// How many bytes the browser would still take by [`Platform::hand_over`].
    fn allowance(&self) -> usize;
    /// Hands a request to the browser, to be sent even if the page goes.
    fn hand_over(&self, request: Request) -> Handed;
    /// Writes an event where a later page finds it, within 50 ms.
    fn keep(&self, id: u32, event: &str);
    /// Deletes events that were kept.
    fn discard(&self, ids: &[u32]);
    /// See [`Shelf`].
    fn shelf(&self, command: Shelf);
    /// `navigator.onLine`: `false` is certain, `true` is not.
    fn is_online(&self) -> bool;
    /// Calls [`crate::client::Client::tick`] after a delay in milliseconds.
    fn wake_after(&self, milliseconds: u32);
    /// What does not change while the page is open.
    fn environment(&self) -> Environment;
    /// `location.href`.
    fn location(&self) -> String;
    /// `document.title`.
    fn title(&self) -> String;
    /// How far the current view was scrolled, as the JSON text of an object of properties (posthog-autocapture §1).
    /// `begins`: another view begins.
    fn scrolled(&self, begins: bool) -> String;
    /// `innerWidth` and `innerHeight` in CSS pixels.
    fn viewport(&self) -> (u32, u32);
    /// Whether the page can be seen.
    fn is_visible(&self) -> bool;
    /// Says something to the developer. Only called while debugging is on.
    fn log(&self, message: &str);
}
