//! The options of `init`, as the facade passes them: names, defaults and snapshots are its business (`src/js/config.js`),
//! functions stay there. What is missing or of the wrong type here counts as not given.

use crate::json::{self, Object};

/// When events count towards a person (posthog-state §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonProfiles {
    /// Every event makes or updates a person.
    Always,
    /// Only once the visitor was identified, or the page set a person property, an alias or a group.
    IdentifiedOnly,
    /// No event does.
    Never,
}

/// Where the visitor's properties are kept (posthog-state §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persistence {
    /// In localStorage, and what tells the visitor in a cookie too, for the site's other subdomains.
    LocalStorageAndCookie,
    /// In localStorage.
    LocalStorage,
    /// In a cookie.
    Cookie,
    /// In this tab's sessionStorage.
    SessionStorage,
    /// Nowhere: gone with the page.
    Memory,
}

/// Whether visitors may go without anything stored of them (posthog-state §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookieless {
    /// No.
    Never,
    /// All do.
    Always,
    /// Those who refuse do.
    OnReject,
}

/// Attributes of our cookies.
#[derive(Debug, Clone, PartialEq)]
pub struct CookieOptions {
    /// Seconds until they expire; 0 for the end of the browser's session.
    pub age: u64,
    /// For all subdomains of the site.
    pub cross_subdomain: bool,
    /// For encrypted connections only.
    pub secure: bool,
    /// Further properties that the cookie carries beside localStorage.
    pub properties: Vec<String>,
    /// Whether the cookie is right where it and localStorage tell different things.
    pub wins: bool,
}

/// An identity that the page knows before the tracker starts (posthog-state §4).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bootstrap {
    /// The visitor's id.
    pub distinct_id: Option<String>,
    /// Whether that is a person's, not an anonymous one.
    pub is_identified: bool,
    /// The id of the session to go on with.
    pub session_id: String,
}

impl Bootstrap {
    /// Reads `{distinctID, isIdentifiedID, sessionID}`.
    pub fn read(text: &str) -> Self {
        let given = Object::read(text);
        Self {
            distinct_id: given.get_string("distinctID"),
            is_identified: given.get_truth("isIdentifiedID").unwrap_or(false),
            session_id: given.get_string("sessionID").unwrap_or_default(),
        }
    }
}

/// What `init` was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The project's write key.
    pub token: String,
    /// The tracker's name; `posthog` (or nothing) for the page's first.
    pub name: String,
    /// Replaces the token in the names of stored keys; empty by default.
    pub persistence_name: String,
    /// Where properties are kept.
    pub persistence: Persistence,
    /// Keep everything in memory and store nothing.
    pub disable_persistence: bool,
    /// Start from what the page's first tracker stored under the same token, where a named one has nothing yet.
    pub inherits: bool,
    /// The id under which the visitor is to be anonymous; empty for a new one.
    pub anonymous_id: String,
    /// How our cookies are set.
    pub cookie: CookieOptions,
    /// What the page knows of the visitor.
    pub bootstrap: Bootstrap,
    /// When events count towards a person.
    pub person_profiles: PersonProfiles,
    /// Milliseconds between an event and the request that carries it: 0, or 250 to 5000.
    pub flush_interval_ms: u64,
    /// How many waiting events are sent at once.
    pub flush_at: usize,
    /// How often an event is sent again before it is given up; for ever by default.
    pub max_retries: Option<u32>,
    /// Milliseconds without an event after which the next event opens a new session, one minute to ten hours.
    pub session_idle_timeout_ms: u64,
    /// Events a second, and at once, beyond which further ones are dropped; no limit by default.
    pub rate_limit: Option<(u64, u64)>,
    /// Capture nothing until the visitor opted in.
    pub opt_out_capturing_by_default: bool,
    /// Keep the visitor's decision in a cookie, not in localStorage.
    pub consent_in_cookie: bool,
    /// The key under which the decision is kept.
    pub consent_key: String,
    /// Take the browser's Do-Not-Track for a refusal.
    pub respect_dnt: bool,
    /// Whether visitors may go without anything stored of them.
    pub cookieless: Cookieless,
    /// Capture also from user agents that look like bots.
    pub opt_out_useragent_filter: bool,
    /// Capture from bots too, their pageviews under a name of their own.
    pub capture_bot_pageviews: bool,
    /// Names of properties that never leave the page.
    pub property_denylist: Vec<String>,
    /// Send a `$pageview` for the page itself.
    pub capture_pageview: bool,
    /// Send a `$pageleave` when the page is left.
    pub capture_pageleave: bool,
    /// Show every event to the page before it is sent.
    pub reviewed: bool,
    /// Say on the console what happens.
    pub debug: bool,
}

