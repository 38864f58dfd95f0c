//! The queue against a model of the world: pages that crash, a network that loses requests and answers, a server that fails.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;

const NO_LIMIT: usize = usize::MAX;

fn event(number: usize, size: usize) -> String {
    format!("{{\"uuid\":\"{number}\",\"x\":\"{:x<size$}\"}}", "")
}

fn status(status: u16) -> Answer {
    Answer::read(status, "", 0)
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    /// The server stores what it got, and says so.
    Answered,
    /// The server stores it; its answer gets lost.
    AnswerLost,
    /// The request never arrives.
    Lost,
    /// The server fails.
    Status(u16),
}

#[derive(Debug, Clone)]
enum Step {
    Capture(usize),
    Send,
    /// Nothing durable has what waits.
    Rescue,
    Answer(Fate),
    /// The page is hidden, and the browser takes so many requests, each with a fate that the page may not learn.
    Hide(usize, Handed, Fate),
    /// The page goes; what it leaves is adopted by the other one.
    Leave,
    /// The page is killed; its requests on their way have a fate.
    Crash(Fate),
    Adopt,
    Pass(u64),
}

fn fates() -> impl Strategy<Value = Fate> {
    prop_oneof![
        4 => Just(Fate::Answered),
        1 => Just(Fate::AnswerLost),
        1 => Just(Fate::Lost),
        2 => prop::sample::select(vec![302, 408, 413, 429, 500, 503]).prop_map(Fate::Status),
    ]
}

fn steps() -> impl Strategy<Value = Vec<(bool, Step)>> {
    let handed = prop::sample::select(vec![Handed::Sent, Handed::Gone]);
    let step = prop_oneof![
        5 => (1usize..100).prop_map(Step::Capture),
        1 => (10_000usize..30_000).prop_map(Step::Capture),
        4 => Just(Step::Send),
        1 => Just(Step::Rescue),
        4 => fates().prop_map(Step::Answer),
        1 => (0usize..3, handed, fates()).prop_map(|(takes, handed, fate)| Step::Hide(takes, handed, fate)),
        1 => Just(Step::Leave),
        1 => fates().prop_map(Step::Crash),
        1 => Just(Step::Adopt),
        3 => (0u64..100_000).prop_map(Step::Pass),
    ];
    prop::collection::vec((any::<bool>(), step), 0..300)
}

/// A page, and the requests that it waits for.
#[derive(Default)]
struct Page {
    outbox: Outbox,
    /// Names the page's durable copies.
    queue: usize,
    open: Vec<(u32, Vec<String>, Vec<String>)>,
}

#[derive(Default)]
struct World {
    now: u64,
    queues: usize,
    /// What is on disk, by queue and id: uuid and text.
    disk: BTreeMap<(usize, u32), (String, String)>,
    stored: BTreeSet<String>,
    dropped: BTreeSet<String>,
    captured: usize,
    /// Requests whose pages are gone, with what they carry.
    adrift: Vec<(u64, Vec<String>)>,
}

impl World {
    fn server_takes(&mut self, events: &[String]) {
        self.stored.extend(events.iter().cloned());
    }

    /// What the page does after each step: durable copies follow what became of the events.
    fn settle(&mut self, page: &mut Page) -> Result<(), TestCaseError> {
        for (entry, outcome) in page.outbox.take_settled() {
            let uuid = entry.uuid().to_string();
            self.disk.remove(&(page.queue, entry.id));
            match outcome {
                Outcome::Delivered => prop_assert!(self.stored.contains(&uuid), "{uuid} is said to be delivered"),
                Outcome::Dropped(_) => _ = self.dropped.insert(uuid),
            }
        }
        Ok(())
    }

