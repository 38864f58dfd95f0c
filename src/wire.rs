//! What travels between the snippet and the collector, named once for both sides.
//!
//! The tracker writes event text itself (deriving `Serialize` into wasm costs 1.9 KB gzip, see docs/decisions.md) and a
//! native test reads that text back through these types, so the two cannot drift apart.

#[cfg(feature = "deserialize")]
use serde::Deserialize;
use serde::Serialize;

/// The envelope of every request: `POST /e/`, `Content-Type: text/plain`.
///
/// `E` is the event: [`Event`] for what our own snippet writes, a raw JSON value where each event is to be judged alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "deserialize", derive(Deserialize))]
pub struct Batch<E> {
    /// The project's write key.
    pub api_key: String,
    /// The events in the order of their capture.
    pub batch: Vec<E>,
    /// Uuids of further events (of a `$pageleave` with `/` and its `$insert_id`), which are sent only if the collector has not
    /// got them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<String>,
    /// The sender's clock when the request left, ISO 8601 in UTC with milliseconds.
    pub sent_at: String,
}

/// One event as our snippet writes it. `P` is the type of a JSON object.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "deserialize", derive(Deserialize), serde(deny_unknown_fields))]
pub struct Event<P> {
    /// UUIDv7, minted at the call and never changed; the collector stores each one once.
    pub uuid: String,
    /// The event's name.
    pub event: String,
    /// Automatic, super and caller's properties, with `token` and `distinct_id` among them.
    pub properties: P,
    /// Person properties to overwrite.
    #[serde(rename = "$set", skip_serializing_if = "Option::is_none")]
    pub set: Option<P>,
    /// Person properties to write where none is yet.
    #[serde(rename = "$set_once", skip_serializing_if = "Option::is_none")]
    pub set_once: Option<P>,
    /// Names of person properties to delete.
    #[serde(rename = "$unset", skip_serializing_if = "Option::is_none")]
    pub unset: Option<Vec<String>>,
    /// When the call was made, by the page's clock: ISO 8601 in UTC with milliseconds.
    pub timestamp: String,
}

/// The collector's answer to a request of which it stored at least one event (status 200).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "deserialize", derive(Deserialize))]
pub struct Answer {
    /// Always `"Ok"`, as the hosted service answers.
    pub status: String,
    /// Of the events that the request offered, those that are on disk already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// The events that were refused; the others are on disk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<Rejected>,
    /// Whether the project has feature flags, so that trackers need not ask for them in vain.
    #[serde(default, rename = "hasFeatureFlags", skip_serializing_if = "std::ops::Not::not")]
    pub has_feature_flags: bool,
}

/// Why one event was refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "deserialize", derive(Deserialize))]
pub struct Rejected {
    /// The event's place in the request, from 0.
    pub index: usize,
    /// Its uuid, where it had a valid one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// The field that is wrong, such as `distinct_id` or `properties`.
    pub field: String,
    /// What is wrong with it, in a sentence.
    pub message: String,
}
