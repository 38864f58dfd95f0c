//! The four shapes in which events come.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::Refusal;
use crate::limits;

/// A request's events, each still as text so that it can be judged alone.
#[derive(Debug)]
pub struct Envelope<'a> {
    /// The token of the envelope; without one, the events carry their own.
    pub token: Option<String>,
    /// The events in the order given.
    pub items: Vec<&'a RawValue>,
    /// Uuids (of a `$pageleave` with its `$insert_id` behind a slash) of events that the sender would send again unless they are here.
    pub offered: Vec<String>,
    /// The envelope's `sent_at`.
    pub sent_at: Option<String>,
    /// What the events are called that have no name: `$identify` on `/engage`.
    pub default_name: Option<&'static str>,
    /// Whether the event stands alone, outside any list.
    pub single: bool,
}

/// The keys that tell the shapes of an object apart.
#[derive(Deserialize)]
struct Keys<'a> {
    #[serde(borrow)]
    token: Option<&'a RawValue>,
    #[serde(borrow)]
    api_key: Option<&'a RawValue>,
    #[serde(borrow)]
    batch: Option<&'a RawValue>,
    #[serde(borrow)]
    offered: Option<&'a RawValue>,
    #[serde(borrow)]
    sent_at: Option<&'a RawValue>,
    #[serde(borrow)]
    event: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// Reads the shape of `text`, trying array, batch, single event, and (on its own path) engage.
    pub fn parse(text: &'a str, engage_path: bool) -> Result<Self, Refusal> {
        let unreadable =
            |error| Refusal::bad("body", format!("failed to parse request: {error}; send a JSON object or array"));
        let whole = || serde_json::from_str::<&'a RawValue>(text).map_err(unreadable);
        let envelope = match text.trim_start().as_bytes().first() {
            // The usual case, in which the text is not read just to find its end.
            Some(b'{') => {
                let keys: Keys<'a> = serde_json::from_str(text).map_err(unreadable)?;
                Self::object(whole, &keys, engage_path)?
            }
            Some(b'[') => Self {
                token: None,
                items: items(whole()?)?,
                offered: Vec::new(),
                sent_at: None,
                default_name: None,
                single: false,
            },
            _ => {
                whole()?;
                return Err(Refusal::bad("body", "failed to parse request: expected a JSON object or array"));
            }
        };
        if envelope.items.is_empty() && envelope.offered.is_empty() {
            return Err(Refusal::bad("batch", "request holds no event; send at least one"));
        }
        Ok(envelope)
    }

    fn object(
        whole: impl FnOnce() -> Result<&'a RawValue, Refusal>,
        keys: &Keys<'a>,
        engage_path: bool,
    ) -> Result<Self, Refusal> {
        let single = |default_name| {
            let items = vec![whole()?];
            Ok(Self { token: None, items, offered: Vec::new(), sent_at: None, default_name, single: true })
        };
        if let Some(batch) = keys.batch.filter(|raw| raw.get().starts_with('[')) {
            let token = match (keys.token, keys.api_key) {
                (Some(_), Some(_)) => {
                    return Err(Refusal::bad("api_key", "`token` and `api_key` are given together; send one"));
                }
                (token, api_key) => token.or(api_key).and_then(string),
            };
            if token.is_some() {
                let sent_at = keys.sent_at.map(sent_at).transpose()?;
                let offered = keys.offered.map(offered).transpose()?.unwrap_or_default();
                return Ok(Self { token, items: items(batch)?, offered, sent_at, default_name: None, single: false });
            }
            if keys.event.is_none() {
                return Err(Refusal::bad("api_key", "a batch needs its project token as a string in `api_key`"));
            }
        }
        match keys.event {
            Some(event) if event.get().starts_with('"') => single(None),
            None if engage_path => single(Some("$identify")),
            Some(_) => Err(Refusal::bad("event", "the event's name, `event`, must be a string")),
            None if keys.batch.is_some() => Err(Refusal::bad("batch", "`batch` must be an array of events")),
            None => Err(Refusal::bad("event", "the request has neither `batch` nor `event`; send one of them")),
        }
    }
}

fn string(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

fn sent_at(raw: &RawValue) -> Result<String, Refusal> {
    string(raw)
        .ok_or_else(|| Refusal::bad("sent_at", "`sent_at` of a batch must be a string, ISO 8601, or be left out"))
}

fn offered(raw: &RawValue) -> Result<Vec<String>, Refusal> {
    let uuids: Vec<String> = serde_json::from_str(raw.get())
        .map_err(|_| Refusal::bad("offered", "`offered` must be an array of the uuids of events"))?;
    if uuids.len() > limits::OFFERED {
        return Err(Refusal::too_large("offered", format!("the request offers over {} events", limits::OFFERED)));
    }
    Ok(uuids)
}

fn items(raw: &RawValue) -> Result<Vec<&RawValue>, Refusal> {
    let Items(items) = serde_json::from_str(raw.get())
        .map_err(|error| Refusal::bad("batch", format!("failed to parse request: {error}")))?;
    if items.len() > limits::EVENTS_PER_REQUEST {
        let bound = limits::EVENTS_PER_REQUEST;
        return Err(Refusal::too_large("batch", format!("the request holds over {bound} events; send several")));
    }
    Ok(items)
}

/// Items of an array, up to one more than allowed: a body of millions of zeroes must not fill the memory.
struct Items<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemsVisitor;
        impl<'de> Visitor<'de> for ItemsVisitor {
            type Value = Items<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an array of events")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while items.len() <= limits::EVENTS_PER_REQUEST {
                    match array.next_element()? {
                        Some(item) => items.push(item),
                        None => return Ok(Items(items)),
                    }
                }
                while array.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(ItemsVisitor)
    }
}
