//! The visitor's decision, kept in a key of its own (posthog-state §9).

use crate::config::Config;
use crate::platform::{Area, Platform};

/// What the visitor decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Opted in.
    Granted,
    /// Opted out.
    Denied,
    /// No decision yet.
    Pending,
}

impl Consent {
    /// Reads the stored decision, permissively: `1`, `true`, `"yes"` grant; `0`, `false`, `"no"` deny.
    pub fn read<P: Platform>(platform: &P, config: &Config) -> Self {
        match platform.read(Area::Local, &key(config)).as_deref() {
            Some("1" | "\"1\"" | "true" | "\"true\"" | "\"yes\"") => Self::Granted,
            Some("0" | "\"0\"" | "false" | "\"false\"" | "\"no\"") => Self::Denied,
            _ => Self::Pending,
        }
    }

    /// Stores the decision; a pending one deletes the record.
    pub fn write<P: Platform>(self, platform: &P, config: &Config) {
        let key = key(config);
        match self {
            Self::Granted => _ = platform.write(Area::Local, &key, "1"),
            Self::Denied => _ = platform.write(Area::Local, &key, "0"),
            Self::Pending => platform.remove(Area::Local, &key),
        }
    }

    /// Whether events may be captured and anything be stored.
    pub fn allows(self, config: &Config) -> bool {
        match self {
            Self::Granted => true,
            Self::Denied => false,
            Self::Pending => !config.opt_out_capturing_by_default,
        }
    }

    /// The words of `get_explicit_consent_status`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Pending => "pending",
        }
    }
}

fn key(config: &Config) -> String {
    ["__ph_opt_in_out_", &config.token].concat()
}
