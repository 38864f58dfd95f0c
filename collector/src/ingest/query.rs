//! The query string of an ingestion request.

use crate::error::Refusal;
use crate::ingest::encoding::Compression;
use crate::time;

/// 2021-01-01T00:00:00Z. A smaller `_` is not in milliseconds, so it says nothing.
const YEAR_2021: i64 = 1_609_459_200_000;

/// What an ingestion request may say beside its body. Everything else in the query is ignored.
#[derive(Debug, Default, PartialEq)]
pub struct Query {
    /// How `data` or the body is encoded.
    pub compression: Option<Compression>,
    /// The payload, in place of a body.
    pub data: Option<String>,
    /// The sender's clock, as `_` or `sent_at`.
    pub sent_at: Option<i64>,
    /// Whether the sender reads no answer, as with `navigator.sendBeacon`.
    pub beacon: bool,
}

impl Query {
    /// Reads the part of an address after `?`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "compression" => query.compression = Compression::named(&value.to_ascii_lowercase()),
                // A `+` that was not escaped arrives as a space.
                "data" if !value.is_empty() => query.data = Some(value.into_owned()),
                "_" => query.sent_at = Some(integer("_", &value)?),
                "sent_at" => query.sent_at = Some(integer("sent_at", &value)?),
                "beacon" => query.beacon = integer("beacon", &value)? == 1,
                _ => {}
            }
        }
        query.sent_at = query.sent_at.filter(|millis| *millis >= YEAR_2021 && *millis < time::YEAR_10000);
        Ok(query)
    }
}

fn integer(field: &'static str, text: &str) -> Result<i64, Refusal> {
    text.parse().map_err(|_| Refusal::bad(field, format!("`{field}` in the query must be an integer, or be left out")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_address() {
        let query =
            Query::parse("ip=0&_=1700000000000&ver=1.300.0&compression=GZIP-js&retry_count=1&beacon=1").unwrap();
        let expected =
            Query { compression: Some(Compression::Gzip), data: None, sent_at: Some(1_700_000_000_000), beacon: true };
        assert_eq!(query, expected);
    }

    #[test]
    fn seconds_are_no_sent_at() {
        assert_eq!(Query::parse("_=1700000000").unwrap().sent_at, None);
    }

    #[test]
    fn numbers_must_be_numbers() {
        for text in ["_=x", "sent_at=1.5", "beacon=yes"] {
            assert!(matches!(Query::parse(text), Err(Refusal::Bad { .. })), "{text}");
        }
    }
}
