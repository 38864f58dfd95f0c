//! The port: all that the core asks of the world around it. [`crate::browser`] is its one adapter; the tests play it by
//! script.

use crate::json::Object;
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

/// What the browser tells of itself, and of how its visitor came here. Changes with the options at most.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Environment {
    /// The properties of the browser that every event carries.
    pub properties: Object,
    /// The user agent names itself a bot, or a program steers the browser.
    pub is_bot: bool,
    /// The visitor asks not to be tracked (`doNotTrack`).
    pub do_not_track: bool,
    /// The visitor's first page is to be remembered.
    pub notes_first_page: bool,
    /// The page's referrer, for a session that has none yet.
    pub referral: Object,
    /// The search engine that it is, and the words searched for.
    pub search: Object,
}

impl Environment {
    /// Reads the JSON text of an object with these members.
    pub fn read(text: &str) -> Self {
        let told = Object::read(text);
        let is = |key| told.get_truth(key) == Some(true);
        Self {
            properties: told.get_object("properties"),
            is_bot: is("isBot"),
            do_not_track: is("doNotTrack"),
            notes_first_page: is("notesFirstPage"),
            referral: told.get_object("referral"),
            search: told.get_object("search"),
        }
    }
}

/// Where the visitor is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// The properties of events captured there.
    pub properties: Object,
    /// The campaign that the address tells of, where it does.
    pub campaign: Object,
    /// What is stored of the place, to be told of later by [`Platform::touch`]: the JSON text of an object.
    pub info: String,
}

impl Place {
    /// Reads the JSON text of an object with these members.
    pub fn read(text: &str) -> Self {
        let told = Object::read(text);
        Self {
            properties: told.get_object("properties"),
            campaign: told.get_object("campaign"),
            info: told.get("info").unwrap_or("{}").to_owned(),
        }
    }

    /// The JSON text of the address, as it may be sent.
    pub fn address(&self) -> &str {
        self.properties.get("$current_url").unwrap_or_default()
    }
}

/// A request that carries events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Names the request in [`crate::client::Client::answered`].
    pub id: u32,
    /// How often what it carries was sent in vain before, in a row.
    pub attempt: u32,
    /// The events, by the numbers under which [`Platform::keep`] was given their texts. They make a [`crate::wire::Batch`],
    /// sent as `text/plain` so that no CORS preflight is needed.
    pub events: Vec<u32>,
    /// The JSON text of [`crate::wire::Batch::offered`]; empty where there is none.
    pub offered: String,
}

/// What the durable copies of waiting events are asked to do, beside [`Platform::keep`] and [`Platform::discard`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Take part: everything that is kept has durable copies, later pages may find this page's from now on, and those of
    /// pages that are gone come in as calls of [`crate::client::Client::adopt`].
    Open = 0,
    /// Write now what is not written yet; the page may end with this task.
    Spill = 1,
    /// The same, and leave all copies of this page to others: what was kept is forgotten here.
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
    /// Keeps an event's text until it is discarded. `is_durable`: writes it where a later page finds it, within 50 ms.
    fn keep(&self, id: u32, event: &str, is_durable: bool);
    /// Forgets events that were kept, and deletes their copies.
    fn discard(&self, ids: &[u32]);
    /// See [`Shelf`].
    fn shelf(&self, command: Shelf);
    /// `navigator.onLine`: `false` is certain, `true` is not.
    fn is_online(&self) -> bool;
    /// Calls [`crate::client::Client::tick`] after a delay in milliseconds.
    fn wake_after(&self, milliseconds: u32);
    /// See [`Environment`]. The next [`Platform::place`] tells all.
    fn environment(&self) -> Environment;
    /// Where the visitor is, if the address or the size of the window is another than at the last call.
    fn place(&self) -> Option<Place>;
    /// The properties that a [`Place::info`] gives, as the JSON text of an object. A prefix takes the place of the `$` that
    /// names begin with. `is_whole`: what is absent is null.
    fn touch(&self, info: &str, prefix: &str, is_whole: bool) -> String;
    /// `location.href`.
    fn location(&self) -> String;
    /// `document.title`.
    fn title(&self) -> String;
    /// How far the current view was scrolled, as the JSON text of an object of properties (posthog-autocapture §1).
    /// `begins`: another view begins.
    fn scrolled(&self, begins: bool) -> String;
    /// Whether the page can be seen.
    fn is_visible(&self) -> bool;
    /// Says something to the developer. Only called while debugging is on.
    fn log(&self, message: &str);
}
