//! Random events, told apart in memory, event by event, and by the insights.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::insights::answer;
use crate::rig::{Rig, event};

const DAY: i64 = 86_400_000;
/// 2026-11-01T00:00:00Z, a Sunday. The range begins three days later.
const FIRST: i64 = 1_793_491_200_000;
const FROM: i64 = FIRST + 3 * DAY;
const DAYS: usize = 9;
const TO: i64 = FROM + DAYS as i64 * DAY;

/// An event as it was sent.
#[derive(Debug, Clone)]
struct Sent {
    /// The person; two distinct ids of most of them are merged somewhere on the way.
    person: usize,
    at: i64,
    name: &'static str,
    size: i64,
    page: &'static str,
}

/// Sends events of some persons, in the order of time, and gives them back.
async fn send(rig: &Rig, rng: &mut Rng) -> Vec<Sent> {
    let mut sent = Vec::new();
    let mut wire = Vec::new();
    let mut at = FIRST;
    let mut merged = BTreeSet::new();
    while at < TO + DAY {
        at += rng.i64(0..40) * 10 * 60_000;
        let (person, second) = (rng.usize(0..6), rng.bool());
        let mut name = rng.choice(["a", "a", "b", "c", "$pageview", "$pageview"]).unwrap();
        let id = |second: bool| format!("{person}{}", if second { "b" } else { "a" });
        let (size, page) = (rng.i64(0..3), rng.choice(["/", "/x", "/y"]).unwrap());
        let mut properties = json!({ "size": size, "$pathname": page, "$ignore_sent_at": true });
        let mut distinct_id = id(second);
        // The last person stays two.
        if person < 5 && rng.u8(0..4) == 0 && merged.insert(person) {
            name = "$identify";
            distinct_id = id(true);
            properties["$anon_distinct_id"] = id(false).into();
        }
        let mut event = event(name, &distinct_id, properties);
        event["timestamp"] = Timestamp::from_millisecond(at).unwrap().to_string().into();
        wire.push(event);
        let person = if second && person == 5 { 6 } else { person };
        sent.push(Sent { person, at, name, size, page });
    }
    // Those who did not come to it are merged at the end.
    for person in (0..5).filter(|person| !merged.contains(person)) {
        let properties = json!({ "$anon_distinct_id": format!("{person}a"), "$ignore_sent_at": true });
        let mut event = event("$identify", &format!("{person}b"), properties);
        event["timestamp"] = Timestamp::from_millisecond(at).unwrap().to_string().into();
        wire.push(event);
        sent.push(Sent { person, at, name: "$identify", size: -1, page: "" });
    }
    for batch in wire.chunks(10) {
        rig.accept(json!(batch)).await;
        // Somebody asks meanwhile, so that merges concern persons who are known already.
        if rng.bool() {
            answer(rig, json!({ "kind": "trends", "range": range(), "series": [{ "math": "dau" }] })).await;
        }
    }
    sent
}

fn range() -> Value {
    let iso = |at: i64| Timestamp::from_millisecond(at).unwrap().to_string();
    json!({ "from": iso(FROM), "to": iso(TO) })
}

/// The events of each person in the range.
fn by_person(sent: &[Sent]) -> Vec<Vec<Sent>> {
    let of = |person: usize| sent.iter().filter(move |event| event.person == person && (FROM..TO).contains(&event.at));
    (0..7).map(|person| of(person).cloned().collect()).collect()
}

/// The days, from the range's first one, on which a person did `name`.
fn days(sent: &[Sent], person: usize, name: &str) -> BTreeSet<i64> {
    let mine = sent.iter().filter(|event| event.person == person && event.name == name && event.at < TO);
    mine.map(|event| (event.at - FROM).div_euclid(DAY)).collect()
}

