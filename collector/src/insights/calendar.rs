//! Ranges of time and the intervals that they are divided into, in a time zone.

use jiff::civil::{self, Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, Zoned};
use serde::Deserialize;

use crate::flags::fault::Fault;
use crate::insights::query;
use crate::limits;

const HOUR: i64 = 3_600_000;

/// The width of an interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// An hour.
    Hour,
    /// A day.
    #[default]
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// The first day of a week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekStart {
    /// As PostHog has it.
    #[default]
    Sunday,
    /// As ISO 8601 has it.
    Monday,
}

/// Where days and weeks begin.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: TimeZone,
    week_start: WeekStart,
}

/// Times in milliseconds, from the first one on, up to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first millisecond.
    pub from: i64,
    /// The one after the last.
    pub to: i64,
}

/// A range, divided.
#[derive(Debug, Clone, PartialEq)]
pub struct Buckets {
    /// Where each interval begins; the first one may begin before the range.
    pub starts: Vec<i64>,
    /// Where the last one ends.
    pub end: i64,
}

impl Calendar {
    /// The calendar of a time zone.
    pub fn new(timezone: &str, week_start: WeekStart) -> Result<Self, Fault> {
        let zone = TimeZone::get(timezone).map_err(|_| {
            Fault::new("timezone", "there is no such time zone; a name such as `Europe/Berlin` is needed")
        })?;
        Ok(Self { zone, week_start })
    }

    /// Reads a range. `now` and the time of the `earliest` event are in milliseconds.
    pub fn range(&self, range: &query::Range, now: i64, earliest: impl FnOnce() -> i64) -> Result<Range, Fault> {
        let from = match range.from.as_str() {
            "all" => self.floor(earliest().min(now), Interval::Day),
            text => self.moment(text, now).ok_or_else(|| wrong("range.from"))?.from,
        };
        let to = match &range.to {
            None => now + 1,
            Some(text) => self.moment(text, now).ok_or_else(|| wrong("range.to"))?.to,
        };
        if from >= to {
            return Err(Fault::new("range", "it ends before it begins"));
        }
        Ok(Range { from, to })
    }

    /// The day, the hour or the instant that a text means. An instant lasts no time.
    fn moment(&self, text: &str, now: i64) -> Option<Range> {
        if let Some((count, unit)) = age(text) {
            let now = self.zoned(now)?;
            let (span, interval) = match unit {
                'h' => (count.hours(), Interval::Hour),
                'd' => (count.days(), Interval::Day),
                'w' => (count.weeks(), Interval::Day),
                'm' => (count.months(), Interval::Day),
                _ => (count.years(), Interval::Day),
            };
            let from = self.floor(now.checked_sub(span).ok()?.timestamp().as_millisecond(), interval);
            return Some(Range { from, to: self.next(from, interval) });
        }
        if let Ok(date) = text.parse::<Date>()
            && text.len() == 10
        {
            let from = self.midnight(date)?;
            return Some(Range { from, to: self.next(from, Interval::Day) });
        }
        let at = match text.parse::<Timestamp>() {
            Ok(instant) => instant,
            Err(_) => text.parse::<civil::DateTime>().ok()?.to_zoned(self.zone.clone()).ok()?.timestamp(),
        };
        Some(Range { from: at.as_millisecond(), to: at.as_millisecond() })
    }

    /// Divides a range.
    pub fn divide(&self, range: Range, interval: Interval) -> Result<Buckets, Fault> {
        let mut starts = Vec::new();
        let mut at = self.floor(range.from, interval);
        while at < range.to {
            if starts.len() == limits::INSIGHT_BUCKETS {
                let most = limits::INSIGHT_BUCKETS;
                return Err(Fault::new("interval", format!("the range has over {most} of them; take longer ones")));
            }
            starts.push(at);
            at = self.next(at, interval);
        }
        Ok(Buckets { starts, end: at })
    }

