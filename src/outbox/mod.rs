//! Accepted events on their way out: waiting, then in flight, gone only when the collector has acknowledged them or refused
//! them for good. Pure: it decides what to send and when; [`crate::client::Client`] does the sending. The events' texts are the
//! platform's.
//!
//! One request at a time, unless the page goes or nothing durable has the events: two could overtake each other, and an older
//! value of a person's property win.
//!
//! Events whose fate nobody knows (a dead page's, or handed to the browser without an answer) are *doubtful*: the next
//! request offers the collector their uuids, and only what it does not know is sent.

mod answer;
mod backoff;
mod offer;

pub use answer::Answer;
use offer::offer_of;
pub use offer::time_of;

use std::mem;

use crate::text;

/// A request stays below the 64 KiB that browsers let a leaving page have in flight, with room for another's.
const MAX_BATCH_BYTES: usize = 48 * 1024;
/// Events that cannot be sent; beyond it the oldest is dropped. The durable copies have the same bound.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The collector refuses a larger event.
const MAX_EVENT_BYTES: usize = 1_000_000;
/// How long a request may take, in milliseconds, before it counts as unanswered (posthog-wire §1).
const TIMEOUT: u64 = 60_000;
/// How long a doubtful event is left to the request that may still carry it.
const GRACE: u64 = 3000;
/// How many requests may be on their way while nothing durable has the events.
const MAX_FLIGHTS: usize = 8;
/// How many uuids a request offers.
const MAX_OFFERED: usize = 500;
/// From this many failures in a row on, requests get smaller, in case one event makes the server fail.
const FAILURES_UNTIL_SPLIT: u32 = 3;
/// From this many refused requests in a row on, they are spread.
const REFUSALS_UNTIL_WAIT: u32 = 5;
/// How often somebody may ask not to wait for the next attempt, in milliseconds.
const HURRY_EVERY: u64 = 120_000;
/// How often an event may fail alone, where others do not, before it is given up.
const MAX_SUSPICIONS: u8 = 3;

/// An accepted event.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Names the event on this page.
    pub id: u32,
    /// See [`offer_of`].
    offer: String,
    /// Bytes of its text.
    size: usize,
    attempts: u32,
    suspicions: u8,
}

impl Entry {
    /// The event's uuid; empty where it has none.
    pub fn uuid(&self) -> &str {
        text::until(&self.offer, b"/")
    }

    /// Under which name it is offered to the collector: see [`crate::wire::Batch::offered`].
    pub fn offer(&self) -> &str {
        &self.offer
    }
}

/// What became of an event for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The collector has it.
    Delivered,
    /// Nobody will, and why: `full`, `large`, `refused` (by the collector), `refusal` (of
    /// the visitor), `retries`.
    Dropped(&'static str),
}

/// How the browser took what was handed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handed {
    /// As a request that is answered, should the page live.
    Sent,
    /// As something that is never answered.
    Gone,
    /// Not at all.
    Refused,
}

#[derive(Debug)]
struct Flight {
    request: u32,
    events: Vec<Entry>,
    /// How many of the doubtful events it offers, from the first on.
    offered: usize,
    expires: u64,
}

/// The queue. Times are milliseconds of [`crate::platform::Platform::elapsed`].
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: Vec<Entry>,
    /// Bytes of what waits and what is doubtful.
    bytes: usize,
    doubtful: Vec<Entry>,
    flights: Vec<Flight>,
    last_id: u32,
    last_request: u32,
    due: u64,
    doubtful_due: u64,
    /// Not before this, after a failure.
    retry_at: u64,
    failures: u32,
    /// How many requests were refused since the last one that was taken.
    refusals: u32,
    /// The server asked to be left alone until then.
    asked_until: u64,
    hurried_at: Option<u64>,
    /// How many events a request may carry, while one of them is suspected; 0 for any number.
    batch_limit: usize,
    /// The event that failed alone last.
    suspect: Option<u32>,
    settled: Vec<(Entry, Outcome)>,
    dropped: u64,
    era: u32,
}