    fn answer(&mut self, page: &mut Page, fate: Fate) -> Result<(), TestCaseError> {
        let Some((request, events, offered)) = (!page.open.is_empty()).then(|| page.open.remove(0)) else {
            return Ok(());
        };
        let answer = match fate {
            Fate::Answered => {
                let known: Vec<_> = offered.iter().filter(|uuid| self.stored.contains(*uuid)).collect();
                self.server_takes(&events);
                Answer::read(200, &format!("{{\"known\":{}}}", serde_json::to_string(&known).unwrap()), 0)
            }
            Fate::AnswerLost => {
                self.server_takes(&events);
                status(0)
            }
            Fate::Lost => status(0),
            Fate::Status(code) => status(code),
        };
        page.outbox.answered(request, &answer, None, self.now, 0);
        self.settle(page)
    }

    /// The page is gone. Its requests arrive within the time that adopted events are left alone, or never.
    fn die(&mut self, page: &mut Page, fate: Fate) {
        for (_, events, _) in page.open.drain(..) {
            if matches!(fate, Fate::Answered | Fate::AnswerLost) {
                self.adrift.push((self.now + GRACE, events));
            }
        }
        self.queues += 1;
        *page = Page { queue: self.queues, ..Page::default() };
    }

    fn adopt(&mut self, page: &mut Page, living: [usize; 2]) -> Result<(), TestCaseError> {
        let orphans: Vec<_> = self.disk.keys().filter(|(queue, _)| !living.contains(queue)).copied().collect();
        for key in orphans {
            let copy = self.disk.remove(&key).unwrap();
            let id = page.outbox.adopt(&copy.1, self.now);
            self.disk.insert((page.queue, id), copy);
        }
        self.settle(page)
    }

    fn pass(&mut self, time: u64) {
        self.now += time;
        let (arrived, adrift) =
            std::mem::take(&mut self.adrift).into_iter().partition::<Vec<_>, _>(|(at, _)| *at <= self.now);
        self.adrift = adrift;
        arrived.iter().for_each(|(_, events)| self.server_takes(events));
    }

    fn send(&mut self, page: &mut Page, beside: bool) -> Result<(), TestCaseError> {
        let uuids = |entries: &[Entry]| entries.iter().map(|entry| entry.uuid().to_string()).collect::<Vec<_>>();
        let Some((request, events, offered)) = page.outbox.next_request(self.now, beside) else { return Ok(()) };
        prop_assert!(events.len() <= 1 || bytes(events) < MAX_BATCH_BYTES);
        prop_assert!(page.open.is_empty() || beside && offered.is_empty(), "one request at a time");
        page.open.push((request, uuids(events), uuids(offered)));
        Ok(())
    }
}

