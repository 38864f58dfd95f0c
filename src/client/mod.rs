//! One tracker: a method for each public call, and the way of an event from the call into the outbox.

mod consent;
mod delivery;
mod identity;
mod super_properties;

use crate::bots;
use crate::config::{Config, PersonProfiles};
use crate::consent::Consent;
use crate::id::{self, Ids};
use crate::json::{self, Object};
use crate::outbox::Outbox;
use crate::persistence::Store;
use crate::platform::{Area, Environment, MAX_TIME, Platform};
use crate::properties::{Automatic, attribution};
use crate::session::Sessions;

/// A tracker of one project on one page. Times are milliseconds since the Unix epoch, by the page's clock; `at` is the
/// moment of the page's call, which may lie before the moment at which the core could serve it.
#[derive(Debug)]
pub struct Client<P: Platform> {
    platform: P,
    config: Config,
    environment: Environment,
    is_bot: bool,
    consent: Consent,
    store: Store,
    session_store: Store,
    sessions: Sessions,
    ids: Ids,
    automatic: Automatic,
    outbox: Outbox,
    pageview_id: Option<String>,
    pageview_wanted: bool,
    initial_properties_sent: bool,
    last_person_update: String,
    wake_at: Option<u64>,
    is_leaving: bool,
}

impl<P: Platform> Client<P> {
    /// Starts a tracker: takes up what an earlier page stored, or makes the visitor an anonymous id.
    ///
    /// `options` is the JSON text of the options object of `init`, `channel` is `cdn` or `npm`.
    pub fn new(platform: P, token: &str, options: &str, channel: &str) -> Self {
        let config = Config::read(token, &Object::parse(options).unwrap_or_default(), channel);
        let consent = Consent::read(&platform, &config);
        let stored = !config.disable_persistence && consent.allows(&config);
        let store = Store::open(&platform, Area::Local, config.storage_key(), stored);
        let session_store = Store::open(&platform, Area::Tab, config.storage_key(), stored);
        let sessions = Sessions::open(&platform, &config, &store);
        let environment = platform.environment();
        let automatic = Automatic::new(&environment, &config);
        let mut client = Self {
            pageview_wanted: config.capture_pageview,
            platform,
            is_bot: environment.is_automated || bots::is_bot(&environment.user_agent),
            environment,
            consent,
            store,
            session_store,
            sessions,
            ids: Ids::default(),
            automatic,
            outbox: Outbox::default(),
            pageview_id: None,
            initial_properties_sent: false,
            last_person_update: String::new(),
            wake_at: None,
            is_leaving: false,
            config,
        };
        client.mark_window();
        client.store.set_string("$initialization_time", &client.platform.iso(client.platform.now()));
        client.store.set("$configured_session_timeout_ms", json::integer(client.config.session_idle_timeout_ms));
        client.ensure_distinct_id();
        client.save();
        client
    }

    /// Captures an event and gives its text as it will be sent, or `None` where nothing is captured: without consent, or
    /// for a bot.
    ///
    /// `properties` and `options` are the JSON texts of the caller's objects, or empty. Of the options `$set`, `$set_once`
    /// and `$unset` go onto the event; `uuid` (where it is one) and `timestamp` (in milliseconds) replace ours; any option
    /// sends the event at once.
    pub fn capture(&mut self, event: &str, properties: &str, options: &str, at: u64) -> Option<String> {
        if !self.is_capturing() {
            self.log(&["capturing is off, dropped: ", event]);
            return None;
        }
        if self.is_bot && !self.config.opt_out_useragent_filter {
            self.log(&["the user agent looks like a bot's, dropped: ", event]);
            return None;
        }
        let options = Object::parse(options).unwrap_or_default();
        let time = options.get_integer("timestamp").filter(|&time| time <= MAX_TIME).unwrap_or(at);
        self.refresh(time);
        let uuid = match options.get_string("uuid") {
            Some(given) if id::is_uuid(&given) => given.into_owned(),
            _ => self.ids.uuid(&self.platform, at),
        };
        if event == "$pageview" {
            self.pageview_id = Some(uuid.clone());
            self.pageview_wanted = false;
            self.fix_properties();
        }
        let text = self.event_text(event, properties, &options, &uuid, time, at);
        self.log(&["captured ", &text]);
        let wait = if options.is_empty() { u64::from(self.config.flush_interval_ms) } else { 0 };
        let now = self.platform.elapsed();
        if !self.outbox.push(text.clone(), now + wait) {
            self.log(&["the event is too large, dropped: ", event]);
        }
        if self.is_leaving {
            self.hand_over();
        }
        self.wake_for_outbox(now);
        self.save();
        Some(text)
    }

    /// Brings session, page and attribution up to date for an event that happens at `time`.
    fn refresh(&mut self, time: u64) {
        self.ensure_distinct_id();
        let moved = self.automatic.refresh(&self.platform);
        if moved {
            let (page, referrer) = (self.automatic.location(), &self.environment.referrer);
            attribution::note_page(&self.config, &mut self.store, &mut self.session_store, page, referrer);
        }
        if self.sessions.check(&self.platform, &self.config, &mut self.store, &mut self.ids, time, true) {
            self.start_session();
        } else if moved {
            self.fix_properties();
        }
    }

    fn start_session(&mut self) {
        if let Some(session) = self.sessions.current() {
            let page = self.platform.location();
            attribution::note_session(&mut self.store, &session.id, &page, &self.environment.referrer);
        }
        self.pageview_id = None;
        self.fix_properties();
    }