impl Outbox {
    /// Takes an event's text, to be sent by `due`, or at once when there is enough for a request or `flush_at` events. Gives
    /// its id; nothing where the collector would refuse it for its size.
    pub fn push(&mut self, text: &str, due: u64, flush_at: usize) -> Option<u32> {
        let entry = self.entry(text);
        let id = entry.id;
        if entry.size > MAX_EVENT_BYTES {
            self.drop_entry(entry, "large");
            return None;
        }
        let due = if self.bytes + entry.size < MAX_BATCH_BYTES && self.waiting.len() + 1 < flush_at { due } else { 0 };
        self.due = if self.waiting.is_empty() { due } else { self.due.min(due) };
        self.bytes += entry.size;
        self.waiting.push(entry);
        self.make_room();
        Some(id)
    }

    /// Takes an event of which nobody knows whether the collector has it. Gives its id.
    pub fn adopt(&mut self, text: &str, now: u64) -> u32 {
        let entry = self.entry(text);
        let id = entry.id;
        self.doubt(vec![entry], now);
        self.make_room();
        id
    }

    fn entry(&mut self, text: &str) -> Entry {
        self.last_id += 1;
        Entry { id: self.last_id, offer: offer_of(text), size: text.len(), attempts: 0, suspicions: 0 }
    }

    fn doubt(&mut self, mut events: Vec<Entry>, now: u64) {
        self.doubtful_due = now + GRACE;
        self.bytes += bytes(&events);
        self.doubtful.append(&mut events);
    }

    /// Drops the oldest while memory is short. What a flight offers keeps its place.
    fn make_room(&mut self) {
        while self.bytes > MAX_BYTES && self.waiting.len() + self.doubtful.len() > 1 {
            let is_offering = self.flights.iter().any(|flight| flight.offered > 0);
            let oldest = if self.doubtful.is_empty() || is_offering && !self.waiting.is_empty() {
                self.waiting.remove(0)
            } else if is_offering {
                return;
            } else {
                self.doubtful.remove(0)
            };
            self.bytes -= oldest.size;
            self.drop_entry(oldest, "full");
        }
    }

    fn drop_entry(&mut self, entry: Entry, reason: &'static str) {
        self.dropped += 1;
        self.settled.push((entry, Outcome::Dropped(reason)));
    }

    /// When there is something to do: to send, or to give up a request that nobody answers.
    pub fn due(&self) -> Option<u64> {
        if let Some(expires) = self.flights.iter().map(|flight| flight.expires).min() {
            return Some(expires);
        }
        let due = match (self.waiting.is_empty(), self.doubtful.is_empty()) {
            (true, true) => return None,
            (false, true) => self.due,
            (true, false) => self.doubtful_due,
            (false, false) => self.due.min(self.doubtful_due),
        };
        Some(due.max(self.retry_at))
    }