fn run(steps: Vec<(bool, Step)>) -> Result<(), TestCaseError> {
    let mut world = World { queues: 1, ..World::default() };
    let mut pages = [Page::default(), Page { queue: 1, ..Page::default() }];
    for (is_second, step) in steps {
        let living = [pages[0].queue, pages[1].queue];
        let page = &mut pages[usize::from(is_second)];
        match step {
            Step::Capture(size) => {
                let (uuid, text) = (world.captured.to_string(), event(world.captured, size));
                world.captured += 1;
                let id = page.outbox.push(&text, world.now + 3000, NO_LIMIT).unwrap();
                world.disk.insert((page.queue, id), (uuid, text));
                world.settle(page)?;
            }
            Step::Send => world.send(page, false)?,
            Step::Rescue => world.send(page, true)?,
            Step::Answer(fate) => world.answer(page, fate)?,
            Step::Hide(mut takes, handed, fate) => {
                let Page { outbox, open, .. } = page;
                let mut gone = Vec::new();
                let take = |request, events: &[Entry]| {
                    if takes == 0 {
                        return Handed::Refused;
                    }
                    takes -= 1;
                    let uuids: Vec<_> = events.iter().map(|entry| entry.uuid().to_string()).collect();
                    match handed {
                        Handed::Sent => open.push((request, uuids, Vec::new())),
                        _ => gone.push(uuids),
                    }
                    handed
                };
                outbox.hand_over(|| 60_000, take, true, world.now);
                for events in gone {
                    if matches!(fate, Fate::Answered | Fate::AnswerLost) {
                        world.adrift.push((world.now + GRACE, events));
                    }
                }
                world.settle(page)?;
            }
            Step::Leave => {
                page.outbox.abandon();
                world.die(page, Fate::Answered);
            }
            Step::Crash(fate) => world.die(page, fate),
            Step::Adopt => world.adopt(page, living)?,
            Step::Pass(time) => world.pass(time),
        }
        prop_assert_eq!(page.outbox.bytes, bytes(&page.outbox.waiting) + bytes(&page.outbox.doubtful));
        prop_assert_eq!(page.outbox.due().is_none(), page.outbox.is_empty());
        // Whatever happens now, each event is safe somewhere.
        let on_disk: BTreeSet<&String> = world.disk.values().map(|(uuid, _)| uuid).collect();
        for uuid in (0..world.captured).map(|number| number.to_string()) {
            let is_safe = on_disk.contains(&uuid) || world.stored.contains(&uuid) || world.dropped.contains(&uuid);
            prop_assert!(is_safe, "{uuid} is lost");
        }
    }

    // In the end all is well again, and another page finds everything.
    world.pass(GRACE);
    for page in &mut pages {
        world.die(page, Fate::Lost);
    }
    let mut last = Page { queue: world.queues + 1, ..Page::default() };
    let queue = last.queue;
    world.adopt(&mut last, [queue; 2])?;
    for _ in 0..2 * world.captured + 2 {
        world.pass(GRACE);
        world.send(&mut last, false)?;
        world.answer(&mut last, Fate::Answered)?;
    }
    prop_assert!(world.disk.is_empty() && last.outbox.is_empty());
    prop_assert_eq!(world.stored.union(&world.dropped).count(), world.captured);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    /// Some 120,000 steps.
    #[test]
    fn every_event_is_stored_or_kept_whatever_happens(steps in steps()) {
        run(steps)?;
    }
}

/// What the next request carries, by uuid.
fn next(outbox: &mut Outbox, now: u64) -> Option<(u32, Vec<String>, Vec<String>)> {
    let uuids = |entries: &[Entry]| entries.iter().map(|entry| entry.uuid().to_string()).collect();
    outbox.next_request(now, false).map(|(request, events, offered)| (request, uuids(events), uuids(offered)))
}

fn outcomes(outbox: &mut Outbox) -> Vec<(String, Outcome)> {
    outbox.take_settled().into_iter().map(|(entry, outcome)| (entry.uuid().to_string(), outcome)).collect()
}

#[test]
fn memory_is_bounded_and_drops_are_counted() {
    let mut outbox = Outbox::default();
    for number in 0..100 {
        outbox.push(&event(number, 60_000), 0, NO_LIMIT);
    }
    assert!(outbox.bytes <= MAX_BYTES);
    assert_eq!(outbox.dropped() as usize + outbox.waiting.len(), 100);
    assert_eq!(outbox.waiting.last().unwrap().uuid(), "99", "the newest stays");
    assert_eq!(outcomes(&mut outbox)[0], ("0".into(), Outcome::Dropped("full")));
}

#[test]
fn an_event_that_is_too_large_pushes_nothing_out() {
    let mut outbox = Outbox::default();
    assert!(outbox.push("small", 0, NO_LIMIT).is_some());
    assert!(outbox.push(&"x".repeat(MAX_EVENT_BYTES + 1), 0, NO_LIMIT).is_none());
    assert!(outbox.push(&"x".repeat(MAX_EVENT_BYTES), 0, NO_LIMIT).is_some());
    assert_eq!((outbox.waiting.len(), outbox.dropped()), (2, 1));
}

