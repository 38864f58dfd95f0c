//! Sessions and windows (posthog-state §3): a session ends after half an hour without an event, or after a day; all tabs
//! share it. A window id belongs to one tab and survives its reloads.

use std::mem;

use crate::config::Config;
use crate::id::{self, Ids};
use crate::json;
use crate::persistence::Store;
use crate::platform::{Area, Platform};

const MAX_LENGTH_MS: u64 = 24 * 60 * 60 * 1000;
/// Activity is stored at most this often, so that a burst of events costs one write.
const STORE_ACTIVITY_EVERY_MS: u64 = 5000;
/// How far ahead of the clock a session may lie that the page names.
const GIVEN_AHEAD_MS: u64 = 60_000;
const STORED_AS: &str = "$sesid";

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// UUIDv7.
    pub id: String,
    /// When it began, in milliseconds since the Unix epoch.
    pub start: u64,
    /// When its last event happened.
    pub activity: u64,
}

impl Session {
    fn read(store: &Store) -> Option<Self> {
        let parts = json::elements(store.get(STORED_AS)?)?;
        let activity = json::parse_integer(parts.first()?)?;
        let id = json::decode_string(parts.get(1)?)?;
        // Older versions stored no start.
        let start = parts.get(2).and_then(|start| json::parse_integer(start)).unwrap_or(activity);
        Some(Self { id, start, activity })
    }

    fn write(&self, store: &mut Store) {
        let mut text = String::from("[");
        json::push_integer(&mut text, self.activity);
        text.push(',');
        json::push_string(&mut text, &self.id);
        text.push(',');
        json::push_integer(&mut text, self.start);
        text.push(']');
        store.set(STORED_AS, text);
    }

    fn is_idle(&self, now: u64, timeout: u64) -> bool {
        now.abs_diff(self.activity) > timeout
    }

    fn is_too_long(&self, now: u64) -> bool {
        now.abs_diff(self.start) > MAX_LENGTH_MS
    }
}

/// Why a session began: the words of posthog-js's `changeReason`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// There was none.
    pub no_session_id: bool,
    /// The last one was idle for too long.
    pub activity_timeout: bool,
    /// The last one was a day old.
    pub past_maximum_length: bool,
    /// Another tab had begun it.
    pub cross_tab_adoption: bool,
}

impl Change {
    /// The JSON text of the reason.
    pub fn text(self) -> String {
        let mut text = String::from("{");
        json::push_member(&mut text, "noSessionId", json::boolean(self.no_session_id));
        json::push_member(&mut text, "activityTimeout", json::boolean(self.activity_timeout));
        json::push_member(&mut text, "sessionPastMaximumLength", json::boolean(self.past_maximum_length));
        json::push_member(&mut text, "crossTabAdoption", json::boolean(self.cross_tab_adoption));
        text.push('}');
        text
    }
}

/// Keeps the current session and this tab's window id.
#[derive(Debug)]
pub struct Sessions {
    current: Option<Session>,
    /// The id of a session that the page asked to go on with.
    given: String,
    stored_activity: u64,
    window_id: Option<String>,
}

impl Sessions {
    /// Takes up the stored session, and this tab's window id where the tab was reloaded (not where it was duplicated:
    /// then its twin still holds the key that marks a living window).
    pub fn open<P: Platform>(platform: &P, config: &Config, store: &Store) -> Self {
        let mut window_id = None;
        let is_twin = platform.read(Area::Tab, &config.tab_key("primary_window_exists")).is_some();
        if store.is_enabled() && !is_twin {
            let stored = platform.read(Area::Tab, &config.tab_key("window_id")).unwrap_or_default();
            window_id = json::decode_string(&stored);
        }
        let current = Session::read(store);
        let stored_activity = current.as_ref().map_or(0, |session| session.activity);
        Self { current, given: String::new(), stored_activity, window_id }
    }

    /// Goes on with a session that the page names, by a UUIDv7 of a time that has come. Says whether it is one.
    pub fn give(&mut self, id: &str, now: u64) -> bool {
        let fits = id::time(id).is_some_and(|start| start <= now + GIVEN_AHEAD_MS);
        if fits {
            self.current = None;
            self.given = id.to_owned();
        }
        fits
    }

