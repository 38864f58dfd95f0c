//! How a request ended.

use crate::json::{self, Object};

use super::{offer_of, uuid_of};

/// An answer of the collector, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status; 0 where there was no answer: refused, offline, blocked, timed out.
    pub status: u16,
    /// Milliseconds that the server asks to wait (`Retry-After`, RFC 9110 §10.2.3); 0 where it does not.
    pub retry_after: u64,
    known: Vec<String>,
    /// The uuids of events that were refused; nothing where the answer does not tell of each.
    rejected: Option<Vec<String>>,
}

impl Answer {
    /// Reads the body of an answer ([`crate::wire::Answer`]). Other servers' bodies tell nothing.
    pub fn read(status: u16, body: &str, retry_after: u64) -> Self {
        // A page in place of an answer is somebody else's: a login, a portal, an ad blocker.
        let status = if body.trim_start().starts_with('<') && (200..300).contains(&status) { 0 } else { status };
        let body = Object::parse(body).unwrap_or_default();
        let uuid = |text: &str| Object::parse(text)?.get_string("uuid").map(String::from);
        let rejected = body.get("rejected").and_then(json::elements);
        Self {
            status,
            retry_after,
            known: body.get("known").map(json::strings).unwrap_or_default(),
            rejected: rejected.map(|each| each.into_iter().filter_map(uuid).collect()),
        }
    }

    /// Whether it tells of each event what became of it.
    pub(super) fn tells_each(&self) -> bool {
        self.rejected.is_some()
    }

    pub(super) fn rejects(&self, event: &str) -> bool {
        let Some(rejected) = &self.rejected else { return false };
        let uuid = uuid_of(event);
        rejected.iter().any(|each| each.eq_ignore_ascii_case(&uuid))
    }

    pub(super) fn knows(&self, event: &str) -> bool {
        !self.known.is_empty() && self.known.contains(&offer_of(event))
    }
}