    /// Whether everything was delivered or dropped.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.doubtful.is_empty() && self.flights.is_empty()
    }

    /// The next request, for the network: its number, its events, and the events that it offers. They stay here until
    /// [`Outbox::answered`], and so long there is no other, unless it is to go `beside` them.
    pub fn next_request(&mut self, now: u64, beside: bool) -> Option<(u32, &[Entry], &[Entry])> {
        if self.flights.len() >= if beside { MAX_FLIGHTS } else { 1 } || now < self.retry_at {
            return None;
        }
        let offered = if beside || now < self.doubtful_due { 0 } else { self.doubtful.len().min(MAX_OFFERED) };
        let events = self.next_batch(MAX_BATCH_BYTES);
        if events.is_empty() && offered == 0 {
            return None;
        }
        let request = self.launch(events, offered, now);
        let flight = self.flights.last()?;
        Some((request, &flight.events, &self.doubtful[..offered]))
    }

    fn launch(&mut self, events: Vec<Entry>, offered: usize, now: u64) -> u32 {
        self.last_request += 1;
        self.flights.push(Flight { request: self.last_request, events, offered, expires: now + TIMEOUT });
        self.last_request
    }

    /// A request that has had its time to be answered.
    pub fn overdue(&self, now: u64) -> Option<u32> {
        self.flights.iter().find(|flight| flight.expires <= now).map(|flight| flight.request)
    }

    /// The next events in their order, as many as fit into `most` bytes; one at least, unless that is beyond what any
    /// request may have. Who is under suspicion goes alone.
    fn next_batch(&mut self, most: usize) -> Vec<Entry> {
        let (mut count, mut size) = (0, 0);
        for entry in &self.waiting {
            let fits = size + entry.size < most || count == 0 && most == MAX_BATCH_BYTES;
            let is_allowed = self.batch_limit == 0 || count < self.batch_limit;
            if !fits || !is_allowed || entry.suspicions > 0 && count > 0 {
                break;
            }
            count += 1;
            size += entry.size + 1;
            if entry.suspicions > 0 {
                break;
            }
        }
        self.bytes -= size - count;
        take_first(&mut self.waiting, count)
    }

    /// Settles a request. Acknowledged and finally refused events are gone; the others wait for the next attempt (`random`
    /// spreads it). A request of several that is refused is divided, so that one bad event does not take the others along.
    pub fn answered(&mut self, request: u32, answer: &Answer, max_retries: Option<u32>, now: u64, random: u64) {
        let Some(at) = self.flights.iter().position(|flight| flight.request == request) else { return };
        let Flight { events, offered, .. } = self.flights.remove(at);
        match answer.status {
            200..=299 => self.taken(events, offered, answer, now),
            400 | 413 if events.len() > 1 && !answer.tells_each() => {
                self.batch_limit = events.len() / 2;
                self.put_back(events, now);
            }
            // An empty request that only offers is a bad one for other servers: they know nothing of offers.
            400..=407 | 409..=428 | 430..=499 => {
                // One bad event after the other: somebody refuses everything, and is not asked at full speed.
                self.refusals += 1;
                if self.refusals > REFUSALS_UNTIL_WAIT {
                    self.retry_at = now + backoff::delay(self.refusals - REFUSALS_UNTIL_WAIT, false, random);
                }
                self.send_doubtful(offered, answer, now);
                self.sort_out(events, &|_| Some(Outcome::Dropped("refused")));
            }
            _ => self.failed(events, answer, max_retries, now, random),
        }
        self.make_room();
    }

    fn taken(&mut self, events: Vec<Entry>, offered: usize, answer: &Answer, now: u64) {
        let fate = |event: &Entry| {
            let is_refused = answer.rejects(event.uuid());
            Some(if is_refused { Outcome::Dropped("refused") } else { Outcome::Delivered })
        };
        self.sort_out(events, &fate);
        self.send_doubtful(offered, answer, now);
        self.batch_limit = 0;
        self.refusals = 0;
        if mem::take(&mut self.failures) > 0 {
            self.due = now;
            self.retry_at = 0;
        }
        let Some(suspect) = self.suspect.take() else { return };
        let Some(at) = self.waiting.iter().position(|event| event.id == suspect) else { return };
        self.waiting[at].suspicions += 1;
        if self.waiting[at].suspicions >= MAX_SUSPICIONS {
            let event = self.waiting.remove(at);
            self.bytes -= event.size;
            self.drop_entry(event, "refused");
        }
    }

    /// Of the events that were offered, those that are known are delivered; the others go out before all that is younger.
    fn send_doubtful(&mut self, offered: usize, answer: &Answer, now: u64) {
        let count = offered.min(self.doubtful.len());
        let offered = take_first(&mut self.doubtful, count);
        self.bytes -= bytes(&offered);
        let unknown = self.sort_out(offered, &|event| answer.knows(event.offer()).then_some(Outcome::Delivered));
        self.put_back(unknown, now);
    }

    /// Settles the events that have a `fate`, and gives the others.
    fn sort_out(&mut self, events: Vec<Entry>, fate: &dyn Fn(&Entry) -> Option<Outcome>) -> Vec<Entry> {
        let mut rest = Vec::new();
        for event in events {
            match fate(&event) {
                Some(Outcome::Dropped(reason)) => self.drop_entry(event, reason),
                Some(Outcome::Delivered) => self.settled.push((event, Outcome::Delivered)),
                None => rest.push(event),
            }
        }
        rest
    }

    fn failed(&mut self, mut events: Vec<Entry>, answer: &Answer, max_retries: Option<u32>, now: u64, random: u64) {
        self.failures += 1;
        let is_blocked = answer.status == 0;
        let delay = backoff::delay(self.failures, is_blocked, random).max(answer.retry_after.min(backoff::LONGEST_MS));
        self.retry_at = now + delay;
        self.asked_until = now + answer.retry_after.min(backoff::LONGEST_MS);
        for event in &mut events {
            event.attempts += 1;
        }
        let is_spent = |event: &Entry| max_retries.is_some_and(|most| event.attempts > most);
        let mut events = self.sort_out(events, &|event| is_spent(event).then_some(Outcome::Dropped("retries")));
        if self.failures < FAILURES_UNTIL_SPLIT || answer.status < 500 {
            return self.put_back(events, now);
        }
        self.batch_limit = (events.len() / 2).max(1);
        if let [event] = &events[..] {
            self.suspect = Some(event.id);
            self.bytes += event.size;
            self.waiting.append(&mut events);
        } else {
            self.put_back(events, now);
        }
    }

    /// Returns events to the front of the queue, to be sent by `due`.
    fn put_back(&mut self, events: Vec<Entry>, due: u64) {
        if events.is_empty() {
            return;
        }
        self.due = if self.waiting.is_empty() { due } else { self.due.min(due) };
        self.bytes += bytes(&events);
        let mut later = mem::replace(&mut self.waiting, events);
        self.waiting.append(&mut later);
    }

    /// Offers what waits to `take`, as requests of no more than the bytes that `allowance` gives, for a page that goes
    /// away. What it does not take stays. Without a durable copy, what is never answered counts as delivered.
    pub fn hand_over(
        &mut self,
        mut allowance: impl FnMut() -> usize,
        mut take: impl FnMut(u32, &[Entry]) -> Handed,
        is_durable: bool,
        now: u64,
    ) {
        loop {
            let events = self.next_batch(allowance().min(MAX_BATCH_BYTES));
            if events.is_empty() {
                return;
            }
            match take(self.last_request + 1, &events) {
                Handed::Sent => _ = self.launch(events, 0, now),
                Handed::Gone if is_durable => self.doubt(events, now),
                Handed::Gone => _ = self.sort_out(events, &|_| Some(Outcome::Delivered)),
                Handed::Refused => return self.put_back(events, now),
            }
        }
    }

    /// Sends what waits now. Where requests fail it shortens the wait only now and then, and never one that the server asked for.
    pub fn hurry(&mut self, now: u64) {
        self.due = self.due.min(now);
        let is_again = self.hurried_at.is_some_and(|at| now < at + HURRY_EVERY);
        if self.failures > 0 && now >= self.asked_until && !is_again {
            self.hurried_at = Some(now);
            self.retry_at = self.retry_at.min(now);
        }
    }

    /// Goes on with the backoff of an earlier page.
    pub fn resume(&mut self, failures: u32, retry_at: u64) {
        self.failures = failures;
        self.retry_at = retry_at;
    }

    /// How many requests failed since the last one that did not, and when to try again.
    pub fn backoff(&self) -> (u32, u64) {
        (self.failures, self.retry_at)
    }

    /// Forgets every event since the visitor refused, those in flight too: should their request fail, they are not sent
    /// again.
    pub fn clear(&mut self) {
        let dropped = self.dropped;
        let mut events = Vec::new();
        for flight in &mut self.flights {
            events.append(&mut flight.events);
        }
        events.append(&mut self.doubtful);
        events.append(&mut self.waiting);
        self.sort_out(events, &|_| Some(Outcome::Dropped("refusal")));
        // They are not lost: nobody wants them.
        self.dropped = dropped;
        self.flights.clear();
        self.bytes = 0;
        self.era += 1;
    }

    /// Leaves all events to whoever finds their durable copies.
    pub fn abandon(&mut self) {
        self.waiting.clear();
        self.doubtful.clear();
        self.flights.clear();
        self.bytes = 0;
    }

    /// Everything that is in here.
    pub fn events(&self) -> Vec<&Entry> {
        let mut events = Vec::new();
        for flight in &self.flights {
            events.extend(&flight.events);
        }
        events.extend(&self.doubtful);
        events.extend(&self.waiting);
        events
    }

    /// What became of events since this was asked last.
    pub fn take_settled(&mut self) -> Vec<(Entry, Outcome)> {
        mem::take(&mut self.settled)
    }

    /// Changes when all events are forgotten: what was captured in an earlier era is not to be sent.
    pub fn era(&self) -> u32 {
        self.era
    }

    /// The number of the newest event.
    pub fn newest(&self) -> u32 {
        self.last_id
    }

    /// How many events were dropped.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// An event was dropped before it came here.
    pub fn count_drop(&mut self) {
        self.dropped += 1;
    }
}

fn take_first(events: &mut Vec<Entry>, count: usize) -> Vec<Entry> {
    let rest = events.split_off(count);
    mem::replace(events, rest)
}

fn bytes(events: &[Entry]) -> usize {
    events.iter().map(|event| event.size).sum()
}

#[cfg(test)]
mod tests;