#[test]
fn what_fills_a_request_is_sent_at_once() {
    let mut outbox = Outbox::default();
    outbox.push(&"x".repeat(MAX_BATCH_BYTES - 1), 3000, NO_LIMIT);
    assert_eq!(outbox.due(), Some(3000));
    outbox.push("x", 3000, NO_LIMIT);
    assert_eq!(outbox.due(), Some(0));
    let mut counted = Outbox::default();
    counted.push("1", 3000, 2);
    assert_eq!(counted.due(), Some(3000));
    counted.push("2", 3000, 2);
    assert_eq!(counted.due(), Some(0));
}

#[test]
fn what_is_forgotten_is_not_sent_again() {
    let mut outbox = Outbox::default();
    outbox.push(&event(1, 0), 0, NO_LIMIT);
    let (request, ..) = next(&mut outbox, 0).unwrap();
    outbox.push(&event(2, 0), 0, NO_LIMIT);
    outbox.clear();
    outbox.answered(request, &status(0), None, 0, 0);
    assert_eq!((outbox.due(), next(&mut outbox, 0)), (None, None));
}

#[test]
fn a_failure_moves_the_next_attempt_and_a_success_frees_it() {
    let mut outbox = Outbox::default();
    outbox.push(&event(1, 0), 3000, NO_LIMIT);
    assert_eq!(outbox.due(), Some(3000));
    let (id, ..) = next(&mut outbox, 9000).unwrap();
    outbox.answered(id, &status(0), None, 10_000, 0);
    assert_eq!(outbox.due(), Some(10_500));
    outbox.push(&event(2, 0), 10_100, NO_LIMIT);
    assert_eq!(outbox.due(), Some(10_500), "a new event does not hurry a server that is down");
    let (id, events, _) = next(&mut outbox, 10_500).unwrap();
    assert_eq!(events, ["1", "2"]);
    outbox.answered(id, &status(200), None, 11_000, 0);
    assert_eq!(outbox.due(), None);
    outbox.push(&event(3, 0), 14_000, NO_LIMIT);
    assert_eq!(outbox.due(), Some(14_000));
}

#[test]
fn what_the_server_asks_to_wait_counts_and_nobody_hurries_it() {
    let mut outbox = Outbox::default();
    outbox.push(&event(1, 0), 0, NO_LIMIT);
    let (id, ..) = next(&mut outbox, 0).unwrap();
    outbox.answered(id, &Answer::read(503, "", 20_000), None, 0, 0);
    outbox.hurry(100);
    assert_eq!(outbox.due(), Some(20_000));
    assert_eq!((next(&mut outbox, 19_999), outbox.backoff()), (None, (1, 20_000)));
    let mut later = Outbox::default();
    later.resume(1, 20_000);
    later.push(&event(1, 0), 0, NO_LIMIT);
    assert_eq!(later.due(), Some(20_000), "the next page waits on");
}

#[test]
fn who_is_blocked_is_not_asked_more_often_for_being_hurried() {
    let mut outbox = Outbox::default();
    outbox.push(&event(1, 0), 0, NO_LIMIT);
    let mut requests = 0;
    for second in 0..600 {
        outbox.hurry(second * 1000);
        if let Some((id, ..)) = next(&mut outbox, second * 1000) {
            requests += 1;
            outbox.answered(id, &status(0), None, second * 1000, 0);
        }
    }
    assert!(requests <= 10, "{requests}: five, and one for each two minutes of haste");
}

#[test]
fn who_refuses_everything_is_not_asked_at_full_speed() {
    let mut outbox = Outbox::default();
    (0..400).for_each(|number| _ = outbox.push(&event(number, 0), 0, NO_LIMIT));
    let requests = std::iter::from_fn(|| {
        let (id, ..) = next(&mut outbox, 0)?;
        outbox.answered(id, &status(400), None, 0, 0);
        Some(id)
    });
    assert!(requests.count() < 20);
}