impl Config {
    /// Whether what is stored outlives the page and the tab.
    pub fn outlives_tab(&self) -> bool {
        !matches!(self.persistence, Persistence::Memory | Persistence::SessionStorage)
    }

    /// Reads the options from an object of JSON texts.
    pub fn read(token: &str, options: &Object) -> Self {
        let text = |key| options.get_string(key).unwrap_or_default();
        let flag = |key, default| options.get_truth(key).unwrap_or(default);
        let list = |key| options.get(key).map(json::strings).unwrap_or_default();
        let queue = options.get_object("request_queue_config");
        let interval = queue.get_integer("flush_interval_ms").unwrap_or(3000);
        let rate = options.get_object("rate_limiting");
        let per_second = rate.get_integer("events_per_second");
        let idle = options.get_integer("session_idle_timeout_ms").unwrap_or(1_800_000);
        let consent_key = ["consent_persistence_name", "opt_out_capturing_cookie_prefix"].map(text);
        Self {
            token: token.to_owned(),
            name: text("name"),
            persistence_name: text("persistence_name"),
            persistence: match &*text("persistence").to_ascii_lowercase() {
                "localstorage" => Persistence::LocalStorage,
                "cookie" => Persistence::Cookie,
                "sessionstorage" => Persistence::SessionStorage,
                "memory" => Persistence::Memory,
                _ => Persistence::LocalStorageAndCookie,
            },
            disable_persistence: flag("disable_persistence", false),
            inherits: flag("inherits", false),
            anonymous_id: text("anonymous_id"),
            cookie: CookieOptions {
                age: options.get_integer("cookie_age").unwrap_or(365 * 24 * 60 * 60),
                cross_subdomain: flag("cross_subdomain_cookie", true),
                secure: flag("secure_cookie", false),
                properties: list("cookie_persisted_properties"),
                wins: flag("cookieWinsOnConflict", false),
            },
            bootstrap: Bootstrap::read(options.get("bootstrap").unwrap_or_default()),
            person_profiles: match &*text("person_profiles") {
                "always" => PersonProfiles::Always,
                "never" => PersonProfiles::Never,
                _ => PersonProfiles::IdentifiedOnly,
            },
            flush_interval_ms: if flag("request_batching", true) { interval.clamp(250, 5000) } else { 0 },
            flush_at: queue.get_integer("flush_at").map_or(usize::MAX, |count| count.max(1) as usize),
            max_retries: queue.get_integer("max_retries").map(|most| most as u32),
            session_idle_timeout_ms: idle.clamp(60_000, 36_000_000),
            rate_limit: per_second.map(|per_second| {
                let burst = rate.get_integer("events_burst_limit").unwrap_or(per_second.saturating_mul(10));
                (per_second, burst.max(per_second))
            }),
            opt_out_capturing_by_default: flag("opt_out_capturing_by_default", false),
            consent_in_cookie: text("opt_out_capturing_persistence_type") == "cookie",
            consent_key: match consent_key {
                [name, _] if !name.is_empty() => name,
                [_, prefix] if !prefix.is_empty() => prefix + token,
                _ => ["__ph_opt_in_out_", token].concat(),
            },
            respect_dnt: flag("respect_dnt", false),
            cookieless: match &*text("cookieless_mode") {
                "always" => Cookieless::Always,
                "on_reject" => Cookieless::OnReject,
                _ => Cookieless::Never,
            },
            opt_out_useragent_filter: flag("opt_out_useragent_filter", false),
            capture_bot_pageviews: flag("__preview_capture_bot_pageviews", false),
            property_denylist: list("property_denylist"),
            // Besides true and false there is 'history_change', which asks for the first pageview too.
            capture_pageview: flag("capture_pageview", true),
            capture_pageleave: flag("capture_pageleave", true),
            reviewed: flag("reviewed", false),
            debug: flag("debug", false),
        }
    }

    /// The name under which the store keeps its object (posthog-state §1). A named tracker has a store of its own.
    pub fn storage_key(&self) -> String {
        let name = if self.name.is_empty() { "posthog" } else { &self.name };
        self.storage_key_of(name)
    }

