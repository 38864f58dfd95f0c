//! What one request hands to the writer.

use serde_json::Value;

use crate::ingest::event::Event;

/// The events of one request, good and bad.
#[derive(Debug)]
pub struct Submission {
    /// The project's token.
    pub token: String,
    /// When the request arrived.
    pub received_at: i64,
    /// The sender's clock when it left.
    pub sent_at: Option<i64>,
    /// The good events in the order given.
    pub records: Vec<Record>,
    /// The bad ones.
    pub rejects: Vec<Reject>,
}

/// A good event, ready for storing.
#[derive(Debug)]
pub struct Record {
    /// The event with its normalised properties.
    pub event: Event,
    /// Those properties as JSON.
    pub json: String,
    /// When it happened.
    pub time: i64,
    /// What was clicked.
    pub elements_chain: Option<String>,
    /// What was not followed although the event is stored.
    pub warnings: Vec<Warning>,
}

/// A part of an event that was not followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// What sort of thing it was.
    pub kind: &'static str,
    /// The values concerned.
    pub detail: Value,
}

/// A bad event.
#[derive(Debug)]
pub struct Reject {
    /// Its uuid, where it had a valid one.
    pub uuid: Option<String>,
    /// The wrong field.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
    /// The start of its text.
    pub raw: String,
}
