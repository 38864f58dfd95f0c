//! Sessions and windows (posthog-state §3): a session ends after half an hour without an event, or after a day; all tabs
//! share it. A window id belongs to one tab and survives its reloads.

use crate::config::Config;
use crate::id::Ids;
use crate::json;
use crate::persistence::Store;
use crate::platform::{Area, Platform};

const MAX_LENGTH_MS: u64 = 24 * 60 * 60 * 1000;
/// Activity is stored at most this often, so that a burst of events costs one write.
const STORE_ACTIVITY_EVERY_MS: u64 = 5000;
const STORED_AS: &str = "$sesid";

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// UUIDv7.
    pub id: String,
    /// When it began, in milliseconds since the Unix epoch.
    pub start: u64,
    activity: u64,
}

impl Session {
    fn read(store: &Store) -> Option<Self> {
        let parts = json::elements(store.get(STORED_AS)?)?;
        let activity = parts.first()?.parse().ok()?;
        let id = json::decode_string(parts.get(1)?)?.into_owned();
        // Older versions stored no start.
        let start = parts.get(2).and_then(|start| start.parse().ok()).unwrap_or(activity);
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

/// Keeps the current session and this tab's window id.
#[derive(Debug)]
pub struct Sessions {
    current: Option<Session>,
    stored_activity: u64,
    window_id: Option<String>,
}

impl Sessions {
    /// Takes up the stored session, and this tab's window id where the tab was reloaded (not where it was duplicated:
    /// then its twin still holds the key that marks a living window).
    pub fn open<P: Platform>(platform: &P, config: &Config, store: &Store) -> Self {
        let alive = config.tab_key("primary_window_exists");
        let window_id = match platform.read(Area::Tab, &alive) {
            Some(_) => None,
            None => platform
                .read(Area::Tab, &config.tab_key("window_id"))
                .and_then(|text| json::decode_string(&text).map(Into::into)),
        };
        let current = Session::read(store);
        let stored_activity = current.as_ref().map_or(0, |session| session.activity);
        Self { current, stored_activity, window_id }
    }

    /// The session and window of something that happens at `now`; opens new ones where the rules ask for it, and tells
    /// whether it did. An event moves the session's end; with `is_event` false nothing does.
    pub fn check<P: Platform>(
        &mut self,
        platform: &P,
        config: &Config,
        store: &mut Store,
        ids: &mut Ids,
        now: u64,
        is_event: bool,
    ) -> bool {
        let timeout = config.session_idle_timeout_ms;
        if is_event && self.current.as_ref().is_some_and(|session| session.is_idle(now, timeout)) {
            // Another tab may have kept the session alive, or opened the next one.
            store.reload(platform);
            self.current = Session::read(store);
        }
        let goes_on = |session: &Session| !(session.is_too_long(now) || is_event && session.is_idle(now, timeout));
        let (mut session, rotated) = match self.current.take() {
            Some(session) if goes_on(&session) => (session, false),
            _ => (Session { id: ids.uuid(platform, now), start: now, activity: now }, true),
        };
        if rotated || self.window_id.is_none() {
            let id = ids.uuid(platform, now);
            if store.is_enabled() {
                platform.write(Area::Tab, &config.tab_key("window_id"), &json::string(&id));
            }
            self.window_id = Some(id);
        }
        if is_event {
            session.activity = now;
        }
        if rotated || is_event && now.abs_diff(self.stored_activity) >= STORE_ACTIVITY_EVERY_MS {
            self.stored_activity = now;
            session.write(store);
        }
        self.current = Some(session);
        rotated
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
