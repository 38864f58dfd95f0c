//! Getting the outbox's events out: in time, after failures, and when the page goes; and their durable copies in and out.

use std::mem;

use super::{Client, Notice};
use crate::json;
use crate::outbox::{self, Answer, Entry, Outcome};
use crate::platform::{Area, Platform, Request, Shelf};
use crate::session::Sessions;
use crate::text;

/// No wait for the next attempt is longer.
const LONGEST_BACKOFF_MS: u64 = 30 * 60 * 1000;
/// Events of which a later page knows nothing any more.
const OLDEST_MS: u64 = 30 * 24 * 60 * 60 * 1000;

impl<P: Platform> Client<P> {
    /// Takes an event's text into the outbox, to be sent within `wait` milliseconds; unless the visitor has refused since
    /// the outbox's `era` in which it was captured.
    pub fn accept(&mut self, text: &str, wait: u64, era: u32) {
        if era != self.outbox.era() {
            return self.log(&["capturing was switched off, dropped: ", text]);
        }
        self.log(&["captured ", text]);
        let now = self.platform.elapsed();
        if let Some(id) = self.outbox.push(text, now + wait, self.config.flush_at) {
            self.platform.keep(id, text, self.is_durable);
        }
        self.settle_outbox();
        if self.is_leaving {
            self.hand_over(false);
        }
        self.wake_for_outbox(now);
    }

    /// Takes over an event that a page which is gone had accepted. Gives its id on this page, for its durable copy; nothing
    /// where it is too old, or nothing may be sent.
    pub fn adopt(&mut self, text: &str) -> Option<u32> {
        let age = self.platform.now().saturating_sub(outbox::time_of(text).unwrap_or(u64::MAX));
        if !self.is_durable || age > OLDEST_MS {
            self.log(&["an event of an earlier page is too old, dropped: ", text]);
            return None;
        }
        let now = self.platform.elapsed();
        let id = self.outbox.adopt(text, now);
        // The copies that it has are made its own by who found them.
        self.platform.keep(id, text, false);
        self.settle_outbox();
        self.wake_for_outbox(now);
        Some(id)
    }

    /// The platform's timer went off.
    pub fn tick(&mut self) {
        let now = self.platform.elapsed();
        self.is_leaving = false;
        // An earlier timer, in whose place another came.
        if self.wake_at.is_some_and(|at| at > now + 1) {
            return;
        }
        self.wake_at = None;
        while let Some(request) = self.outbox.overdue(now) {
            self.answered(request, &Answer::default());
        }
        if self.outbox.due().is_some_and(|due| due <= now) {
            self.flush();
        }
        self.wake_for_outbox(now);
    }

    /// Sends what waits, unless a request is on its way; its answer sends the rest.
    pub fn flush(&mut self) {
        self.send_next(false);
    }

    /// Sends what waits, beside what is on its way: nothing durable has it.
    pub fn rescue(&mut self) {
        while self.send_next(true) {}
        self.wake_for_outbox(self.platform.elapsed());
    }

    /// Sends the next request, if there is one. Says so.
    fn send_next(&mut self, beside: bool) -> bool {
        if !self.may_send() {
            return false;
        }
        let platform = &self.platform;
        let (attempt, _) = self.outbox.backoff();
        let Some((id, events, offered)) = self.outbox.next_request(platform.elapsed(), beside) else { return false };
        platform.send(request(id, attempt, events, offered));
        true
    }

    /// Sends what waits now, also where it would wait for another attempt.
    pub fn hurry(&mut self) {
        let now = self.platform.elapsed();
        self.outbox.hurry(now);
        self.flush();
        self.wake_for_outbox(now);
    }

    /// Whether everything that was accepted has been delivered or dropped.
    pub fn is_settled(&self) -> bool {
        self.outbox.is_empty()
    }

    /// Offline nothing is sent, nor before the visitor has decided.
    fn may_send(&self) -> bool {
        self.platform.is_online() && !self.is_undecided()
    }

    /// A request that was sent has ended.
    pub fn answered(&mut self, request: u32, answer: &Answer) {
        let now = self.platform.elapsed();
        let random = self.ids.random(&self.platform, 4);
        let before = self.outbox.backoff();
        self.outbox.answered(request, answer, self.config.max_retries, now, random);
        let (failures, retry_at) = self.outbox.backoff();
        if (failures, retry_at) != before && self.is_durable {
            let key = self.backoff_key();
            if failures == 0 {
                self.platform.remove(Area::Local, &key);
            } else {
                let until = self.platform.now() + retry_at.saturating_sub(now);
                let mut value = json::integer(failures.into());
                value.push(',');
                json::push_integer(&mut value, until);
                self.platform.write(Area::Local, &key, &value);
            }
        }
        self.settle_outbox();
        self.wake_for_outbox(now);
    }