    /// The properties that tell whose event it is; no caller can override them.
    fn fix_properties(&mut self) {
        let session = self.sessions.current().map_or("", |session| &*session.id);
        let mut fixed = attribution::session_entry(&self.store, session);
        fixed.set("token", json::string(&self.config.token));
        fixed.set("$session_id", json::string(session));
        fixed.set("$window_id", json::string(self.sessions.window_id().unwrap_or_default()));
        if let Some(id) = &self.pageview_id {
            fixed.set("$pageview_id", json::string(id));
        }
        self.automatic.fix(fixed);
    }

    /// Writes the event (posthog-wire §3.1; [`crate::wire::Event`] reads it).
    fn event_text(
        &mut self,
        name: &str,
        properties: &str,
        options: &Object<'_>,
        uuid: &str,
        time: u64,
        at: u64,
    ) -> String {
        let processed = self.has_person_processing();
        let set_once = self.set_once(name, options, processed);
        if processed {
            self.store.set("$epp", "true");
        }
        self.automatic.merge(&self.store, &self.session_store);

        let parsed = Object::parse(properties);
        let (caller, caller_text) = match parsed {
            Some(caller) => (caller, properties),
            None => (Object::default(), "{}"),
        };
        let mut own = Object::default();
        if !caller.contains("$insert_id") {
            own.set("$insert_id", json::string(&self.ids.short(&self.platform)));
        }
        if !caller.contains("$time") {
            own.set("$time", json::seconds(time));
        }
        if matches!(caller.get("distinct_id"), Some("null" | "\"\"")) {
            own.set("distinct_id", json::string(&self.distinct_id()));
        }
        if name == "$pageview" {
            own.set("title", json::string(&self.platform.title()));
        }
        if options.contains("timestamp") {
            own.set("$event_time_override_provided", "true");
            own.set("$event_time_override_system_time", json::string(&self.platform.iso(at)));
        }
        if self.outbox.dropped() > 0 {
            own.set("$lib_dropped_events", json::integer(self.outbox.dropped()));
        }
        own.set("$is_identified", json::boolean(self.is_identified()));
        own.set("$process_person_profile", json::boolean(processed));

        let mut out = String::with_capacity(2048);
        out.push('{');
        json::push_member(&mut out, "uuid", &json::string(uuid));
        json::push_member(&mut out, "event", &json::string(name));
        out.push_str(",\"properties\":");
        self.automatic.push_properties(&mut out, &caller, caller_text, &own);
        if let Some(set) = options.get("$set").filter(|set| set.starts_with('{')) {
            json::push_member(&mut out, "$set", set);
        }
        if !set_once.is_empty() {
            json::push_member(&mut out, "$set_once", &set_once.text());
        }
        if let Some(unset) = options.get("$unset") {
            json::push_member(&mut out, "$unset", unset);
        }
        json::push_member(&mut out, "timestamp", &json::string(&self.platform.iso(time)));
        out.push('}');
        out
    }

    /// The caller's `$set_once`, over the person's first-touch properties where they are due: with the first event of a
    /// page load that counts towards a person, and with each `$identify` (posthog-wire §3.5).
    fn set_once<'o>(&mut self, name: &str, options: &'o Object<'o>, processed: bool) -> Object<'o> {
        let mut set_once = Object::default();
        if processed && (!self.initial_properties_sent || name == "$identify") {
            set_once = attribution::initial_person_properties(&self.store);
            self.initial_properties_sent |= name != "$groupidentify";
        }
        let given = options.get("$set_once").and_then(Object::parse).unwrap_or_default().into_owned();
        for (key, value) in given.members() {
            set_once.set(key.clone(), value.clone());
        }
        set_once
    }

    /// Captures the page's own `$pageview`, once, as soon as the page can be seen.
    pub fn capture_first_pageview(&mut self) {
        if self.pageview_wanted && self.is_capturing() && self.platform.is_visible() {
            self.pageview_wanted = false;
            let now = self.platform.now();
            self.capture("$pageview", "", "{\"send_instantly\":true}", now);
        }
    }

    /// The page can be seen (again).
    pub fn shown(&mut self) {
        self.mark_window();
        self.capture_first_pageview();
    }

    /// Whether events count towards a person (posthog-state §6).
    fn has_person_processing(&self) -> bool {
        let entries = self.store.entries();
        match self.config.person_profiles {
            PersonProfiles::Never => false,
            PersonProfiles::Always => true,
            PersonProfiles::IdentifiedOnly => {
                self.is_identified()
                    || entries.contains("$epp")
                    || entries.contains("__alias")
                    || entries.get("$groups").is_some_and(|groups| groups != "{}")
            }
        }
    }

    /// Whether the user agent names itself a bot, or a program steers the browser.
    pub fn is_bot(&self) -> bool {
        self.is_bot
    }

    /// The world that this client runs in.
    pub fn platform(&self) -> &P {
        &self.platform
    }

    /// The options in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Switches the messages to the developer on or off.
    pub fn set_debug(&mut self, debug: bool) {
        self.config.debug = debug;
    }

    /// Tells the developer something, while debugging is on.
    pub fn log(&self, parts: &[&str]) {
        if self.config.debug {
            self.platform.log(&parts.concat());
        }
    }

    fn save(&mut self) {
        self.store.save(&self.platform);
        self.session_store.save(&self.platform);
    }

    fn mark_window(&self) {
        if self.store.is_enabled() {
            Sessions::mark_window(&self.platform, &self.config);
        }
    }
}

#[cfg(test)]
mod tests;
