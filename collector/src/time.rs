//! Clocks and their text. Times are milliseconds since 1970 in UTC, as `i64`.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// 10000-01-01T00:00:00Z, past what any calendar here holds.
pub const YEAR_10000: i64 = 253_402_300_800_000;

/// The collector's clock.
pub fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// `2026-01-31T12:00:00.000Z`. A time no calendar holds is shown as 1970.
pub fn iso(millis: i64) -> String {
    format!("{:.3}", Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// Reads ISO 8601, with a zone or (as UTC) without one. A space before the zone, or `UTC` for it, does no harm.
pub fn parse_iso(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some((time, zone)) = text.rsplit_once(' ') {
        match zone {
            "UTC" | "Z" => return parse_iso(time),
            _ if zone.starts_with(['+', '-']) => return parse_iso(&[time, zone].concat()),
            _ => {}
        }
    }
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp.as_millisecond());
    }
    let civil = text.parse::<DateTime>().ok().or_else(|| text.parse::<Date>().ok().map(|date| date.at(0, 0, 0, 0)))?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// Reads any form of time that a sender may put in `timestamp`.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    parse_iso(text).or_else(|| parse_number(text)).or_else(|| parse_slashes(text)).or_else(|| {
        let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(zoned.timestamp().as_millisecond())
    })
}

/// Seconds or milliseconds since 1970, told apart by the number of digits.
fn parse_number(text: &str) -> Option<i64> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    match text.len() {
        9..=10 => Some(number * 1000),
        12..=13 => Some(number),
        _ => None,
    }
}

/// `2026/01/31 …` and `01/31/2026 …`, rewritten as ISO 8601.
fn parse_slashes(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at(text.find([' ', 'T']).unwrap_or(text.len()));
    let mut parts = date.split('/');
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, first, second) };
    parse_iso(&format!("{year}-{month:0>2}-{day:0>2}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_time() {
        let noon = 1_769_860_800_000; // 2026-01-31T12:00:00Z
        let cases = [
            ("2026-01-31T12:00:00Z", Some(noon)),
            ("2026-01-31T12:00:00.123Z", Some(noon + 123)),
            ("2026-01-31T15:00:00+03:00", Some(noon)),
            ("2026-01-31T15:00:00+03", Some(noon)),
            ("2026-01-31T12:00:00", Some(noon)),
            ("2026-01-31 12:00:00", Some(noon)),
            ("2026-01-31 12:00:00+00:00", Some(noon)),
            ("2026-01-31 12:00:00 UTC", Some(noon)),
            ("2026-01-31T15:00:00 +03:00", Some(noon)),
            ("2026-01-31 15:00:00 +0300", Some(noon)),
            ("UTC", None),
            ("2026-01-31", Some(noon - 43_200_000)),
            ("2026/01/31 12:00:00", Some(noon)),
            ("1/31/2026 12:00:00", Some(noon)),
            ("Sat, 31 Jan 2026 12:00:00 +0000", Some(noon)),
            ("1769860800", Some(noon)),
            ("1769860800123", Some(noon + 123)),
            ("-000001-01-01T00:00:00.000Z", Some(-62_198_755_200_000)),
            ("", None),
            ("yesterday", None),
            ("12", None),
            ("2026-13-01", None),
            ("+010000-01-01T00:00:00Z", None),
        ];
        for (text, millis) in cases {
            assert_eq!(parse(text), millis, "{text}");
        }
    }

    #[test]
    fn iso_text_has_milliseconds() {
        assert_eq!(iso(1_769_860_800_120), "2026-01-31T12:00:00.120Z");
        assert_eq!(iso(i64::MAX), "1970-01-01T00:00:00.000Z");
    }
}
