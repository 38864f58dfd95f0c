//! The way of an event from the call into the outbox.

use super::{Client, Notice, identity};
use crate::config::PersonProfiles;
use crate::id;
use crate::json::{self, Object};
use crate::platform::{MAX_TIME, Platform};
use crate::properties::attribution;

/// The name of a bot's `$pageview`.
const BOT_PAGEVIEW: &str = "$bot_pageview";

/// When an event happens, and when it is captured: the same, unless the page says otherwise.
#[derive(Debug, Clone, Copy)]
struct Moment {
    time: u64,
    at: u64,
}

impl<P: Platform> Client<P> {
    /// Captures an event and gives its text as it will be sent, or `None` where nothing is captured: without consent, for a
    /// bot, or beyond the rate that the page permits.
    ///
    /// `properties` and `options` are the JSON texts of the caller's objects, or empty. Of the options `$set`, `$set_once`
    /// and `$unset` go onto the event; `uuid` (where it is one) and `timestamp` (in milliseconds) replace ours. The event
    /// is for the groups in `groups` instead of the visitor's, and belongs to the person named in `as`; any other options
    /// send it at once.
    pub fn capture(&mut self, event: &str, properties: &str, options: &str, at: u64) -> Option<String> {
        if !self.is_capturing() && !self.is_undecided() {
            self.log(&["capturing is off, dropped: ", event]);
            return None;
        }
        let filters = self.environment.is_bot && !self.config.opt_out_useragent_filter;
        if filters && !self.config.capture_bot_pageviews {
            self.log(&["the user agent looks like a bot's, dropped: ", event]);
            return None;
        }
        let has_options = !options.is_empty();
        let options = Object::read(options);
        let actor = options.get("as").map(|_| options.get_string("as").unwrap_or_default());
        let says_whose = options.contains("as") || options.contains("groups");
        let says_more = options.members().iter().any(|(key, _)| !matches!(&**key, "as" | "groups"));
        let is_batched = !has_options
            || says_whose && !says_more
            || options.contains("_batchKey") && options.get_truth("send_instantly") != Some(true);
        let wait = if is_batched { self.config.flush_interval_ms } else { 0 };
        let time = options.get_integer("timestamp").filter(|&time| time <= MAX_TIME).unwrap_or(at);
        if options.get_truth("skip_client_rate_limiting") != Some(true) && !self.take_token(event, at) {
            self.log(&["more events than rate_limiting permits, dropped: ", event]);
            return None;
        }
        let uuid = match options.get_string("uuid") {
            Some(given) if id::is_uuid(&given) => given,
            _ => self.ids.uuid(&self.platform, at),
        };
        self.compare();
        self.refresh(time, true);
        // Who goes without an id does so under any.
        if let Some(id) = actor.as_deref().filter(|id| self.is_nobody || !identity::is_name(id)) {
            self.log(&["as: nobody can have this id here, dropped: ", event, " of ", &json::string(id)]);
            return None;
        }
        let mut own = Object::default();
        let is_visitors = actor.is_none();
        if is_visitors && matches!(event, "$pageview" | "$pageleave") {
            let scrolled = self.platform.scrolled(event == "$pageview");
            self.pageviews.describe_previous(&mut own, &scrolled, time);
        }
        if is_visitors && event == "$pageview" {
            self.pageviews.begin(&uuid, &self.automatic.get_string("$pathname"), time);
            self.pageview_wanted = false;
            self.fix_properties();
        }
        let name = if filters && event == "$pageview" { BOT_PAGEVIEW } else { event };
        let text = self.event_text(name, properties, &options, own, &uuid, Moment { time, at });
        if self.config.reviewed {
            self.notices.push(Notice::Review { text: text.clone(), wait, era: self.outbox.era() });
        } else {
            self.accept(&text, wait, self.outbox.era());
        }
        self.save();
        Some(text)
    }

    /// The number of the event that was accepted last.
    pub fn newest_event(&self) -> u32 {
        self.outbox.newest()
    }

    /// Whether the page reviews events before they are accepted.
    pub fn shows_events(&self) -> bool {
        self.config.reviewed
    }

    /// The page cannot be seen any more: tells of the view that may have ended so.
    pub(super) fn leave(&mut self) {
        // The visitor may have gone in another tab.
        self.synchronise();
        let now = self.platform.now();
        let left = self.pageviews.left(now, || self.ids.uuid(&self.platform, now));
        let is_viewed = self.pageviews.id().is_some() || !self.config.capture_pageview;
        if let Some(uuid) = left.filter(|_| is_viewed && self.config.capture_pageleave) {
            let mut options = Object::default();
            options.put_string("uuid", &uuid);
            self.capture("$pageleave", "", &options.text(), now);
        }
    }

    /// The properties that an event would have, as JSON text. With `read_only` neither session nor attribution move.
    pub fn event_properties(&mut self, event: &str, properties: &str, read_only: bool, at: u64) -> String {
        self.refresh(at, !read_only);
        let mut out = String::new();
        self.push_properties(
            &mut out,
            event,
            properties,
            &Object::default(),
            Object::default(),
            Moment { time: at, at },
        );
        self.save();
        out
    }

    /// The uuid of the last `$pageview` of this session on this page.
    pub fn pageview_id(&self) -> Option<&str> {
        self.pageviews.id()
    }

    /// Brings identity, page, attribution and session up to date for something that happens at `time`.
    fn refresh(&mut self, time: u64, is_event: bool) {
        self.ensure_distinct_id();
        let moved = self.automatic.refresh(&self.platform);
        let place = self.automatic.place();
        if is_event && self.noted_page != place.address() {
            self.noted_page = place.address().to_owned();
            attribution::note_page(&self.environment, place, &mut self.store, &mut self.session_store);
        }
        if !self.check_session(time, is_event) && moved {
            self.fix_properties();
        }
    }

