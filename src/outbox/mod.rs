//! Accepted events on their way out: waiting, then in flight, gone only when the collector has acknowledged them. Pure:
//! it decides what to send and when; [`crate::client::Client`] does the sending.
//!
//! One request at a time: two could overtake each other, and an older value of a person's property win.

mod backoff;

use std::mem;

use crate::json;
use crate::platform::Answer;

/// A request stays below the 64 KiB that browsers let a leaving page have in flight, with room for another's.
const MAX_BATCH_BYTES: usize = 48 * 1024;
/// Memory for events that cannot be sent; beyond it the oldest is dropped.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The collector refuses a larger event.
const MAX_EVENT_BYTES: usize = 1_000_000;
/// How long a request may take, in milliseconds, before it counts as unanswered (posthog-wire §1).
const TIMEOUT: u64 = 60_000;

#[derive(Debug)]
struct Flight {
    request: u32,
    events: Vec<String>,
    expires: u64,
}

/// The queue. Times are milliseconds of [`crate::platform::Platform::elapsed`].
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: Vec<String>,
    waiting_bytes: usize,
    flight: Option<Flight>,
    last_request: u32,
    due: Option<u64>,
    failures: u32,
    dropped: u64,
    era: u32,
}

impl Outbox {
    /// Takes an event's text, to be sent by `due`, or at once when there is enough for a request. Where memory runs out
    /// the oldest waiting event is dropped and counted, and so is an event that the collector would refuse for its size;
    /// then the answer is false.
    pub fn push(&mut self, event: String, due: u64) -> bool {
        if event.len() > MAX_EVENT_BYTES {
            self.dropped += 1;
            return false;
        }
        self.waiting_bytes += event.len();
        let due = if self.waiting_bytes < MAX_BATCH_BYTES { due } else { 0 };
        self.waiting.push(event);
        while self.waiting_bytes > MAX_BYTES && self.waiting.len() > 1 {
            self.waiting_bytes -= self.waiting.remove(0).len();
            self.dropped += 1;
        }
        self.due = Some(match self.due {
            // While the collector cannot be reached, an event waits for the next attempt like the others.
            Some(attempt) if self.failures > 0 => attempt,
            Some(earlier) => earlier.min(due),
            None => due,
        });
        true
    }

    /// When there is something to do: to send, or to give up a request that nobody answers.
    pub fn due(&self) -> Option<u64> {
        match &self.flight {
            Some(flight) => Some(flight.expires),
            None => self.due.filter(|_| !self.waiting.is_empty()),
        }
    }

    /// The next request, for the network: its number and its events. They stay here until [`Outbox::answered`], and so
    /// long there is no other.
    pub fn next_request(&mut self, now: u64) -> Option<(u32, &[String])> {
        if self.flight.is_some() {
            return None;
        }
        let events = self.next_batch()?;
        self.last_request += 1;
        let flight = self.flight.insert(Flight { request: self.last_request, events, expires: now + TIMEOUT });
        Some((flight.request, &flight.events))
    }

    /// The request that has had its time to be answered.
    pub fn overdue(&self, now: u64) -> Option<u32> {
        self.flight.as_ref().filter(|flight| flight.expires <= now).map(|flight| flight.request)
    }

    /// The next events in their order, as many as fit into one request.
    fn next_batch(&mut self) -> Option<Vec<String>> {
        let (mut count, mut bytes) = (0, 0);
        for event in &self.waiting {
            // An event too big for any batch goes alone.
            if count > 0 && bytes + event.len() >= MAX_BATCH_BYTES {
                break;
            }
            count += 1;
            bytes += event.len() + 1;
        }
        let rest = self.waiting.split_off(count);
        let events = mem::replace(&mut self.waiting, rest);
        self.waiting_bytes -= bytes - count;
        if self.waiting.is_empty() {
            self.due = None;
        }
        (!events.is_empty()).then_some(events)
    }

    /// Settles a request: 200 acknowledges it, most of 400 to 499 refuse it. Acknowledged and finally refused events are
    /// gone; the others wait at the front for the next attempt (`random` spreads it). Says how many were refused for good.
    pub fn answered(&mut self, request: u32, answer: Answer, now: u64, random: u64) -> usize {
        let Some(Flight { events, .. }) = self.flight.take_if(|flight| flight.request == request) else { return 0 };
        match answer {
            Answer::Status(200) => {
                if mem::take(&mut self.failures) > 0 && !self.waiting.is_empty() {
                    self.due = Some(now);
                }
                0
            }
            Answer::Status(0..400 | 408 | 429 | 500..) | Answer::Unreachable => {
                self.failures += 1;
                self.put_back(events, now + backoff::delay(self.failures, random));
                0
            }
            Answer::Status(_) => events.len(),
        }
    }

