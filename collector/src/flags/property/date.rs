//! Dates: of the calendar, or so long ago.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde_json::Value;

use crate::time;

/// The date that a filter names.
#[derive(Debug, PartialEq)]
pub(in crate::flags) enum Moment {
    At(i64),
    Ago { count: i64, unit: char },
}

/// Ages from here on are no ages.
const MOST: i64 = 10_000;
const HOUR: i64 = 3_600_000;

impl Moment {
    pub(in crate::flags) fn parse(text: &str) -> Option<Self> {
        match age(text) {
            Some((count, unit)) => (count < MOST).then_some(Self::Ago { count, unit }),
            None => time::parse(text).map(Self::At),
        }
    }

    /// The instant in milliseconds; none where the calendar has none.
    pub(in crate::flags) fn at(&self, now: i64) -> Option<i64> {
        match *self {
            Self::At(instant) => Some(instant),
            Self::Ago { count, unit: 'h' } => Some(now - count * HOUR),
            Self::Ago { count, unit: 'd' } => Some(now - count * 24 * HOUR),
            Self::Ago { count, unit: 'w' } => Some(now - count * 7 * 24 * HOUR),
            Self::Ago { count, unit: 'm' } => back(now, count, 1),
            Self::Ago { count, .. } => back(now, count, 12),
        }
    }
}

/// `7d` and `-7d`: both are past.
fn age(text: &str) -> Option<(i64, char)> {
    let text = text.strip_prefix('-').unwrap_or(text);
    let unit = text.chars().next_back().filter(|unit| "hdwmy".contains(*unit))?;
    let digits = &text[..text.len() - 1];
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| (digits.parse().unwrap_or(MOST), unit))
}

/// `count` times `months` earlier. Each step keeps to the length of its month: two months before 31 March is 28 January.
fn back(now: i64, count: i64, months: i64) -> Option<i64> {
    let then = Timestamp::from_millisecond(now).ok()?.to_zoned(TimeZone::UTC).datetime();
    let month = |steps: i64| {
        let month = i64::from(then.year()) * 12 + i64::from(then.month()) - 1 - steps * months;
        let (year, month) = (month.div_euclid(12).try_into().ok()?, (month.rem_euclid(12) + 1).try_into().ok()?);
        civil::Date::new(year, month, 1).ok()
    };
    let mut day = then.day();
    for step in 1..=count {
        // Every month has 28.
        if day <= 28 {
            break;
        }
        day = day.min(month(step)?.days_in_month());
    }
    let date = month(count)?.with().day(day).build().ok()?;
    Some(date.to_datetime(then.time()).to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// A property as an instant in milliseconds: a date, or the seconds since 1970.
pub(super) fn instant(value: &Value) -> Option<i64> {
    let seconds = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    match (seconds, value) {
        (Some(seconds), _) => (seconds.is_finite() && seconds.abs() < 1e12).then_some((seconds * 1000.0) as i64),
        (None, Value::String(text)) => time::parse(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ago(now: &str, text: &str) -> Option<String> {
        Moment::parse(text)?.at(time::parse(now).unwrap()).map(time::iso)
    }

    #[test]
    fn ages_are_always_past() {
        let cases = [
            ("2026-03-31T12:34:56Z", "1h", "2026-03-31T11:34:56.000Z"),
            ("2026-03-31T12:34:56Z", "-1h", "2026-03-31T11:34:56.000Z"),
            ("2026-03-31T12:34:56Z", "1d", "2026-03-30T12:34:56.000Z"),
            ("2026-03-31T12:34:56Z", "2w", "2026-03-17T12:34:56.000Z"),
            ("2026-03-31T12:34:56Z", "1m", "2026-02-28T12:34:56.000Z"),
            ("2026-03-31T12:34:56Z", "2m", "2026-01-28T12:34:56.000Z"),
            ("2026-03-15T12:34:56Z", "3m", "2025-12-15T12:34:56.000Z"),
            ("2024-02-29T00:00:00Z", "1y", "2023-02-28T00:00:00.000Z"),
            ("2024-02-29T00:00:00Z", "4y", "2020-02-28T00:00:00.000Z"),
            ("2026-03-31T12:34:56Z", "0m", "2026-03-31T12:34:56.000Z"),
        ];
        for (now, text, expected) in cases {
            assert_eq!(ago(now, text).as_deref(), Some(expected), "{text} before {now}");
        }
        for text in ["10000d", "99999999999999999999d", "1s", "d", "-d", "--1d", "+1d", "1.5d", "1dd", "día"] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn instants_of_properties() {
        let noon = 1_769_860_800_000;
        let cases = [
            (json!("2026-01-31T12:00:00Z"), Some(noon)),
            (json!(1_769_860_800), Some(noon)),
            (json!("1769860800.5"), Some(noon + 500)),
            (json!("2026-01-31"), Some(noon - 12 * HOUR)),
            (json!(null), None),
            (json!(1e300), None),
            (json!("NaN"), None),
            (json!("soon"), None),
        ];
        for (value, expected) in cases {
            assert_eq!(instant(&value), expected, "{value}");
        }
    }
}
