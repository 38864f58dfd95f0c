//! The options of `init`, read from the JSON text of the object that the page passed (functions stay in the facade).

use crate::json::Object;

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

/// What `init` was told, with every default filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The project's write key.
    pub token: String,
    /// The collector's address, without a slash at the end.
    pub api_host: String,
    /// Replaces the token in the names of stored keys; empty by default.
    pub persistence_name: String,
    /// Keep everything in memory and store nothing.
    pub disable_persistence: bool,
    /// When events count towards a person.
    pub person_profiles: PersonProfiles,
    /// Milliseconds between an event and the request that carries it, 250 to 5000.
    pub flush_interval_ms: u32,
    /// Milliseconds without an event after which the next event opens a new session, one minute to ten hours.
    pub session_idle_timeout_ms: u64,
    /// Capture nothing until the visitor opted in.
    pub opt_out_capturing_by_default: bool,
    /// Capture also from user agents that look like bots.
    pub opt_out_useragent_filter: bool,
    /// Keep campaign parameters (`utm_source`, `gclid`, …) of the session.
    pub save_campaign_params: bool,
    /// Keep the session's first referrer.
    pub save_referrer: bool,
    /// Send a `$pageview` for the page itself.
    pub capture_pageview: bool,
    /// Say on the console what happens.
    pub debug: bool,
    /// `defaults`, as sent in `$config_defaults`.
    pub defaults: String,
    /// How the snippet came to the page: `cdn` or `npm`.
    pub channel: String,
}

impl Config {
    /// Reads the options; what is missing or of the wrong type gets its default.
    pub fn read(token: &str, options: &Object<'_>, channel: &str) -> Self {
        let text = |key| options.get_string(key).unwrap_or_default().into_owned();
        let flag = |key, default| options.get_truth(key).unwrap_or(default);
        let queue = options.get("request_queue_config").and_then(Object::parse).unwrap_or_default();
        let idle_seconds = options.get_integer("session_idle_timeout_seconds").unwrap_or(1800).clamp(60, 36_000);
        Self {
            token: token.to_owned(),
            api_host: text("api_host"),
            persistence_name: text("persistence_name"),
            disable_persistence: flag("disable_persistence", false),
            person_profiles: match &*text("person_profiles") {
                "always" => PersonProfiles::Always,
                "never" => PersonProfiles::Never,
                _ => PersonProfiles::IdentifiedOnly,
            },
            flush_interval_ms: queue.get_integer("flush_interval_ms").unwrap_or(3000).clamp(250, 5000) as u32,
            session_idle_timeout_ms: idle_seconds * 1000,
            opt_out_capturing_by_default: flag("opt_out_capturing_by_default", false),
            opt_out_useragent_filter: flag("opt_out_useragent_filter", false),
            save_campaign_params: flag("save_campaign_params", true),
            save_referrer: flag("save_referrer", true),
            // Besides true and false there is 'history_change', which asks for the first pageview too.
            capture_pageview: flag("capture_pageview", true),
            debug: flag("debug", false),
            defaults: options.get_string("defaults").unwrap_or("unset".into()).into_owned(),
            channel: channel.to_owned(),
        }
    }

    /// The name under which the store keeps its object (posthog-state §1).
    pub fn storage_key(&self) -> String {
        if self.persistence_name.is_empty() {
            let mut key = String::from("ph_");
            for character in self.token.chars() {
                match character {
                    '+' => key.push_str("PL"),
                    '/' => key.push_str("SL"),
                    '=' => key.push_str("EQ"),
                    _ => key.push(character),
                }
            }
            key + "_posthog"
        } else {
            ["ph_", &self.persistence_name].concat()
        }
    }

    /// The name of one of the tab's own keys, such as `window_id`.
    pub fn tab_key(&self, suffix: &str) -> String {
        let name = if self.persistence_name.is_empty() { &self.token } else { &self.persistence_name };
        ["ph_", name, "_", suffix].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(options: &str) -> Config {
        Config::read("t+/=", &Object::parse(options).unwrap(), "npm")
    }

    #[test]
    fn missing_and_mistyped_options_get_their_defaults() {
        let defaults = config("{}");
        assert_eq!(defaults.flush_interval_ms, 3000);
        assert_eq!(defaults.session_idle_timeout_ms, 1_800_000);
        assert_eq!(defaults.person_profiles, PersonProfiles::IdentifiedOnly);
        assert!(defaults.capture_pageview && defaults.save_referrer && defaults.save_campaign_params);
        let odd = r#"{"capture_pageview":"history_change","request_queue_config":7,"person_profiles":[],"debug":null,
            "session_idle_timeout_seconds":"soon"}"#;
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
        let low = config(r#"{"request_queue_config":{"flush_interval_ms":1},"session_idle_timeout_seconds":1}"#);
        assert_eq!((low.flush_interval_ms, low.session_idle_timeout_ms), (250, 60_000));
        let high =
            config(r#"{"request_queue_config":{"flush_interval_ms":99999},"session_idle_timeout_seconds":99999}"#);
        assert_eq!((high.flush_interval_ms, high.session_idle_timeout_ms), (5000, 36_000_000));
    }

    #[test]
    fn names_of_stored_keys() {
        assert_eq!(config("{}").storage_key(), "ph_tPLSLEQ_posthog");
        assert_eq!(config("{}").tab_key("window_id"), "ph_t+/=_window_id");
        assert_eq!(config(r#"{"persistence_name":"x"}"#).storage_key(), "ph_x");
        assert_eq!(config(r#"{"persistence_name":"x"}"#).tab_key("window_id"), "ph_x_window_id");
    }
}