    /// Returns events to the front of the queue, to be sent by `due`.
    fn put_back(&mut self, events: Vec<String>, due: u64) {
        self.waiting_bytes += events.iter().map(String::len).sum::<usize>();
        let later = mem::replace(&mut self.waiting, events);
        self.waiting.extend(later);
        self.due = Some(due);
    }

    /// Offers everything that waits to `take`, a request at a time, for a page that goes away. What it does not take
    /// stays.
    pub fn hand_over(&mut self, mut take: impl FnMut(&[String]) -> bool, now: u64) {
        while let Some(events) = self.next_batch() {
            if !take(&events) {
                self.put_back(events, now);
                return;
            }
        }
    }

    /// Forgets every event, those in flight too: should their request fail, they are not sent again.
    pub fn clear(&mut self) {
        *self = Self { last_request: self.last_request, era: self.era + 1, ..Self::default() };
    }

    /// Changes when all events are forgotten: what was captured in an earlier era is not to be sent.
    pub fn era(&self) -> u32 {
        self.era
    }

    /// How many requests failed since the last one that did not.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// How many events memory had no room for.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

/// The body of a request (posthog-wire §3.2; [`crate::wire::Batch`] reads it).
pub fn envelope(token: &str, events: &[String], sent_at: &str) -> String {
    let mut body = String::with_capacity(events.iter().map(|event| event.len() + 1).sum::<usize>() + 100);
    body.push('{');
    json::push_member(&mut body, "api_key", &json::string(token));
    body.push_str(",\"batch\":[");
    for (at, event) in events.iter().enumerate() {
        if at > 0 {
            body.push(',');
        }
        body.push_str(event);
    }
    body.push(']');
    json::push_member(&mut body, "sent_at", &json::string(sent_at));
    body.push('}');
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Step {
        Push(usize),
        Send,
        Answer(Answer),
        HandOver(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let answer = prop_oneof![
            Just(Answer::Unreachable),
            prop::sample::select(vec![0, 200, 204, 302, 400, 408, 413, 429, 500, 503]).prop_map(Answer::Status)
        ];
        let step = prop_oneof![
            3 => (1usize..30_000).prop_map(Step::Push),
            2 => Just(Step::Send),
            2 => answer.prop_map(Step::Answer),
            1 => (0usize..3).prop_map(Step::HandOver),
        ];
        prop::collection::vec(step, 0..200)
    }

    proptest! {
        /// Every event is in exactly one place: waiting, in flight, acknowledged, refused or handed over.
        #[test]
        fn no_event_is_lost_or_doubled(steps in steps()) {
            let mut outbox = Outbox::default();
            let (mut pushed, mut settled, mut open) = (0u32, BTreeSet::new(), None::<(u32, Vec<String>)>);
            for step in steps {
                match step {
                    Step::Push(size) => {
                        outbox.push(format!("{pushed:0size$}"), 0);
                        pushed += 1;
                    }
                    Step::Send => {
                        if let Some((id, events)) = outbox.next_request(0) {
                            prop_assert!(events.len() == 1 || events.iter().map(String::len).sum::<usize>() < MAX_BATCH_BYTES);
                            prop_assert!(open.replace((id, events.to_vec())).is_none(), "one request at a time");
                        }
                    }
                    Step::Answer(answer) => {
                        let Some((id, events)) = open.take() else { continue };
                        let refused = outbox.answered(id, answer, 0, 0);
                        let is_final = refused > 0 || answer == Answer::Status(200);
                        for event in events {
                            prop_assert!(!is_final || settled.insert(event.parse::<u32>().unwrap()));
                        }
                    }
                    Step::HandOver(mut takes) => outbox.hand_over(|events| {
                        let take = takes > 0;
                        takes -= usize::from(take);
                        take && events.iter().all(|event| settled.insert(event.parse().unwrap()))
                    }, 0),
                }
                prop_assert_eq!(outbox.due().is_some(), !outbox.waiting.is_empty() || open.is_some());
                prop_assert_eq!(outbox.waiting_bytes, outbox.waiting.iter().map(String::len).sum::<usize>());
            }
            let left = outbox.waiting.iter().chain(outbox.flight.iter().flat_map(|flight| &flight.events));
            let left: Vec<u32> = left.map(|event| event.parse().unwrap()).collect();
            prop_assert_eq!(left.len() + settled.len(), pushed as usize);
            prop_assert!(left.iter().all(|event| !settled.contains(event)));
        }
    }

    #[test]
    fn memory_is_bounded_and_drops_are_counted() {
        let mut outbox = Outbox::default();
        for number in 0..100u32 {
            outbox.push(format!("{number:060000}"), 0);
        }
        assert!(outbox.waiting_bytes <= MAX_BYTES);
        assert_eq!(outbox.dropped() as usize + outbox.waiting.len(), 100);
        assert!(outbox.waiting.last().unwrap().ends_with("99"), "the newest stays");
    }

    #[test]
    fn an_event_that_is_too_large_pushes_nothing_out() {
        let mut outbox = Outbox::default();
        assert!(outbox.push("small".into(), 0));
        assert!(!outbox.push("x".repeat(MAX_EVENT_BYTES + 1), 0));
        assert!(outbox.push("x".repeat(MAX_EVENT_BYTES), 0));
        assert_eq!((outbox.waiting.len(), outbox.dropped()), (2, 1));
    }

    #[test]
    fn what_fills_a_request_is_sent_at_once() {
        let mut outbox = Outbox::default();
        outbox.push("x".repeat(MAX_BATCH_BYTES - 1), 3000);
        assert_eq!(outbox.due(), Some(3000));
        outbox.push("x".into(), 3000);
        assert_eq!(outbox.due(), Some(0));
    }

    #[test]
    fn what_is_forgotten_is_not_sent_again() {
        let mut outbox = Outbox::default();
        outbox.push("1".into(), 0);
        let (request, _) = outbox.next_request(0).unwrap();
        outbox.push("2".into(), 0);
        outbox.clear();
        outbox.answered(request, Answer::Unreachable, 0, 0);
        assert_eq!((outbox.due(), outbox.next_request(0)), (None, None));
    }

    #[test]
    fn a_failure_moves_the_next_attempt_and_a_success_frees_it() {
        let mut outbox = Outbox::default();
        outbox.push("1".into(), 3000);
        assert_eq!(outbox.due(), Some(3000));
        let (id, _) = outbox.next_request(9000).unwrap();
        outbox.answered(id, Answer::Unreachable, 10_000, 0);
        assert_eq!(outbox.due(), Some(10_500));
        outbox.push("2".into(), 10_100);
        assert_eq!(outbox.due(), Some(10_500), "a new event does not hurry a server that is down");
        let (id, events) = outbox.next_request(10_500).unwrap();
        assert_eq!(events, ["1", "2"]);
        outbox.answered(id, Answer::Status(200), 11_000, 0);
        assert_eq!(outbox.due(), None);
        outbox.push("3".into(), 14_000);
        assert_eq!(outbox.due(), Some(14_000));
    }

    #[test]
    fn a_request_that_nobody_answers_is_given_up() {
        let mut outbox = Outbox::default();
        outbox.push("1".into(), 3000);
        let (first, _) = outbox.next_request(3000).unwrap();
        assert_eq!((outbox.due(), outbox.overdue(62_999)), (Some(63_000), None));
        assert_eq!(outbox.overdue(63_000), Some(first));
        outbox.answered(first, Answer::Unreachable, 63_000, 0);
        let (second, events) = outbox.next_request(64_000).unwrap();
        assert_eq!(events, ["1"]);
        outbox.answered(first, Answer::Status(200), 64_100, 0);
        assert_eq!(outbox.due(), Some(124_000), "a late answer settles nothing but its own request");
        outbox.answered(second, Answer::Status(200), 64_200, 0);
        assert_eq!(outbox.due(), None);
    }

    #[test]
    fn the_envelope_is_what_the_collector_reads() {
        let events = ["{\"a\":1}".into(), "{\"b\":2}".into()];
        let body = envelope("t\"k", &events, "2026-11-21T00:00:00.000Z");
        assert_eq!(body, r#"{"api_key":"t\"k","batch":[{"a":1},{"b":2}],"sent_at":"2026-11-21T00:00:00.000Z"}"#);
    }
}