    /// Whether an event at `now` ends the session, or is to be stored as its activity: not without looking at what is
    /// stored by then.
    pub fn is_due(&self, config: &Config, now: u64) -> bool {
        now.abs_diff(self.stored_activity) >= STORE_ACTIVITY_EVERY_MS
            || self.current.as_ref().is_some_and(|session| session.is_idle(now, config.session_idle_timeout_ms))
    }

    /// The session and window of something that happens at `now`; opens new ones where the rules ask for it, and tells
    /// why. An event moves the session's end; with `is_event` false nothing does.
    pub fn check<P: Platform>(
        &mut self,
        platform: &P,
        config: &Config,
        store: &mut Store,
        ids: &mut Ids,
        now: u64,
        is_event: bool,
    ) -> Option<Change> {
        let timeout = config.session_idle_timeout_ms;
        let (is_idle, is_too_long) = match &self.current {
            Some(session) => (is_event && session.is_idle(now, timeout), session.is_too_long(now)),
            None => (false, false),
        };
        let change = Change {
            no_session_id: self.current.is_none(),
            activity_timeout: is_idle,
            past_maximum_length: is_too_long,
            cross_tab_adoption: false,
        };
        let mut session = match self.current.take() {
            Some(session) if !is_idle && !is_too_long => session,
            _ => {
                self.window_id = None;
                let given = mem::take(&mut self.given);
                match id::time(&given) {
                    Some(start) => Session { id: given, start, activity: now },
                    None => Session { id: ids.uuid(platform, now), start: now, activity: now },
                }
            }
        };
        let changed = change.no_session_id || is_idle || is_too_long;
        if self.window_id.is_none() {
            let id = ids.uuid(platform, now);
            if store.is_enabled() {
                platform.write(Area::Tab, &config.tab_key("window_id"), &json::string(&id));
            }
            self.window_id = Some(id);
        }
        if is_event {
            session.activity = now;
        }
        if changed || is_event && now.abs_diff(self.stored_activity) >= STORE_ACTIVITY_EVERY_MS {
            self.stored_activity = now;
            session.write(store);
        }
        self.current = Some(session);
        changed.then_some(change)
    }

    /// Takes over what is stored by now. Says whether that is another session.
    pub fn adopt(&mut self, store: &Store) -> bool {
        let stored = Session::read(store);
        let (is_other, is_later) = match (&stored, &self.current) {
            (Some(stored), Some(current)) => (stored.id != current.id, stored.activity > current.activity),
            (stored, current) => (stored.is_some() != current.is_some(), false),
        };
        if is_other || is_later {
            self.stored_activity = stored.as_ref().map_or(0, |session| session.activity);
            self.current = stored;
        }
        is_other
    }

    /// Marks this tab's window as living, so that a duplicate of the tab takes a new id.
    pub fn mark_window<P: Platform>(platform: &P, config: &Config) {
        platform.write(Area::Tab, &config.tab_key("primary_window_exists"), "true");
    }

    /// Takes the mark back, so that the tab keeps its id over a reload.
    pub fn unmark_window<P: Platform>(platform: &P, config: &Config) {
        platform.remove(Area::Tab, &config.tab_key("primary_window_exists"));
    }

    /// Deletes what is stored of this tab's window.
    pub fn forget_window<P: Platform>(platform: &P, config: &Config) {
        Self::unmark_window(platform, config);
        platform.remove(Area::Tab, &config.tab_key("window_id"));
    }

    /// Ends the session; the next event opens another, in a new window.
    pub fn reset(&mut self, store: &mut Store) {
        self.current = None;
        self.window_id = None;
        store.remove(STORED_AS);
    }

    /// The current session, once there was an event.
    pub fn current(&self) -> Option<&Session> {
        self.current.as_ref()
    }

    /// This tab's window id, once there was an event.
    pub fn window_id(&self) -> Option<&str> {
        self.window_id.as_deref()
    }
}
