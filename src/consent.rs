//! The visitor's decision, kept under a key of its own, and what follows from it (posthog-state §9).

use crate::config::{Config, Cookieless};
use crate::cookie::Jar;
use crate::platform::{Area, Platform};
use crate::text::is_in;

/// What is read as a decision, besides what is written.
const GRANTS: &str = "1,\"1\",true,\"true\",yes,\"yes\"";
const DENIES: &str = "0,\"0\",false,\"false\",no,\"no\"";

/// What the visitor decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Opted in.
    Granted,
    /// Opted out.
    Denied,
    /// No decision yet.
    Pending,
}

/// Knows the decision and where it is kept.
#[derive(Debug)]
pub struct Consent {
    decision: Decision,
    /// A decision that was made here and is not stored yet; what is stored does not count meanwhile.
    unstored: Option<Decision>,
    do_not_track: bool,
}

impl Consent {
    /// Reads the stored decision, wherever an earlier page kept it.
    pub fn open<P: Platform>(platform: &P, config: &Config, do_not_track: bool) -> Self {
        let elsewhere = Record { in_cookie: !config.consent_in_cookie, ..Record::of(config) };
        Record::of(config).take_from(platform, config, &elsewhere);
        let mut consent = Self { decision: Decision::Pending, unstored: None, do_not_track };
        consent.reload(platform, config);
        consent
    }

    /// Reads the stored decision again, permissively: `1`, `true`, `"yes"` grant; `0`, `false`, `"no"` deny. Says whether
    /// it is another.
    pub fn reload<P: Platform>(&mut self, platform: &P, config: &Config) -> bool {
        if self.unstored.is_some() {
            return false;
        }
        let stored = Record::of(config).read(platform);
        let decision = if self.do_not_track && config.respect_dnt || is_in(DENIES, &stored) {
            Decision::Denied
        } else if is_in(GRANTS, &stored) {
            Decision::Granted
        } else {
            Decision::Pending
        };
        std::mem::replace(&mut self.decision, decision) != decision
    }

    /// Notes a decision, for this page only until [`Consent::store`]. Do-Not-Track stays a refusal.
    pub fn decide(&mut self, config: &Config, decision: Decision) {
        self.decision = if self.do_not_track && config.respect_dnt { Decision::Denied } else { decision };
        self.unstored = Some(decision);
    }

    /// Stores the decision; a pending one deletes the record.
    pub fn store<P: Platform>(&mut self, platform: &P, config: &Config) {
        let value = match self.unstored.take() {
            Some(Decision::Granted) => "1",
            Some(Decision::Denied) => "0",
            Some(Decision::Pending) => "",
            None => return,
        };
        Record::of(config).write(platform, config, value);
    }

    /// Takes the record to where, and under the name that, new options say.
    pub fn migrate<P: Platform>(platform: &P, from: &Config, to: &Config) {
        Record::of(to).take_from(platform, to, &Record::of(from));
    }

    /// What the visitor decided.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    fn is_rejected(&self, config: &Config) -> bool {
        match self.decision {
            Decision::Granted => false,
            Decision::Denied => true,
            Decision::Pending => config.opt_out_capturing_by_default,
        }
    }

    /// Whether the visitor counts as opted out.
    pub fn is_opted_out(&self, config: &Config) -> bool {
        match config.cookieless {
            Cookieless::Always => true,
            Cookieless::OnReject => self.decision != Decision::Granted,
            Cookieless::Never => self.is_rejected(config),
        }
    }

    /// Whether events are captured: with the visitor's id, or without any.
    pub fn is_capturing(&self, config: &Config) -> bool {
        !self.is_opted_out(config) || self.is_cookieless(config)
    }

    /// Whether events are held back in memory, since the visitor has not decided yet.
    pub fn is_undecided(&self, config: &Config) -> bool {
        self.decision == Decision::Pending && !self.is_capturing(config)
    }

    /// Whether events are captured of a visitor who has no id and of whom nothing is stored.
    pub fn is_cookieless(&self, config: &Config) -> bool {
        match config.cookieless {
            Cookieless::Always => true,
            Cookieless::OnReject => self.is_rejected(config),
            Cookieless::Never => false,
        }
    }
}

/// Where the decision is kept.
#[derive(PartialEq)]
struct Record<'c> {
    key: &'c str,
    in_cookie: bool,
}

impl<'c> Record<'c> {
    fn of(config: &'c Config) -> Self {
        Self { key: &config.consent_key, in_cookie: config.consent_in_cookie }
    }

