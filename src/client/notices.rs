//! What the page is to be told, or asked, once the core has finished a call: code of the page never runs inside of one.

use super::Client;
use crate::json;
use crate::platform::Platform;
use crate::session::Change;

/// Something for the page, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// An event that the page may change or hold back ([`Client::accept`] takes what it makes of it).
    Review {
        /// The event.
        text: String,
        /// How many milliseconds it may wait to be sent.
        wait: u64,
        /// [`crate::outbox::Outbox::era`] at its capture.
        era: u32,
    },
    /// Events were delivered, or dropped for a reason (empty: delivered): the JSON text of the array of their uuids.
    Settled {
        /// See [`crate::outbox::Outcome`].
        reason: &'static str,
        /// The array.
        uuids: String,
    },
    /// A session began: the JSON text of `[sessionId, windowId, changeReason]`.
    Session(String),
    /// The visitor is somebody else than before, or acts for other groups.
    Visitor,
}

impl<P: Platform> Client<P> {
    /// The oldest notice.
    pub fn take_notice(&mut self) -> Option<Notice> {
        if self.notices.is_empty() { None } else { Some(self.notices.remove(0)) }
    }

    /// Notices a change of what flags are decided by.
    pub(super) fn note_visitor(&mut self) {
        if self.store.revision() == self.noted_revision {
            return;
        }
        self.noted_revision = self.store.revision();
        let mut told = self.store.get("distinct_id").unwrap_or_default().to_owned();
        told.push_str(self.store.get("$groups").unwrap_or_default());
        if told != self.noted_visitor {
            let is_first = std::mem::replace(&mut self.noted_visitor, told).is_empty();
            if !is_first {
                self.notices.push(Notice::Visitor);
            }
        }
    }

    pub(super) fn note_session(&mut self, change: Change) {
        let Some(session) = self.sessions.current() else { return };
        let mut text = String::from("[");
        json::push_string(&mut text, &session.id);
        text.push(',');
        json::push_string(&mut text, self.sessions.window_id().unwrap_or_default());
        text.push(',');
        text.push_str(&change.text());
        text.push(']');
        self.notices.push(Notice::Session(text));
    }
}
