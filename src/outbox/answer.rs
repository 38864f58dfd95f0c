//! How a request ended.

use crate::json::{self, Object};
use crate::text;

use super::offer::uuid_of;

/// An answer of the collector, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status; 0 where there was no answer: refused, offline, blocked, timed out.
    pub status: u16,
    /// Milliseconds that the server asks to wait (`Retry-After`, RFC 9110 §10.2.3); 0 where it does not.
    pub retry_after: u64,
    known: Vec<String>,
    /// Whether it tells of each event what became of it.
    tells_each: bool,
    /// The uuids of events that were refused.
    rejected: Vec<String>,
}

impl Answer {
    /// Reads the body of an answer ([`crate::wire::Answer`]). Other servers' bodies tell nothing.
    pub fn read(status: u16, body: &str, retry_after: u64) -> Self {
        // A page in place of an answer is somebody else's: a login, a portal, an ad blocker.
        let status = if text::trim_start(body).starts_with('<') && (200..300).contains(&status) { 0 } else { status };
        let body = Object::read(body);
        let mut rejected = Vec::new();
        let tells_each = json::scan(body.get("rejected").unwrap_or_default(), b'[', &mut |_, event| {
            rejected.push(uuid_of(event));
        });
        let known = json::strings(body.get("known").unwrap_or_default());
        Self { status, retry_after, known, tells_each, rejected }
    }

    /// Whether it tells of each event what became of it.
    pub(super) fn tells_each(&self) -> bool {
        self.tells_each
    }

    pub(super) fn rejects(&self, uuid: &str) -> bool {
        !uuid.is_empty() && self.rejected.iter().any(|each| each.eq_ignore_ascii_case(uuid))
    }

    pub(super) fn knows(&self, offer: &str) -> bool {
        self.status < 300 && self.known.iter().any(|each| each == offer)
    }
}