    /// A page that is loaded anew, or another tab, does not ask a server that is down more often.
    pub(super) fn resume_backoff(&mut self) {
        let Some(text) = self.platform.read(Area::Local, &self.backoff_key()) else { return };
        let failures = text::until(&text, b",");
        let until = text::slice(&text, failures.len() + 1, text.len());
        let (Some(failures), Some(until)) = (json::parse_integer(failures), json::parse_integer(until)) else { return };
        let (now, elapsed) = (self.platform.now(), self.platform.elapsed());
        // Such a record is from a clock that was wrong, or from long ago.
        if until > now + LONGEST_BACKOFF_MS || until + LONGEST_BACKOFF_MS < now {
            return self.platform.remove(Area::Local, &self.backoff_key());
        }
        self.outbox.resume(failures as u32, elapsed + until.saturating_sub(now));
    }

    pub(super) fn backoff_key(&self) -> String {
        self.config.storage_key() + "_backoff"
    }

    /// Brings the durable copies in line with what became of events, and notes that for the page.
    pub(super) fn settle_outbox(&mut self) {
        let settled = self.outbox.take_settled();
        if settled.is_empty() {
            return;
        }
        let mut ids = Vec::new();
        let mut uuids = String::new();
        for (at, (entry, outcome)) in settled.iter().enumerate() {
            ids.push(entry.id);
            uuids.push(if uuids.is_empty() { '[' } else { ',' });
            json::push_string(&mut uuids, entry.uuid());
            if settled.get(at + 1).is_some_and(|(_, next)| next == outcome) {
                continue;
            }
            let reason = match *outcome {
                Outcome::Delivered => "",
                Outcome::Dropped(reason) => {
                    self.log(&["events are dropped: ", reason]);
                    reason
                }
            };
            uuids.push(']');
            self.notices.push(Notice::Settled { reason, uuids: mem::take(&mut uuids) });
        }
        self.platform.discard(&ids);
    }

    /// Begins or ends to keep durable copies, as consent and options say.
    pub(super) fn settle_durability(&mut self) {
        let is_durable = self.store.is_enabled() && self.config.outlives_tab();
        if is_durable == self.is_durable {
            return;
        }
        self.is_durable = is_durable;
        if is_durable {
            self.resume_backoff();
            self.platform.shelf(Shelf::Open);
        } else {
            self.wipe();
        }
    }

    /// Deletes all durable copies, also those that earlier pages left.
    pub(super) fn wipe(&self) {
        self.platform.shelf(Shelf::Wipe);
        self.platform.remove(Area::Local, &self.backoff_key());
    }

    /// The page is hidden and may never come back: everything that waits is handed to the browser, and everything that is
    /// captured before this task ends. A timer that still goes off shows that the page lives.
    pub fn hidden(&mut self) {
        self.is_leaving = true;
        self.leave();
        self.hand_over(false);
        self.platform.wake_after(0);
        self.save();
    }

    /// `ends` says that this is the last time, should there be no copies.
    fn hand_over(&mut self, ends: bool) {
        let (failures, _) = self.outbox.backoff();
        // A server that is down is not asked more often for that.
        if self.may_send() && (failures == 0 || ends && !self.is_durable) {
            let platform = &self.platform;
            let take = |id, events: &[_]| platform.hand_over(request(id, 0, events, &[]));
            self.outbox.hand_over(|| platform.allowance(), take, self.is_durable, platform.elapsed());
            self.settle_outbox();
            // What the browser does not take goes as an ordinary request, which the page may live to see answered.
            self.flush();
        }
        if self.is_durable {
            self.platform.shelf(Shelf::Spill);
        }
    }

    /// The page goes: into the back/forward cache or for good. Its events are whoever's finds them.
    pub fn left(&mut self) {
        self.hidden();
        Sessions::unmark_window(&self.platform, &self.config);
        if self.is_durable {
            self.platform.shelf(Shelf::Leave);
            self.outbox.abandon();
        } else {
            self.hand_over(true);
        }
    }

    /// Asks to be woken when the outbox has something to send. One timer is enough: an earlier one looks again.
    pub(super) fn wake_for_outbox(&mut self, now: u64) {
        let Some(due) = self.outbox.due() else { return };
        if self.wake_at.is_none_or(|at| due < at) && self.may_send() {
            self.wake_at = Some(due);
            self.platform.wake_after(due.saturating_sub(now) as u32);
        }
    }
}

fn request(id: u32, attempt: u32, events: &[Entry], offered: &[Entry]) -> Request {
    let mut uuids = String::new();
    for entry in offered {
        uuids.push(if uuids.is_empty() { '[' } else { ',' });
        json::push_string(&mut uuids, entry.offer());
    }
    if !uuids.is_empty() {
        uuids.push(']');
    }
    Request { id, attempt, events: events.iter().map(|entry| entry.id).collect(), offered: uuids }
}