    /// The beginning of the interval that `at` lies in.
    pub fn floor(&self, at: i64, interval: Interval) -> i64 {
        let floor = || {
            let zoned = self.zoned(at)?;
            let date = zoned.date();
            match interval {
                // Not the civil hour, which a change of clocks may have twice.
                Interval::Hour => {
                    let past = i64::from(zoned.minute()) * 60_000 + i64::from(zoned.second()) * 1000;
                    Some(at - past - i64::from(zoned.millisecond()))
                }
                Interval::Day => self.midnight(date),
                Interval::Week => {
                    let days = match self.week_start {
                        WeekStart::Sunday => date.weekday().to_sunday_zero_offset(),
                        WeekStart::Monday => date.weekday().to_monday_zero_offset(),
                    };
                    self.midnight(date.checked_sub(i64::from(days).days()).ok()?)
                }
                Interval::Month => self.midnight(date.first_of_month()),
            }
        };
        floor().unwrap_or(at)
    }

    /// The beginning of the interval after the one that begins at `at`.
    fn next(&self, at: i64, interval: Interval) -> i64 {
        self.after(at, interval, 1)
    }

    /// The beginning of the interval `count` after the one that begins at `at`; before it, if the count is negative.
    pub fn after(&self, at: i64, interval: Interval, count: i64) -> i64 {
        let date = |span| self.zoned(at)?.date().checked_add(span).ok();
        match interval.span(count) {
            None => at + count * HOUR,
            Some(span) => date(span).and_then(|date| self.midnight(date)).unwrap_or(at + 24 * count * HOUR),
        }
    }

    /// The range `count` intervals earlier by the calendar: each of its intervals is of the same kind, and cut at the same
    /// time of the day, as the one that it is compared with.
    pub fn before(&self, range: Range, interval: Interval, count: usize) -> Range {
        let count = count as i64;
        let zoned = |at, span: Span| Some(self.zoned(at)?.checked_sub(span).ok()?.timestamp().as_millisecond());
        let earlier = |at| match interval.span(count) {
            None => at - count * HOUR,
            Some(span) => zoned(at, span).unwrap_or(at - 24 * count * HOUR),
        };
        let from = earlier(range.from);
        // The 30th and the 31st are both the last day of a February.
        Range { from, to: earlier(range.to).max(from) }
    }

    fn midnight(&self, date: Date) -> Option<i64> {
        Some(date.to_datetime(Time::midnight()).to_zoned(self.zone.clone()).ok()?.timestamp().as_millisecond())
    }

    fn zoned(&self, at: i64) -> Option<Zoned> {
        Some(Timestamp::from_millisecond(at).ok()?.to_zoned(self.zone.clone()))
    }
}

impl Interval {
    /// So many intervals of the calendar; none where they are hours of the clock.
    fn span(self, count: i64) -> Option<Span> {
        match self {
            Self::Hour => None,
            Self::Day => Some(count.days()),
            Self::Week => Some(count.weeks()),
            Self::Month => Some(count.months()),
        }
    }
}

impl Buckets {
    /// The interval that `at`, which lies in the range, belongs to.
    pub fn index(&self, at: i64) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The end of an interval.
    pub fn end_of(&self, index: usize) -> i64 {
        self.starts.get(index + 1).copied().unwrap_or(self.end)
    }
}

/// `-30d`: a count and its unit.
fn age(text: &str) -> Option<(i64, char)> {
    let text = text.strip_prefix('-')?;
    let unit = text.chars().next_back().filter(|unit| "hdwmy".contains(*unit))?;
    let digits = &text[..text.len() - 1];
    let is_number = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| (digits.parse().unwrap_or_default(), unit))
}