    /// What is there, or nothing.
    fn read<P: Platform>(&self, platform: &P) -> String {
        let stored = if self.in_cookie { Jar::read(platform, self.key) } else { platform.read(Area::Local, self.key) };
        stored.unwrap_or_default()
    }

    /// An empty value deletes the record.
    fn write<P: Platform>(&self, platform: &P, config: &Config, value: &str) {
        match self.in_cookie {
            true if value.is_empty() => Jar::remove(platform, self.key),
            true => _ = Jar::open(platform, &config.cookie).write(platform, self.key, value, None),
            false if value.is_empty() => platform.remove(Area::Local, self.key),
            false => _ = platform.write(Area::Local, self.key, value),
        }
    }

    /// Takes over another record, where there is none here.
    fn take_from<P: Platform>(&self, platform: &P, config: &Config, other: &Self) {
        if self == other {
            return;
        }
        let value = other.read(platform);
        if value.is_empty() {
            return;
        }
        if self.read(platform).is_empty() {
            self.write(platform, config, &value);
        }
        other.write(platform, config, "");
    }
}

impl Decision {
    /// The words of `get_explicit_consent_status`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Pending => "pending",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Object;
    use crate::testing::World;

    fn consent(world: &World, options: &str, do_not_track: bool) -> (Config, Consent) {
        let config = Config::read("t", &Object::parse(options).unwrap());
        let consent = Consent::open(world, &config, do_not_track);
        (config, consent)
    }

    /// The table of predicates: opted out, capturing, cookieless.
    #[test]
    fn what_follows_from_a_decision() {
        for (options, decision, expected) in [
            ("{}", Decision::Pending, (false, true, false)),
            ("{}", Decision::Granted, (false, true, false)),
            ("{}", Decision::Denied, (true, false, false)),
            (r#"{"opt_out_capturing_by_default":true}"#, Decision::Pending, (true, false, false)),
            (r#"{"opt_out_capturing_by_default":true}"#, Decision::Granted, (false, true, false)),
            (r#"{"cookieless_mode":"always"}"#, Decision::Pending, (true, true, true)),
            (r#"{"cookieless_mode":"always"}"#, Decision::Denied, (true, true, true)),
            (r#"{"cookieless_mode":"on_reject"}"#, Decision::Pending, (true, false, false)),
            (r#"{"cookieless_mode":"on_reject"}"#, Decision::Granted, (false, true, false)),
            (r#"{"cookieless_mode":"on_reject"}"#, Decision::Denied, (true, true, true)),
        ] {
            let world = World::default();
            let (config, mut consent) = consent(&world, options, false);
            consent.decide(&config, decision);
            let is = (consent.is_opted_out(&config), consent.is_capturing(&config), consent.is_cookieless(&config));
            assert_eq!(is, expected, "{options} {decision:?}");
        }
    }

    #[test]
    fn stored_decisions_are_read_permissively_wherever_they_are_kept() {
        for (stored, decision) in [
            ("1", Decision::Granted),
            ("true", Decision::Granted),
            ("\"yes\"", Decision::Granted),
            ("0", Decision::Denied),
            ("\"false\"", Decision::Denied),
            ("maybe", Decision::Pending),
        ] {
            let world = World::default();
            world.write(Area::Local, "__ph_opt_in_out_t", stored);
            assert_eq!(consent(&world, "{}", false).1.decision(), decision, "{stored}");
        }
    }

    #[test]
    fn a_decision_is_found_where_an_earlier_page_kept_it() {
        let world = World::default();
        let (local, mut first) = consent(&world, "{}", false);
        first.decide(&local, Decision::Denied);
        first.store(&world, &local);
        let (cookie, in_cookie) = consent(&world, r#"{"opt_out_capturing_persistence_type":"cookie"}"#, false);
        assert_eq!(in_cookie.decision(), Decision::Denied);
        assert_eq!(world.stored_keys(), [] as [&str; 0]);
        Consent::migrate(&world, &cookie, &consent(&world, r#"{"consent_persistence_name":"mine"}"#, false).0);
        assert_eq!((world.cookies(), world.stored("mine").as_deref()), (String::new(), Some("0")));
    }

    #[test]
    fn do_not_track_is_a_refusal_where_it_is_respected() {
        let world = World::default();
        let (config, mut respects) = consent(&world, r#"{"respect_dnt":true}"#, true);
        respects.decide(&config, Decision::Granted);
        respects.store(&world, &config);
        assert_eq!(respects.decision(), Decision::Denied);
        assert_eq!(consent(&world, "{}", true).1.decision(), Decision::Granted);
    }
}