    /// The name under which a tracker of that name keeps its object.
    pub fn storage_key_of(&self, name: &str) -> String {
        if !self.persistence_name.is_empty() {
            return ["ph_", &self.persistence_name].concat();
        }
        let mut key = String::from("ph_");
        for character in self.token.chars() {
            match character {
                '+' => key.push_str("PL"),
                '/' => key.push_str("SL"),
                '=' => key.push_str("EQ"),
                _ => key.push(character),
            }
        }
        [&key, "_", name].concat()
    }

    /// The name of one of the tab's own keys, such as `window_id`.
    pub fn tab_key(&self, suffix: &str) -> String {
        let name = if self.persistence_name.is_empty() { &self.token } else { &self.persistence_name };
        match &*self.name {
            "" | "posthog" => ["ph_", name, "_", suffix].concat(),
            own => ["ph_", name, "_", own, "_", suffix].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(options: &str) -> Config {
        Config::read("t+/=", &Object::parse(options).unwrap())
    }

    #[test]
    fn missing_and_mistyped_options_get_their_defaults() {
        let defaults = config("{}");
        assert_eq!(defaults.flush_interval_ms, 3000);
        assert_eq!(defaults.session_idle_timeout_ms, 1_800_000);
        assert_eq!(defaults.person_profiles, PersonProfiles::IdentifiedOnly);
        assert_eq!(defaults.persistence, Persistence::LocalStorageAndCookie);
        assert_eq!((defaults.cookie.age, defaults.cookie.cross_subdomain), (31_536_000, true));
        assert!(defaults.capture_pageview && defaults.capture_pageleave);
        let odd = r#"{"capture_pageview":"history_change","request_queue_config":7,"person_profiles":[],"debug":null,
            "session_idle_timeout_ms":"soon","persistence":{},"bootstrap":"x","property_denylist":{"a":1},
            "cookie_age":"long","rate_limiting":[],"cookieless_mode":true}"#;
        assert_eq!(config(odd), defaults);
    }

    #[test]
    fn flags_are_read_as_ecmascript_reads_them() {
        for (value, truth) in [("1", true), ("\"true\"", true), ("{}", true), ("0", false), ("\"\"", false)] {
            let options = ["{\"opt_out_capturing_by_default\":", value, "}"].concat();
            assert_eq!(config(&options).opt_out_capturing_by_default, truth, "{value}");
        }
    }

    #[test]
    fn numbers_are_clamped() {
        let low = config(r#"{"request_queue_config":{"flush_interval_ms":1},"session_idle_timeout_ms":1}"#);
        assert_eq!((low.flush_interval_ms, low.session_idle_timeout_ms), (250, 60_000));
        let high = config(r#"{"request_queue_config":{"flush_interval_ms":99999},"session_idle_timeout_ms":99999999}"#);
        assert_eq!((high.flush_interval_ms, high.session_idle_timeout_ms), (5000, 36_000_000));
        assert_eq!(config(r#"{"request_batching":false}"#).flush_interval_ms, 0);
    }

    #[test]
    fn a_burst_is_never_smaller_than_a_second() {
        let limit = |text: &str| config(&["{\"rate_limiting\":", text, "}"].concat()).rate_limit;
        assert_eq!(limit(r#"{"events_per_second":5}"#), Some((5, 50)));
        assert_eq!(limit(r#"{"events_per_second":5,"events_burst_limit":2}"#), Some((5, 5)));
        assert_eq!(limit("{}"), None);
    }

    #[test]
    fn names_of_stored_keys() {
        assert_eq!(config("{}").storage_key(), "ph_tPLSLEQ_posthog");
        assert_eq!(config("{}").tab_key("window_id"), "ph_t+/=_window_id");
        assert_eq!(config(r#"{"persistence_name":"x"}"#).storage_key(), "ph_x");
        assert_eq!(config(r#"{"persistence_name":"x"}"#).tab_key("window_id"), "ph_x_window_id");
        assert_eq!(config(r#"{"name":"second"}"#).storage_key(), "ph_tPLSLEQ_second");
        assert_eq!(config(r#"{"name":"second"}"#).tab_key("window_id"), "ph_t+/=_second_window_id");
    }

    #[test]
    fn names_of_the_visitors_decision() {
        assert_eq!(config("{}").consent_key, "__ph_opt_in_out_t+/=");
        assert_eq!(config(r#"{"opt_out_capturing_cookie_prefix":"my_"}"#).consent_key, "my_t+/=");
        assert_eq!(
            config(r#"{"consent_persistence_name":"c","opt_out_capturing_cookie_prefix":"d"}"#).consent_key,
            "c"
        );
    }
}
