//! Judging a request's events one by one: the good go on, the bad are listed.

use hoofprint::wire::Rejected;
use serde_json::json;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::error::Refusal;
use crate::ingest::envelope::Envelope;
use crate::ingest::event::Event;
use crate::ingest::event_time::{Clues, event_time};
use crate::ingest::fields::{Fault, Fields};
use crate::ingest::normalise::{Surroundings, normalise};
use crate::ingest::{elements, token};
use crate::limits;
use crate::store::submission::{Record, Reject, Submission, Warning};
use crate::text;
use crate::time;

/// A judged request.
#[derive(Debug)]
pub struct Judged {
    /// What is to be stored.
    pub submission: Submission,
    /// What is to be answered about the bad events.
    pub rejected: Vec<Rejected>,
    /// Uuids of which the sender wants to know whether they are stored.
    pub offered: Vec<String>,
    /// Whether any event was good, stored or not; also where there was none, but an offer.
    pub any_good: bool,
    /// Whether size was the only fault.
    pub only_too_large: bool,
    /// Whether the event stood alone.
    pub single: bool,
}

/// Judges the events of `text`, which arrived at `now`.
pub fn judge(text: &str, engage_path: bool, mut around: Surroundings, now: i64) -> Result<Judged, Refusal> {
    let envelope = Envelope::parse(text, engage_path)?;
    around.sent_at = envelope.sent_at.as_deref().and_then(time::parse_iso).or(around.sent_at);
    let mut bench = Bench { default_name: envelope.default_name, around, now, ..Bench::default() };
    for (index, item) in envelope.items.iter().enumerate() {
        bench.hear(index, item);
    }
    let token = match &envelope.token {
        Some(token) => token::check(token)?.to_owned(),
        // Nothing to store and nothing legible: the faults say more than a missing token would.
        None if bench.illegible + bench.ignored == envelope.items.len() => String::new(),
        None => token::check(token::common(bench.tokens.iter().map(String::as_str))?)?.to_owned(),
    };
    let any_good = bench.ignored > 0 || !bench.records.is_empty() || envelope.items.is_empty();
    let only_too_large = bench.too_large == bench.rejected.len();
    let sent_at = bench.around.sent_at;
    let submission = Submission { token, received_at: now, sent_at, records: bench.records, rejects: bench.rejects };
    let Envelope { offered, single, .. } = envelope;
    Ok(Judged { submission, rejected: bench.rejected, offered, any_good, only_too_large, single })
}

#[derive(Default)]
struct Bench {
    default_name: Option<&'static str>,
    around: Surroundings,
    now: i64,
    tokens: Vec<String>,
    records: Vec<Record>,
    rejects: Vec<Reject>,
    rejected: Vec<Rejected>,
    /// Events that are taken and not stored.
    ignored: usize,
    /// Events whose fields cannot be read, so that a token in them cannot be either.
    illegible: usize,
    too_large: usize,
}

impl Bench {
    fn hear(&mut self, index: usize, item: &RawValue) {
        let (fields, uuid) = Fields::read(item);
        let fields = match fields {
            Ok(fields) => fields,
            Err(fault) => {
                self.illegible += 1;
                self.too_large += usize::from(item.get().len() > limits::EVENT_BYTES);
                return self.refuse(index, uuid, fault, item);
            }
        };
        // Sent by old libraries about the page's speed; the protocol takes such events and drops them.
        if fields.event.as_deref() == Some("$performance_event") {
            self.ignored += 1;
            return;
        }
        let in_properties = || fields.properties.get("token").and_then(|token| token.as_str()).map(str::to_owned);
        self.tokens.extend(fields.token.clone().or_else(in_properties));
        let given_time = fields.timestamp.clone().unwrap_or_default();
        match Event::check(fields, self.default_name, self.now) {
            Ok(event) => self.records.push(record(event, &given_time, &self.around, self.now)),
            Err(fault) => self.refuse(index, uuid, fault, item),
        }
    }

    fn refuse(&mut self, index: usize, uuid: Option<String>, fault: Fault, item: &RawValue) {
        let uuid = uuid.and_then(|text| Uuid::parse_str(&text).ok()).map(|uuid| uuid.to_string());
        let (field, message) = (fault.field.to_owned(), fault.message);
        if self.rejects.len() < limits::REJECTS_PER_REQUEST {
            let raw = text::cut_bytes(item.get(), limits::REJECT_RAW_BYTES).to_owned();
            self.rejects.push(Reject { uuid: uuid.clone(), field: field.clone(), message: message.clone(), raw });
        }
        self.rejected.push(Rejected { index, uuid, field, message });
    }
}

/// Completes a good event.
fn record(mut event: Event, given_time: &str, around: &Surroundings, now: i64) -> Record {
    let clues = Clues {
        timestamp: event.timestamp,
        sent_at: around.sent_at,
        offset: event.offset,
        ignore_sent_at: event.properties.get("$ignore_sent_at") == Some(&true.into()),
    };
    let mut warnings = Vec::new();
    if let Some(profile) = event.properties.get("$process_person_profile").filter(|profile| !profile.is_boolean()) {
        let detail = json!({ "$process_person_profile": profile });
        warnings.push(Warning { kind: "invalid_process_person_profile", detail });
    }
    if event.timestamp.is_none() && !given_time.is_empty() {
        let detail = json!({ "timestamp": text::cut_bytes(given_time, limits::FAULT_BYTES) });
        warnings.push(Warning { kind: "ignored_invalid_timestamp", detail });
    }
    let elements_chain = elements::take_chain(&mut event.properties);
    normalise(&mut event, around);
    // Here and not by the writer, who is alone while requests are many.
    let json = text::object_json(&event.properties);
    Record { time: event_time(now, clues), json, elements_chain, warnings, event }
}