fn wrong(field: &str) -> Fault {
    let all = if field == "range.from" { ", or `all`" } else { "" };
    Fault::new(field, format!("a date is needed, as `2026-01-31`, an instant, or an age, as `-30d`{all}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time;

    fn at(text: &str) -> i64 {
        time::parse(text).unwrap()
    }

    fn calendar(zone: &str) -> Calendar {
        Calendar::new(zone, WeekStart::Sunday).unwrap()
    }

    fn range(from: &str, to: Option<&str>) -> query::Range {
        query::Range { from: from.into(), to: to.map(str::to_owned) }
    }

    #[test]
    fn ranges() {
        let now = at("2026-03-31T12:34:56Z");
        let cases = [
            ("-1d", None, "2026-03-30T00:00:00Z", now + 1),
            ("-0d", None, "2026-03-31T00:00:00Z", now + 1),
            ("-3h", None, "2026-03-31T09:00:00Z", now + 1),
            ("-1m", Some("-1d"), "2026-02-28T00:00:00Z", at("2026-03-31T00:00:00Z")),
            ("2026-01-02", Some("2026-01-03"), "2026-01-02T00:00:00Z", at("2026-01-04T00:00:00Z")),
            ("2026-01-02T10:00:00Z", Some("2026-01-02T11:00:00Z"), "2026-01-02T10:00:00Z", at("2026-01-02T11:00:00Z")),
            ("all", None, "2025-05-05T00:00:00Z", now + 1),
        ];
        for (from, to, expected, end) in cases {
            let read = calendar("UTC").range(&range(from, to), now, || at("2025-05-05T05:05:05Z")).unwrap();
            assert_eq!(read, Range { from: at(expected), to: end }, "{from} {to:?}");
        }
        for (from, to, field) in [
            ("30d", None, "range.from"),
            ("", None, "range.from"),
            ("-1d", Some("all"), "range.to"),
            ("2026-02-30", None, "range.from"),
            ("2026-03-01", Some("2026-02-01"), "range"),
        ] {
            let fault = calendar("UTC").range(&range(from, to), now, || 0).unwrap_err();
            assert_eq!(fault.field, field, "{from} {to:?}");
        }
    }

    #[test]
    fn days_begin_in_the_time_zone_and_differ_in_length() {
        let berlin = calendar("Europe/Berlin");
        let whole = Range { from: at("2026-03-28T00:00:00+01:00"), to: at("2026-03-31T00:00:00+02:00") };
        let days = berlin.divide(whole, Interval::Day).unwrap();
        let lengths: Vec<i64> = (0..days.len()).map(|day| (days.end_of(day) - days.starts[day]) / 3_600_000).collect();
        assert_eq!(lengths, [24, 23, 24]);
        assert_eq!(days.index(at("2026-03-29T21:59:59Z")), 1);
        assert_eq!(days.index(at("2026-03-29T22:00:00Z")), 2);
        let hours = berlin.divide(whole, Interval::Hour).unwrap();
        assert_eq!(hours.len(), 71);
    }

    #[test]
    fn weeks_and_months() {
        let may = Range { from: at("2026-05-06T10:00:00Z"), to: at("2026-06-02T00:00:00Z") };
        let iso = |buckets: Buckets| {
            buckets.starts.into_iter().map(|start| time::iso(start)[..10].to_owned()).collect::<Vec<_>>()
        };
        let weeks = calendar("UTC").divide(may, Interval::Week).unwrap();
        assert_eq!(iso(weeks), ["2026-05-03", "2026-05-10", "2026-05-17", "2026-05-24", "2026-05-31"]);
        let monday = Calendar::new("UTC", WeekStart::Monday).unwrap();
        assert_eq!(iso(monday.divide(may, Interval::Week).unwrap())[0], "2026-05-04");
        assert_eq!(iso(monday.divide(may, Interval::Month).unwrap()), ["2026-05-01", "2026-06-01"]);
        let long = Range { from: 0, to: at("2026-01-01") };
        assert_eq!(monday.divide(long, Interval::Hour).unwrap_err().field, "interval");
    }

    #[test]
    fn unknown_time_zones_are_refused() {
        assert_eq!(Calendar::new("Europe/Nowhere", WeekStart::Sunday).unwrap_err().field, "timezone");
    }
}
