//! One event's fields, each checked to be of the right type.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::limits;
use crate::text::{self, Object};

/// A field that is wrong, and how.
#[derive(Debug, PartialEq)]
pub struct Fault {
    /// The field's name as the sender writes it.
    pub field: &'static str,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Fault {
    /// A fault of `field`.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        // Readers of JSON quote what they could not take, however long it is.
        let message = text::cut_bytes(&message.into(), limits::FAULT_BYTES).to_owned();
        Self { field, message }
    }
}

/// The keys of an event that are read; others are dropped.
#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow)]
    token: Option<&'a RawValue>,
    #[serde(borrow, rename = "$token")]
    dollar_token: Option<&'a RawValue>,
    #[serde(borrow)]
    api_key: Option<&'a RawValue>,
    #[serde(borrow)]
    distinct_id: Option<&'a RawValue>,
    #[serde(borrow, rename = "$distinct_id")]
    dollar_distinct_id: Option<&'a RawValue>,
    #[serde(borrow)]
    uuid: Option<&'a RawValue>,
    #[serde(borrow)]
    event: Option<&'a RawValue>,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
    #[serde(borrow)]
    timestamp: Option<&'a RawValue>,
    #[serde(borrow)]
    offset: Option<&'a RawValue>,
    #[serde(borrow, rename = "$set")]
    set: Option<&'a RawValue>,
    #[serde(borrow, rename = "$set_once")]
    set_once: Option<&'a RawValue>,
    #[serde(borrow, rename = "$unset")]
    unset: Option<&'a RawValue>,
}

/// An event's fields by type. Nothing is said yet about what they hold.
#[derive(Debug, Default)]
pub struct Fields {
    /// The event's own token, `token`, `$token` or `api_key`.
    pub token: Option<String>,
    /// `distinct_id`, of any type.
    pub distinct_id: Option<Value>,
    /// `uuid`.
    pub uuid: Option<String>,
    /// `event`.
    pub event: Option<String>,
    /// `properties`.
    pub properties: Object,
    /// `timestamp`.
    pub timestamp: Option<String>,
    /// `offset`.
    pub offset: Option<i64>,
    /// `$set`.
    pub set: Option<Object>,
    /// `$set_once`.
    pub set_once: Option<Object>,
    /// `$unset`.
    pub unset: Option<Value>,
}

impl Fields {
    /// Reads one event. The first wrong field is the fault.
    ///
    /// The second value is the uuid, where that could be read: a fault in another field is reported with it.
    pub fn read(item: &RawValue) -> (Result<Self, Fault>, Option<String>) {
        if item.get().len() > limits::EVENT_BYTES {
            let bound = limits::EVENT_BYTES;
            return (
                Err(Fault::new("event", format!("maximum event size exceeded: keep it under {bound} bytes"))),
                None,
            );
        }
        if !item.get().starts_with('{') {
            return (Err(Fault::new("event", "an event must be a JSON object")), None);
        }
        let raw: Raw<'_> = match serde_json::from_str(item.get()) {
            Ok(raw) => raw,
            Err(error) => return (Err(Fault::new("event", format!("the event cannot be read: {error}"))), None),
        };
        let uuid = typed::<String>("uuid", raw.uuid, "a string").ok().flatten();
        (Self::typed(&raw), uuid)
    }

    fn typed(raw: &Raw<'_>) -> Result<Self, Fault> {
        let token = one_of("token", &[raw.token, raw.dollar_token, raw.api_key])?;
        let distinct_id = one_of("distinct_id", &[raw.distinct_id, raw.dollar_distinct_id])?;
        Ok(Self {
            token: typed("token", token, "a string")?,
            distinct_id: typed("distinct_id", distinct_id, "a string")?,
            uuid: typed("uuid", raw.uuid, "a string")?,
            event: typed("event", raw.event, "a string")?,
            properties: typed("properties", raw.properties, "an object")?.unwrap_or_default(),
            timestamp: typed("timestamp", raw.timestamp, "a string, best ISO 8601 in UTC")?,
            offset: typed("offset", raw.offset, "an integer, in milliseconds")?,
            set: typed("$set", raw.set, "an object")?,
            set_once: typed("$set_once", raw.set_once, "an object")?,
            unset: typed("$unset", raw.unset, "a list of names")?,
        })
    }
}

/// The one of several spellings that is given.
fn one_of<'a>(field: &'static str, spellings: &[Option<&'a RawValue>]) -> Result<Option<&'a RawValue>, Fault> {
    let mut given = spellings.iter().flatten();
    match (given.next(), given.next()) {
        (_, Some(_)) => Err(Fault::new(field, format!("`{field}` is given twice, under two names; send one"))),
        (first, None) => Ok(first.copied()),
    }
}

fn typed<'a, T: Deserialize<'a>>(
    field: &'static str,
    raw: Option<&'a RawValue>,
    kind: &str,
) -> Result<Option<T>, Fault> {
    let Some(raw) = raw else { return Ok(None) };
    if depth(raw.get()) > limits::JSON_DEPTH {
        let bound = limits::JSON_DEPTH;
        return Err(Fault::new(field, format!("`{field}` nests deeper than {bound} levels; flatten it")));
    }
    serde_json::from_str(raw.get())
        .map(Some)
        .map_err(|error| Fault::new(field, format!("`{field}` must be {kind}: {error}")))
}

/// How deep arrays and objects nest in `json`, which is known to be well formed.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Fields, Fault> {
        Fields::read(serde_json::from_str(json).unwrap()).0
    }

    #[test]
    fn depth_ignores_brackets_in_strings() {
        assert_eq!(depth(r#"{"a":["[[[\"[[",{}]}"#), 3);
        assert_eq!(depth("1"), 0);
    }

    #[test]
    fn each_wrong_type_names_its_field() {
        let deep = format!(r#"{{"properties":{{"a":{}{}}}}}"#, "[".repeat(100), "]".repeat(100));
        let cases = [
            (r#"{"token":1}"#, "token"),
            (r#"{"token":"a","api_key":"a"}"#, "token"),
            (r#"{"distinct_id":"a","$distinct_id":"a"}"#, "distinct_id"),
            (r#"{"uuid":7}"#, "uuid"),
            (r#"{"event":{}}"#, "event"),
            (r#"{"event":"a","event":"b"}"#, "event"),
            (r#"{"properties":[]}"#, "properties"),
            (r#"{"properties":{"a":"\ud800"}}"#, "properties"),
            (r#"{"properties":{"a":1e999}}"#, "properties"),
            (r#"{"timestamp":1700000000}"#, "timestamp"),
            (r#"{"offset":1.5}"#, "offset"),
            (r#"{"offset":"1"}"#, "offset"),
            (r#"{"$set":"x"}"#, "$set"),
            (r#"{"$set_once":[1]}"#, "$set_once"),
            (r#"[]"#, "event"),
            (r#"null"#, "event"),
            (&deep, "properties"),
        ];
        for (json, field) in cases {
            assert_eq!(read(json).map_err(|fault| fault.field).err(), Some(field), "{json}");
        }
    }

    #[test]
    fn a_fault_keeps_the_uuid() {
        let item: &RawValue = serde_json::from_str(r#"{"uuid":"u","properties":3}"#).unwrap();
        assert_eq!(Fields::read(item).1.as_deref(), Some("u"));
    }

    #[test]
    fn null_is_absent() {
        let fields = read(r#"{"event":"a","uuid":null,"properties":null,"timestamp":null,"offset":null,"$set":null}"#);
        assert_eq!(fields.unwrap().uuid, None);
    }
}