/// The longest way through `steps` that goes on from `path`, of several the one that is there first.
fn furthest(
    events: &[Sent],
    steps: &[(&str, Option<i64>)],
    order: &str,
    window: i64,
    path: &[(usize, usize)],
) -> Vec<usize> {
    let mut best: Vec<usize> = path.iter().map(|(place, _)| *place).collect();
    let next = match path.last() {
        None => 0..events.len(),
        Some((last, _)) if order == "strict" => last + 1..(last + 2).min(events.len()),
        Some((last, _)) => last + 1..events.len(),
    };
    for place in next {
        if path.first().is_some_and(|(first, _)| events[place].at > events[*first].at + window) {
            break;
        }
        for (step, (name, size)) in steps.iter().enumerate() {
            let is_open = match order {
                "unordered" => path.iter().all(|(_, done)| *done != step),
                _ => path.len() == step,
            };
            if is_open && events[place].name == *name && size.is_none_or(|size| size == events[place].size) {
                let found = furthest(events, steps, order, window, &[path, &[(place, step)]].concat());
                if found.len() > best.len() {
                    best = found;
                }
            }
        }
    }
    best
}

#[tokio::test]
async fn funnels() {
    for seed in 0..6 {
        let (rig, mut rng) = (Rig::new(), Rng::with_seed(seed));
        let sent = send(&rig, &mut rng).await;
        for order in ["ordered", "strict", "unordered"] {
            for _ in 0..3 {
                let steps: Vec<(&str, Option<i64>)> = (0..rng.usize(2..5))
                    .map(|_| (rng.choice(["a", "b", "c"]).unwrap(), rng.bool().then(|| rng.i64(0..3))))
                    .collect();
                let hours = rng.i64(1..60);
                let wanted = steps.iter().map(|(name, size)| {
                    let filters = size.map(|size| json!([{ "key": "size", "value": size }])).unwrap_or(json!([]));
                    json!({ "event": name, "filters": filters })
                });
                let query = json!({ "kind": "funnel", "range": range(), "order": order, "steps": wanted.collect::<Value>(),
                    "window": { "value": hours, "unit": "hour" } });
                let found = answer(&rig, query.clone()).await;

                let mut durations: Vec<Vec<f64>> = vec![Vec::new(); steps.len()];
                for events in by_person(&sent) {
                    let path = furthest(&events, &steps, order, hours * 3_600_000, &[]);
                    for (step, place) in path.iter().enumerate() {
                        let before = path[step.saturating_sub(1)];
                        durations[step].push((events[*place].at - events[before].at) as f64 / 1000.0);
                    }
                }
                for (step, mut durations) in durations.into_iter().enumerate() {
                    let told = &found["groups"][0]["steps"][step];
                    assert_eq!(told["count"], durations.len(), "seed {seed}, step {step}: {query}");
                    if step == 0 || durations.is_empty() {
                        assert!(told["median_seconds"].is_null() && told["average_seconds"].is_null());
                        continue;
                    }
                    durations.sort_by(f64::total_cmp);
                    let median = (durations[(durations.len() - 1) / 2] + durations[durations.len() / 2]) / 2.0;
                    let average = durations.iter().sum::<f64>() / durations.len() as f64;
                    assert_eq!(told["median_seconds"], median, "seed {seed}, step {step}: {query}");
                    let difference = told["average_seconds"].as_f64().unwrap() - average;
                    assert!(difference.abs() < 1e-6, "seed {seed}, step {step}: {query}");
                }
            }
        }
    }
}

#[tokio::test]
async fn retention() {
    for seed in 0..4 {
        let (rig, mut rng) = (Rig::new(), Rng::with_seed(seed));
        let sent = send(&rig, &mut rng).await;
        for (first_time, on_or_after) in [(false, false), (false, true), (true, false), (true, true)] {
            let query = json!({ "kind": "retention", "range": range(), "start": { "event": "c" }, "return": { "event": "b" },
                "period": "day", "periods": 5, "on_or_after": on_or_after,
                "mode": if first_time { "first_time" } else { "recurring" } });
            let found = answer(&rig, query.clone()).await;
            for start in 0..DAYS as i64 {
                let begins = |person: &usize| {
                    let days = days(&sent, *person, "c");
                    if first_time { days.first() == Some(&start) } else { days.contains(&start) }
                };
                let cohort: Vec<usize> = (0..7).filter(begins).collect();
                let told = &found["cohorts"][start as usize];
                assert_eq!(told["size"], cohort.len(), "seed {seed}: {query}");
                let cells = (DAYS as i64 - start).min(5);
                assert_eq!(told["values"].as_array().unwrap().len() as i64, cells);
                for after in 1..cells {
                    let is_back = |person: &&usize| {
                        let mut days = days(&sent, **person, "b").into_iter();
                        days.any(|day| if on_or_after { day >= start + after } else { day == start + after })
                    };
                    let back = cohort.iter().filter(is_back).count();
                    assert_eq!(told["values"][after as usize], back, "seed {seed}, {start} + {after}: {query}");
                }
            }
        }
    }
}