#[test]
fn a_page_in_place_of_an_answer_is_none() {
    assert_eq!(Answer::read(200, " <!doctype html><title>Log in</title>", 0).status, 0);
    for body in ["", "1", "{}", "not <html>"] {
        assert_eq!(Answer::read(200, body, 0).status, 200, "{body}");
    }
    let mut outbox = Outbox::default();
    outbox.push(&event(1, 0), 0, NO_LIMIT);
    let (id, ..) = next(&mut outbox, 0).unwrap();
    outbox.answered(id, &status(204), None, 0, 0);
    assert!(outbox.is_empty());
}

#[test]
fn of_the_leaves_of_one_view_each_is_offered_by_itself() {
    let leave = |id: &str| format!(r#"{{"uuid":"u","event":"$pageleave","properties":{{"$insert_id":"{id}"}}}}"#);
    let mut outbox = Outbox::default();
    outbox.adopt(&leave("first"), 0);
    outbox.adopt(&leave("last"), 0);
    let (id, _, offered) = outbox.next_request(GRACE, false).unwrap();
    assert_eq!(offered.iter().map(Entry::offer).collect::<Vec<_>>(), ["u/first", "u/last"]);
    outbox.answered(id, &Answer::read(200, r#"{"known":["u/first"]}"#, 0), None, GRACE, 0);
    let (_, events, _) = outbox.next_request(GRACE, false).unwrap();
    assert_eq!(events.iter().map(Entry::offer).collect::<Vec<_>>(), ["u/last"]);
}

#[test]
fn a_request_that_nobody_answers_is_given_up() {
    let mut outbox = Outbox::default();
    outbox.push(&event(1, 0), 3000, NO_LIMIT);
    let (first, ..) = next(&mut outbox, 3000).unwrap();
    assert_eq!((outbox.due(), outbox.overdue(62_999)), (Some(63_000), None));
    assert_eq!(outbox.overdue(63_000), Some(first));
    outbox.answered(first, &status(0), None, 63_000, 0);
    let (second, events, _) = next(&mut outbox, 64_000).unwrap();
    assert_eq!(events, ["1"]);
    outbox.answered(first, &status(200), None, 64_100, 0);
    assert_eq!(outbox.due(), Some(124_000), "a late answer settles nothing but its own request");
    outbox.answered(second, &status(200), None, 64_200, 0);
    assert_eq!(outbox.due(), None);
}

#[test]
fn one_bad_event_takes_no_other_along() {
    for refusal in [400, 413] {
        let mut outbox = Outbox::default();
        (0..8).for_each(|number| _ = outbox.push(&event(number, 0), 0, NO_LIMIT));
        for _ in 0..20 {
            let Some((id, events, _)) = next(&mut outbox, 0) else { break };
            let answer = if events.contains(&"5".into()) { refusal } else { 200 };
            outbox.answered(id, &status(answer), None, 0, 0);
        }
        assert!(outbox.is_empty());
        let (dropped, delivered): (Vec<_>, Vec<_>) =
            outcomes(&mut outbox).into_iter().partition(|(_, outcome)| *outcome != Outcome::Delivered);
        assert_eq!((dropped, delivered.len()), (vec![("5".into(), Outcome::Dropped("refused"))], 7));
    }
}

#[test]
fn an_event_that_makes_the_server_fail_is_set_aside_and_given_up_only_where_others_get_through() {
    let mut outbox = Outbox::default();
    (0..4).for_each(|number| _ = outbox.push(&event(number, 0), 0, NO_LIMIT));
    let mut now = 0;
    let mut requests = 0;
    while let Some(due) = outbox.due() {
        now = due.max(now) + 1;
        requests += 1;
        if requests % 7 == 0 {
            outbox.push(&event(100 + requests, 0), now, NO_LIMIT);
        }
        let Some((id, events, _)) = next(&mut outbox, now) else { continue };
        // At first the server is down for all.
        let answer = if requests < 20 || events.contains(&"2".into()) { 500 } else { 200 };
        outbox.answered(id, &status(answer), None, now, 0);
        assert!(requests < 200);
    }
    let dropped: Vec<_> =
        outcomes(&mut outbox).into_iter().filter(|(_, outcome)| *outcome != Outcome::Delivered).collect();
    assert_eq!(dropped, [("2".into(), Outcome::Dropped("refused"))]);
}

#[test]
fn retries_end_where_the_page_says_so() {
    let mut outbox = Outbox::default();
    outbox.push(&event(1, 0), 0, NO_LIMIT);
    for hour in 0..3 {
        assert!(!outbox.is_empty());
        let (id, ..) = next(&mut outbox, hour * 3_600_000).unwrap();
        outbox.answered(id, &status(0), Some(2), hour * 3_600_000, 0);
    }
    assert_eq!(outcomes(&mut outbox), [("1".into(), Outcome::Dropped("retries"))]);
}

#[test]
fn of_events_with_an_unknown_fate_only_what_the_collector_does_not_know_is_sent() {
    let mut outbox = Outbox::default();
    outbox.adopt(&event(1, 0), 0);
    outbox.adopt(&event(2, 0), 0);
    assert_eq!((outbox.due(), next(&mut outbox, 0)), (Some(GRACE), None));
    outbox.push(&event(3, 0), 0, NO_LIMIT);
    let (id, events, offered) = next(&mut outbox, GRACE).unwrap();
    assert_eq!((events, offered), (vec!["3".to_owned()], vec!["1".into(), "2".into()]));
    outbox.answered(id, &Answer::read(200, r#"{"known":["1"]}"#, 0), None, GRACE, 0);
    let (id, events, offered) = next(&mut outbox, GRACE).unwrap();
    assert_eq!((events, offered), (vec!["2".to_owned()], vec![]));
    outbox.answered(id, &status(200), None, GRACE, 0);
    assert!(outbox.is_empty());

    // A server that knows nothing of offers.
    outbox.adopt(&event(4, 0), 0);
    let (id, ..) = next(&mut outbox, 2 * GRACE).unwrap();
    outbox.answered(id, &status(400), None, 2 * GRACE, 0);
    assert_eq!(next(&mut outbox, 2 * GRACE).unwrap().1, ["4"]);
}

#[test]
fn what_the_collector_refuses_by_uuid_is_dropped_and_the_rest_delivered() {
    let mut outbox = Outbox::default();
    (1..4).for_each(|number| _ = outbox.push(&event(number, 0), 0, NO_LIMIT));
    let (id, ..) = next(&mut outbox, 0).unwrap();
    let body = r#"{"status":"Ok","rejected":[{"index":1,"uuid":"2","field":"event","message":"no"}]}"#;
    outbox.answered(id, &Answer::read(200, body, 0), None, 0, 0);
    let expected = [("1", Outcome::Delivered), ("2", Outcome::Dropped("refused")), ("3", Outcome::Delivered)];
    assert_eq!(outcomes(&mut outbox), expected.map(|(uuid, outcome)| (uuid.into(), outcome)));
}

#[test]
fn an_event_is_known_by_its_uuid_however_it_is_written() {
    let uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
    let ours = format!(r#"{{"uuid":"{uuid}","event":"e","properties":{{}}}}"#);
    let reviewed = format!(r#"{{"event":"e", "uuid": "{uuid}"}}"#);
    let leave = format!(r#"{{"uuid":"{uuid}","event":"$pageleave","properties":{{"$insert_id":"i"}}}}"#);
    for (text, offer) in
        [(ours, uuid.into()), (reviewed, uuid.into()), (leave, format!("{uuid}/i")), ("{}".into(), String::new())]
    {
        assert_eq!(offer_of(&text), offer, "{text}");
        assert_eq!(time_of(&text), crate::id::time(offer.split('/').next().unwrap()), "{text}");
    }
}
