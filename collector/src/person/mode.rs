//! Whether an event makes, changes or merely names a person.

const MINUTE: i64 = 60_000;

/// How an event was processed, as stored beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The person exists, or was made by the event.
    Full,
    /// The sender asked for no profile and there is none.
    Personless,
    /// The sender asked for no profile but the person is known.
    ForceUpgrade,
}

impl Mode {
    /// The mode's stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Personless => "propertyless",
            Self::ForceUpgrade => "force_upgrade",
        }
    }

    /// The mode of an event at `time`. `known_since` is when the person of its distinct id was created, if there is one.
    ///
    /// Events of the minute around the person's creation may have been captured before it, so they are left alone.
    pub fn of(personless: bool, time: i64, known_since: Option<i64>) -> Self {
        match known_since {
            _ if !personless => Self::Full,
            Some(since) if time > since + MINUTE => Self::ForceUpgrade,
            _ => Self::Personless,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table() {
        assert_eq!(Mode::of(false, 0, None), Mode::Full);
        assert_eq!(Mode::of(false, 0, Some(0)), Mode::Full);
        assert_eq!(Mode::of(true, 0, None), Mode::Personless);
        assert_eq!(Mode::of(true, 60_000, Some(0)), Mode::Personless);
        assert_eq!(Mode::of(true, 60_001, Some(0)), Mode::ForceUpgrade);
    }
}
