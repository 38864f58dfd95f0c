//! When an event happened, by the collector's clock.
//!
//! A browser's clock may be wrong. Its error shows in `sent_at`, and is taken off the event's own time.

const HOUR: i64 = 3_600_000;
/// What a request's way may take. Correcting by less would change the order of events that came in different requests, by
/// the chance of the network.
const ON_THE_WAY: i64 = 10_000;
/// An event further ahead than this was not captured in the future; its clock is wrong.
const MOST_AHEAD: i64 = 23 * HOUR;
/// 0000-01-01T00:00:00Z.
const YEAR_0: i64 = -62_167_219_200_000;

/// What an event and its request say about time. All in milliseconds since 1970.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clues {
    /// The event's own time.
    pub timestamp: Option<i64>,
    /// The sender's clock when the request left.
    pub sent_at: Option<i64>,
    /// How long before sending the event was captured.
    pub offset: Option<i64>,
    /// `$ignore_sent_at`: the event's own time is to be believed.
    pub ignore_sent_at: bool,
}

/// The time to store for an event that arrived at `now`.
pub fn event_time(now: i64, clues: Clues) -> i64 {
    let is_wrong = |sent_at: &i64| !clues.ignore_sent_at && now.abs_diff(*sent_at) > ON_THE_WAY.unsigned_abs();
    let sent_at = clues.sent_at.filter(is_wrong);
    let time = match (clues.offset, clues.timestamp, sent_at) {
        (Some(offset), _, _) => now.saturating_sub(offset),
        (None, Some(timestamp), Some(sent_at)) => now.saturating_add(timestamp.saturating_sub(sent_at)),
        (None, Some(timestamp), None) => timestamp,
        (None, None, _) => now,
    };
    if time.saturating_sub(now) > MOST_AHEAD {
        now
    } else if time < YEAR_0 {
        0
    } else {
        time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_769_860_800_000;

    #[test]
    fn the_table() {
        let clues = |timestamp, sent_at, offset| Clues { timestamp, sent_at, offset, ignore_sent_at: false };
        let cases = [
            ("nothing given", clues(None, None, None), NOW),
            ("own time only", clues(Some(NOW - 5000), None, None), NOW - 5000),
            ("sender's clock 1 h fast", clues(Some(NOW + HOUR - 5000), Some(NOW + HOUR), None), NOW - 5000),
            ("sender's clock 1 h slow", clues(Some(NOW - HOUR - 5000), Some(NOW - HOUR), None), NOW - 5000),
            ("a slow way is no wrong clock", clues(Some(NOW - 5000), Some(NOW - ON_THE_WAY), None), NOW - 5000),
            ("more is", clues(Some(NOW - 15_000), Some(NOW - ON_THE_WAY - 1), None), NOW - 15_000 + ON_THE_WAY + 1),
            ("sent_at without a time", clues(None, Some(NOW - HOUR), None), NOW),
            ("offset", clues(None, None, Some(1500)), NOW - 1500),
            ("offset wins over all", clues(Some(1), Some(2), Some(1500)), NOW - 1500),
            ("negative offset", clues(None, None, Some(-1500)), NOW + 1500),
            ("negative offset, clamped", clues(None, None, Some(-24 * HOUR)), NOW),
            ("23 h ahead is kept", clues(Some(NOW + 23 * HOUR), None, None), NOW + 23 * HOUR),
            ("1 ms more is not", clues(Some(NOW + 23 * HOUR + 1), None, None), NOW),
            ("no limit in the past", clues(Some(0), None, None), 0),
            ("year 0 is kept", clues(Some(YEAR_0), None, None), YEAR_0),
            ("before year 0", clues(Some(YEAR_0 - 1), None, None), 0),
            ("absurd offsets", clues(None, None, Some(i64::MAX)), 0),
            ("absurd offsets", clues(None, None, Some(i64::MIN)), NOW),
        ];
        for (what, given, stored) in cases {
            assert_eq!(event_time(NOW, given), stored, "{what}");
        }
    }

    #[test]
    fn ignore_sent_at_believes_the_event() {
        let clues = Clues { timestamp: Some(NOW - 7), sent_at: Some(NOW + HOUR), offset: None, ignore_sent_at: true };
        assert_eq!(event_time(NOW, clues), NOW - 7);
    }
}