    /// The properties that tell whose event it is; no caller can override them.
    pub(super) fn fix_properties(&mut self) {
        let session = self.sessions.current().map_or("", |session| &*session.id);
        let mut fixed = attribution::session_entry(&self.platform, &self.store, session);
        fixed.put_string("token", &self.config.token);
        if self.consent.is_cookieless(&self.config) {
            fixed.set("$cookieless_mode", "true");
        } else {
            fixed.put_string("$session_id", session);
            fixed.put_string("$window_id", self.sessions.window_id().unwrap_or_default());
        }
        if let Some(id) = self.pageviews.id() {
            fixed.put_string("$pageview_id", id);
        }
        if self.config.opt_out_useragent_filter || self.environment.is_bot {
            fixed.set("$browser_type", if self.environment.is_bot { "\"bot\"" } else { "\"browser\"" });
        }
        self.automatic.fix(fixed);
    }

    /// Writes the event (posthog-wire §3.1; [`crate::wire::Event`] reads it).
    fn event_text(
        &mut self,
        name: &str,
        properties: &str,
        options: &Object,
        own: Object,
        uuid: &str,
        moment: Moment,
    ) -> String {
        let set_once = self.set_once(name, options);
        let mut out = String::with_capacity(2048);
        out.push('{');
        json::push_string_member(&mut out, "uuid", uuid);
        json::push_string_member(&mut out, "event", name);
        out.push_str(",\"properties\":");
        self.push_properties(&mut out, name, properties, options, own, moment);
        if let Some(set) = options.get("$set").filter(|set| set.starts_with('{')) {
            json::push_member(&mut out, "$set", set);
        }
        if !set_once.is_empty() {
            json::push_member(&mut out, "$set_once", &set_once.text());
        }
        if let Some(unset) = options.get("$unset").filter(|unset| unset.starts_with('[')) {
            json::push_member(&mut out, "$unset", unset);
        }
        // Several events of one millisecond are common, and to write a time takes the engine 3 µs.
        if self.written_time.0 != moment.time {
            self.written_time = (moment.time, self.platform.iso(moment.time));
        }
        json::push_string_member(&mut out, "timestamp", &self.written_time.1);
        out.push('}');
        out
    }

    fn push_properties(
        &mut self,
        out: &mut String,
        name: &str,
        properties: &str,
        options: &Object,
        mut own: Object,
        moment: Moment,
    ) {
        if self.has_person_processing() {
            self.store.set("$epp", "true");
        }
        self.automatic.merge(&self.store, &self.session_store);

        let parsed = Object::parse(properties);
        let (caller, caller_text) = match parsed {
            Some(caller) => (caller, properties),
            None => (Object::default(), "{}"),
        };
        if !caller.contains("$insert_id") {
            own.put_string("$insert_id", &self.ids.short(&self.platform));
        }
        if !caller.contains("$time") {
            own.put("$time", &json::seconds(moment.time));
        }
        if matches!(caller.get("distinct_id"), Some("null" | "\"\"")) {
            own.put_string("distinct_id", &self.distinct_id());
        }
        if name == "$pageview" {
            own.put_string("title", &self.platform.title());
        }
        if options.contains("timestamp") {
            own.set("$event_time_override_provided", "true");
            own.put_string("$event_time_override_system_time", &self.platform.iso(moment.at));
        }
        if let Some(tokens) = self.remaining_tokens() {
            own.set("$lib_rate_limit_remaining_tokens", tokens);
        }
        if self.outbox.dropped() > 0 {
            own.put("$lib_dropped_events", &json::integer(self.outbox.dropped()));
        }
        let actor = options.get("as");
        if let Some(id) = actor {
            own.set("distinct_id", id);
            own.set("$user_id", id);
        }
        if let Some(groups) = groups_of(options) {
            own.set("$groups", groups);
        }
        own.set("$is_identified", json::boolean(actor.is_some() || self.is_identified()));
        self.automatic.deny(&mut own);
        own.set("$process_person_profile", json::boolean(self.counts_towards_person(options)));
        self.automatic.push_properties(out, &caller, caller_text, &own);
    }

    /// The caller's `$set_once`, over the person's first-touch properties where they are due: with the first event of a
    /// page load that counts towards a person, and with each `$identify` (posthog-wire §3.5).
    fn set_once(&mut self, name: &str, options: &Object) -> Object {
        let mut set_once = Object::default();
        // They are the visitor's, not another person's.
        let may = !options.contains("as") && self.counts_towards_person(options);
        if may && (!self.initial_properties_sent || name == "$identify") {
            set_once = attribution::initial_person_properties(&self.platform, &self.store);
            self.initial_properties_sent |= name != "$groupidentify";
        }
        set_once.put_all(&options.get_object("$set_once"));
        set_once
    }

    /// Whether an event with these options counts towards a person: one of another person or for groups of its own does, and
    /// the visitor stays as anonymous as before.
    fn counts_towards_person(&self, options: &Object) -> bool {
        let names = options.contains("as") || groups_of(options).is_some_and(|groups| groups != "{}");
        self.has_person_processing() || names && self.config.person_profiles != PersonProfiles::Never
    }
}

/// The groups that the event is for, instead of the visitor's, as JSON text; none for another person's, unless it names some.
fn groups_of(options: &Object) -> Option<&str> {
    let given = options.get("groups").filter(|groups| groups.starts_with('{'));
    given.or(options.contains("as").then_some("{}"))
}
