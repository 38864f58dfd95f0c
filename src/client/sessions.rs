//! The session as the page asks for it, and what ends with it (posthog-state §3).

use super::Client;
use crate::json;
use crate::platform::{Area, MAX_TIME, Platform};
use crate::properties::attribution;
use crate::session::Change;

impl<P: Platform> Client<P> {
    /// Begins a session where one is due. Says whether it did.
    pub(super) fn check_session(&mut self, time: u64, is_event: bool) -> bool {
        if self.consent.is_cookieless(&self.config) {
            return false;
        }
        // Another tab may have ended the session, kept it alive, or opened the next one.
        if is_event && self.sessions.is_due(&self.config, time) {
            self.take_over();
        }
        let had_window = self.sessions.window_id().is_some();
        let change = self.sessions.check(&self.platform, &self.config, &mut self.store, &mut self.ids, time, is_event);
        match change {
            Some(change) => self.start_session(change),
            None if !had_window => self.fix_properties(),
            None => {}
        }
        change.is_some()
    }

    pub(super) fn start_session(&mut self, change: Change) {
        self.automatic.refresh(&self.platform);
        if let Some(session) = self.sessions.current() {
            attribution::note_session(&mut self.store, &session.id, self.automatic.place());
        }
        if change.activity_timeout || change.past_maximum_length || change.cross_tab_adoption {
            for key in &self.session_registered {
                self.session_store.remove(key);
            }
            self.session_registered.clear();
            self.store_session_registered();
        }
        self.pageviews.clear(self.platform.now());
        self.fix_properties();
        self.note_session(change);
    }

    /// The session's id; a new session begins where there is none, or the last one is a day old.
    pub fn session_id(&mut self) -> String {
        self.check_session(self.platform.now(), false);
        self.save();
        self.sessions.current().map_or_else(String::new, |session| session.id.to_owned())
    }

    /// The session of something that happens at `at` (0: now), as the JSON text of
    /// `[sessionId, windowId, start, lastActivity]`. Empty where there are no sessions. With `read_only` the session is not
    /// prolonged.
    pub fn session(&mut self, read_only: bool, at: u64) -> String {
        let now = if at == 0 { self.platform.now() } else { at.min(MAX_TIME) };
        self.check_session(now, !read_only);
        self.save();
        let Some(session) = self.sessions.current() else { return String::new() };
        let mut text = String::from("[");
        json::push_string(&mut text, &session.id);
        text.push(',');
        json::push_string(&mut text, self.sessions.window_id().unwrap_or_default());
        for time in [session.start, session.activity] {
            text.push(',');
            json::push_integer(&mut text, time);
        }
        text.push(']');
        text
    }

    /// Ends the session; the next event opens another.
    pub fn reset_session(&mut self) {
        self.sessions.reset(&mut self.store);
        self.save();
    }

    /// Adds properties to every event of this tab until the session ends, from the JSON text of an object.
    pub fn register_for_session(&mut self, properties: &str) {
        let Some(properties) = self.parse("register_for_session", properties) else { return };
        for (key, _) in properties.members() {
            if !self.session_registered.iter().any(|name| **name == **key) {
                self.session_registered.push(String::from(&**key));
            }
        }
        self.session_store.set_all(&properties);
        self.store_session_registered();
        self.save();
    }

    /// Deletes a property of the session.
    pub fn unregister_for_session(&mut self, key: &str) {
        self.session_registered.retain(|name| name != key);
        self.session_store.remove(key);
        self.store_session_registered();
        self.save();
    }

    /// The JSON text of a property of this tab's session.
    pub fn session_property(&self, key: &str) -> Option<&str> {
        self.session_store.get(key)
    }

    pub(super) fn store_session_registered(&self) {
        let key = self.config.tab_key("session_registered_properties");
        if self.session_registered.is_empty() || !self.session_store.is_enabled() {
            return self.platform.remove(Area::Tab, &key);
        }
        let mut names = String::from("[");
        for name in &self.session_registered {
            json::push_element(&mut names, &json::string(name));
        }
        names.push(']');
        self.platform.write(Area::Tab, &key, &names);
    }
}