#[tokio::test]
async fn lifecycle_stickiness_and_activity() {
    for seed in 0..4 {
        let (rig, mut rng) = (Rig::new(), Rng::with_seed(seed));
        let sent = send(&rig, &mut rng).await;
        let made = |person: usize| {
            sent.iter().find(|event| event.person == person).map(|event| (event.at - FROM).div_euclid(DAY))
        };
        let active: Vec<BTreeSet<i64>> = (0..7).map(|person| days(&sent, person, "c")).collect();
        let count = |holds: &dyn Fn(usize, &BTreeSet<i64>) -> bool| {
            active.iter().enumerate().filter(|(person, days)| holds(*person, days)).count() as i64
        };
        let found = answer(&rig, json!({ "kind": "lifecycle", "range": range(), "event": { "event": "c" } })).await;
        for day in 0..DAYS as i64 {
            let is_new = |person: usize| made(person) == Some(day);
            let expected = [
                count(&|person, days| days.contains(&day) && is_new(person)),
                count(&|person, days| days.contains(&day) && !is_new(person) && days.contains(&(day - 1))),
                count(&|person, days| days.contains(&day) && !is_new(person) && !days.contains(&(day - 1))),
                -count(&|_, days| !days.contains(&day) && days.contains(&(day - 1))),
            ];
            let told =
                ["new", "returning", "resurrecting", "dormant"].map(|kind| found[kind][day as usize].as_i64().unwrap());
            assert_eq!(told, expected, "seed {seed}, day {day}");
        }
        let found = answer(&rig, json!({ "kind": "stickiness", "range": range(), "series": [{ "event": "c" }] })).await;
        for intervals in 1..=DAYS {
            let expected = count(&|_, days| days.range(0..).count() == intervals);
            let told = &found["series"][0]["values"][intervals - 1];
            assert_eq!((&told["intervals"], &told["count"]), (&json!(intervals), &json!(expected)), "seed {seed}");
        }
        for day in 0..DAYS as i64 {
            for (name, width) in [("dau", 1), ("wau", 7), ("mau", 30)] {
                let expected = count(&|_, days| days.range(day + 1 - width..=day).next().is_some());
                assert_eq!(found["activity"][name][day as usize], expected, "seed {seed}, {name} of day {day}");
            }
        }
    }
}

#[tokio::test]
async fn paths() {
    for seed in 0..4 {
        let (rig, mut rng) = (Rig::new(), Rng::with_seed(seed));
        let sent = send(&rig, &mut rng).await;
        let mut edges: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
        for events in by_person(&sent) {
            let mut journey: Vec<Sent> = Vec::new();
            let mut last = i64::MIN / 2;
            for view in events.iter().filter(|event| event.name == "$pageview") {
                if view.at - last >= 30 * 60_000 {
                    journey.clear();
                }
                last = view.at;
                match journey.last() {
                    Some(before) if before.page == view.page => continue,
                    Some(before) if journey.len() < 4 => {
                        let step = journey.len();
                        let edge = (format!("{step}_{}", before.page), format!("{}_{}", step + 1, view.page));
                        edges.entry(edge).or_default().push(view.at - before.at);
                    }
                    _ => {}
                }
                journey.push(view.clone());
            }
        }
        let found = answer(&rig, json!({ "kind": "paths", "range": range(), "steps": 4, "limit": 1000 })).await;
        let told = found["edges"].as_array().unwrap();
        assert_eq!(told.len(), edges.len(), "seed {seed}");
        for edge in told {
            let key = (edge["from"].as_str().unwrap().to_owned(), edge["to"].as_str().unwrap().to_owned());
            let durations = &edges[&key];
            let average = durations.iter().sum::<i64>() as f64 / durations.len() as f64 / 1000.0;
            assert_eq!(edge["count"], durations.len(), "seed {seed}: {edge}");
            assert!((edge["average_seconds"].as_f64().unwrap() - average).abs() < 1e-6, "seed {seed}: {edge}");
        }
    }
}
