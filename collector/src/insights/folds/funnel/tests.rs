//! Worked examples, and all attempts there are.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::insights::folds::funnel::{
    Attribution, Definition, Exclusion, Funnel, Happening, NO_VALUE, Order, StepResult,
};

fn definition(steps: usize, order: Order) -> Definition {
    Definition { steps, window: 100, order, exclusions: Vec::new(), attribution: Attribution::FirstTouch }
}

fn excluding(steps: usize, from: usize, to: usize) -> Definition {
    Definition { exclusions: vec![Exclusion { from, to }], ..definition(steps, Order::Ordered) }
}

/// Events from a text: at each time `A` is the first step, `B` the second, and so on, `AB` either of the two; `x` is excluded,
/// `-` is anything else.
fn events(text: &str) -> Vec<Happening> {
    let event = |word: &str| {
        let (at, names) = word.split_once(':').unwrap();
        let steps = names.bytes().filter(u8::is_ascii_uppercase).map(|name| 1 << (name - b'A')).sum();
        Happening { at: at.parse().unwrap(), steps, exclusions: u32::from(names.contains('x')), breakdown: NO_VALUE }
    };
    text.split_whitespace().map(event).collect()
}

fn results(definition: Definition, actors: &[Vec<Happening>]) -> BTreeMap<u32, Vec<StepResult>> {
    let mut funnel = Funnel::new(definition);
    actors.iter().for_each(|events| funnel.actor(events));
    funnel.finish()
}

/// How many came to each step.
fn counts(definition: Definition, actors: &[&str]) -> Vec<u64> {
    let actors: Vec<_> = actors.iter().map(|text| events(text)).collect();
    let results = results(definition, &actors);
    results.get(&NO_VALUE).into_iter().flatten().map(|step| step.count).collect()
}

#[test]
fn one_step_after_the_other() {
    let cases = [
        ("0:A 1:B 2:C", [1, 1, 1]),
        ("0:A 1:- 2:B 3:A 4:C", [1, 1, 1]),
        ("0:A 1:C 2:B", [1, 1, 0]),
        ("0:B 1:A 2:C", [1, 0, 0]),
        // The window is inclusive, and one for all steps.
        ("0:A 60:B 100:C", [1, 1, 1]),
        ("0:A 60:B 101:C", [1, 1, 0]),
        // A later attempt may get further, and begin in the middle of an earlier one.
        ("0:A 50:A 90:B 120:C", [1, 1, 1]),
        ("0:A 0:B 0:C", [1, 1, 1]),
    ];
    for (text, expected) in cases {
        assert_eq!(counts(definition(3, Order::Ordered), &[text]), expected, "{text}");
    }
    assert_eq!(counts(definition(3, Order::Ordered), &["0:B 1:C", ""]), [] as [u64; 0]);
    assert_eq!(counts(definition(2, Order::Ordered), &["0:A", "0:A 1:B", "0:B"]), [2, 1]);
}

#[test]
fn an_event_is_one_step() {
    let cases = [("0:ABC", [1, 0, 0]), ("0:ABC 1:ABC", [1, 1, 0]), ("0:ABC 1:ABC 2:ABC", [1, 1, 1])];
    for order in [Order::Ordered, Order::Strict, Order::Unordered] {
        for (text, expected) in cases {
            assert_eq!(counts(definition(3, order), &[text]), expected, "{text}, {order:?}");
        }
    }
}

#[test]
fn nothing_between_strict_steps() {
    let cases = [
        ("0:A 1:B 2:C", [1, 1, 1]),
        ("0:A 1:- 2:B 3:C", [1, 0, 0]),
        ("0:A 1:A 2:B 3:- 4:C", [1, 1, 0]),
        ("0:A 1:B 2:- 3:A 4:B 5:C", [1, 1, 1]),
        ("0:A 1:B 101:C", [1, 1, 0]),
    ];
    for (text, expected) in cases {
        assert_eq!(counts(definition(3, Order::Strict), &[text]), expected, "{text}");
    }
}

#[test]
fn steps_in_any_order() {
    let cases = [
        ("0:C 1:A 2:B", [1, 1, 1]),
        ("0:C 1:C 2:B", [1, 1, 0]),
        ("0:C 150:C 151:B 152:A", [1, 1, 1]),
        ("0:B 60:C 101:A", [1, 1, 0]),
        // The first event is whichever step leaves the others to those that follow.
        ("0:AB 1:A 2:C", [1, 1, 1]),
        ("0:ABC 1:AB 2:A", [1, 1, 1]),
        ("0:A 1:A 2:AB", [1, 1, 0]),
    ];
    for (text, expected) in cases {
        assert_eq!(counts(definition(3, Order::Unordered), &[text]), expected, "{text}");
    }
}

#[test]
fn an_exclusion_takes_the_actor_away() {
    let between = |from, to| excluding(3, from, to);
    let none: [u64; 0] = [];
    assert_eq!(counts(between(0, 1), &["0:A 1:x 2:B 3:C"]), none);
    assert_eq!(counts(between(0, 1), &["0:A 1:B 2:x 3:C"]), [1, 1, 1]);
    assert_eq!(counts(between(0, 2), &["0:A 1:B 2:x 3:C"]), none);
    assert_eq!(counts(between(1, 2), &["0:x 1:A 2:x 3:B 4:C 5:x"]), [1, 1, 1]);
    // Who has not got to the second step would have it between, as long as the window runs.
    assert_eq!(counts(between(0, 1), &["0:A 100:x"]), none);
    assert_eq!(counts(between(0, 1), &["0:A 101:x"]), [1, 0, 0]);
    // An earlier attempt takes the actor away as well; one after getting through does not.
    assert_eq!(counts(between(0, 1), &["0:A 1:x 200:A 201:B 202:C"]), none);
    assert_eq!(counts(between(0, 1), &["0:A 1:B 2:C 3:A 4:x"]), [1, 1, 1]);
}

#[test]
fn exclusions_of_other_orders() {
    let of = |order| Definition { order, ..excluding(2, 0, 1) };
    let none: [u64; 0] = [];
    assert_eq!(counts(of(Order::Strict), &["0:A 1:x 2:B"]), none);
    assert_eq!(counts(of(Order::Strict), &["0:A 1:- 2:x 3:B"]), [1, 0]);
    assert_eq!(counts(of(Order::Unordered), &["0:B 1:x 2:A"]), none);
    assert_eq!(counts(of(Order::Unordered), &["0:B 1:A 2:x"]), [1, 1]);
}

#[test]
fn times_are_those_of_the_earliest_attempt() {
    let actors = [events("0:A 10:A 40:B 45:B 90:A 100:B"), events("0:A 10:B"), events("0:A 21:B"), events("0:A")];
    let steps = &results(definition(2, Order::Ordered), &actors)[&NO_VALUE];
    assert_eq!(steps[0], StepResult { count: 4, median_ms: None, average_ms: None });
    assert_eq!(steps[1], StepResult { count: 3, median_ms: Some(21.0), average_ms: Some(71.0 / 3.0) });
    let steps = &results(definition(3, Order::Unordered), &[events("0:C 7:A 9:B"), events("0:B 4:C")])[&NO_VALUE];
    assert_eq!(steps[1], StepResult { count: 2, median_ms: Some(5.5), average_ms: Some(5.5) });
    assert_eq!(steps[2], StepResult { count: 1, median_ms: Some(2.0), average_ms: Some(2.0) });
    let steps = &results(definition(2, Order::Ordered), &[events("0:A")])[&NO_VALUE];
    assert_eq!(steps[1], StepResult { count: 0, median_ms: None, average_ms: None });
}

#[test]
fn attribution_says_the_value() {
    let with = |values: [u32; 4]| {
        let mut events = events("0:A 1:B 2:A 3:B");
        events.iter_mut().zip(values).for_each(|(event, value)| event.breakdown = value);
        events
    };
    let of = |attribution, values| {
        let definition = Definition { attribution, ..definition(2, Order::Ordered) };
        let counts = |(value, steps): (u32, Vec<StepResult>)| (value, [steps[0].count, steps[1].count]);
        results(definition, &[with(values)]).into_iter().map(counts).collect::<Vec<_>>()
    };
    assert_eq!(of(Attribution::FirstTouch, [0, 5, 6, 7]), [(5, [1, 1])]);
    assert_eq!(of(Attribution::LastTouch, [5, 6, 7, 0]), [(7, [1, 1])]);
    assert_eq!(of(Attribution::FirstTouch, [0; 4]), [(NO_VALUE, [1, 1])]);
    // The step with each value by itself.
    assert_eq!(of(Attribution::Step(0), [5, 1, 6, 2]), [(5, [1, 1]), (6, [1, 1])]);
    assert_eq!(of(Attribution::Step(1), [5, 1, 6, 0]), [(0, [1, 1]), (1, [1, 1])]);
    let definition = Definition { attribution: Attribution::Step(1), ..definition(2, Order::Ordered) };
    assert_eq!(results(definition, &[vec![Happening { breakdown: 5, ..events("0:A")[0] }]])[&NO_VALUE][0].count, 1);
}

/// With as many attempts as events, of as many events each.
#[test]
fn ten_thousand_events_of_one_actor() {
    let event = |index: i64| {
        let steps = match index {
            5_000 => 1 << 3,
            _ => 1 << (index % 3),
        };
        Happening { at: index, steps, exclusions: 0, breakdown: NO_VALUE }
    };
    let events: Vec<_> = (0..10_000).map(event).collect();
    for order in [Order::Ordered, Order::Strict, Order::Unordered] {
        let definition = Definition { window: 100_000, ..definition(5, order) };
        let reached = if order == Order::Strict { 3 } else { 4 };
        let results = results(definition, std::slice::from_ref(&events));
        assert_eq!(results[&NO_VALUE].iter().filter(|step| step.count == 1).count(), reached, "{order:?}");
    }
}

/// All the ways to go on from `path`, by the places of events that do the steps. In any order the next event may do any of the
/// steps in `open`.
fn all(definition: &Definition, events: &[Happening], path: &[usize], open: u32, found: &mut Vec<Vec<usize>>) {
    found.push(path.to_vec());
    let (Some(&first), Some(&last)) = (path.first(), path.last()) else { return };
    let in_time = |place: &usize| events[*place].at <= events[first].at + definition.window;
    let further = if definition.order == Order::Strict { last + 1..last + 2 } else { last + 1..events.len() };
    for place in further.filter(|place| *place < events.len()).filter(in_time) {
        let could_be = match definition.order {
            Order::Unordered => events[place].steps & open,
            _ => events[place].steps & open & (1 << path.len()),
        };
        for step in (0..definition.steps).filter(|step| could_be & (1 << step) != 0) {
            let path = [path, &[place]].concat();
            all(definition, events, &path, open & !(1 << step), found);
        }
    }
}

/// The attempt that counts, from all there are.
fn naive(definition: &Definition, events: &[Happening]) -> Option<Vec<usize>> {
    let mut best: Option<Vec<usize>> = None;
    for start in 0..events.len() {
        let mut found = Vec::new();
        for step in (0..definition.steps).filter(|step| events[start].steps & (1 << step) != 0) {
            if step == 0 || definition.order == Order::Unordered {
                all(definition, events, &[start], !(1 << step), &mut found);
            }
        }
        found.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
        let Some(path) = found.into_iter().next() else { continue };
        for (index, exclusion) in definition.exclusions.iter().enumerate() {
            let Some(&from) = path.get(exclusion.from) else { continue };
            let ended = if definition.order == Order::Strict { path[path.len() - 1] + 2 } else { events.len() };
            let to = path.get(exclusion.to).copied().unwrap_or(ended.min(events.len()));
            let is_excluded = |place: usize| {
                events[place].exclusions & (1 << index) != 0 && events[place].at <= events[start].at + definition.window
            };
            if (from + 1..to).any(is_excluded) {
                return None;
            }
        }
        let is_through = path.len() == definition.steps;
        if best.as_ref().is_none_or(|best| best.len() < path.len()) {
            best = Some(path);
        }
        if is_through {
            break;
        }
    }
    best
}

fn happenings(steps: usize) -> impl Strategy<Value = Vec<Happening>> {
    // Most events are one step or none, as they are in life.
    let mask = prop_oneof![3 => (0..steps).prop_map(|step| 1 << step), 1 => Just(0), 1 => 0_u32..1 << steps];
    let event = (0_i64..6, mask, prop_oneof![8 => Just(0_u32), 1 => 0_u32..4], 0_u32..3);
    prop::collection::vec(event, 0..12).prop_map(|events| {
        let mut at = 0;
        let happening = |(after, steps, exclusions, breakdown)| {
            at += after;
            Happening { at, steps, exclusions, breakdown }
        };
        events.into_iter().map(happening).collect()
    })
}

fn cases() -> impl Strategy<Value = (Definition, Vec<Happening>)> {
    (2_usize..5).prop_flat_map(|steps| {
        let order = prop_oneof![Just(Order::Ordered), Just(Order::Strict), Just(Order::Unordered)];
        let between = (0..steps - 1).prop_flat_map(move |from| (Just(from), from + 1..steps));
        let exclusion = between.prop_map(|(from, to)| Exclusion { from, to });
        let attribution = prop_oneof![
            Just(Attribution::FirstTouch),
            Just(Attribution::LastTouch),
            (0..steps).prop_map(Attribution::Step)
        ];
        let whole = (order, 0_i64..25, prop::collection::vec(exclusion, 0..3), attribution);
        let definition = whole.prop_map(move |(order, window, exclusions, attribution)| Definition {
            steps,
            window,
            order,
            exclusions,
            attribution,
        });
        (definition, happenings(steps))
    })
}

/// The values that an actor counts for, each with the events as they are for it.
fn by_value(definition: &Definition, events: &[Happening]) -> BTreeMap<u32, Vec<Happening>> {
    let values = |step: u32| events.iter().filter(move |event| event.steps & step != 0).map(|event| event.breakdown);
    let known: Vec<u32> = values(u32::MAX).filter(|value| *value != NO_VALUE).collect();
    match definition.attribution {
        Attribution::FirstTouch => BTreeMap::from([(*known.first().unwrap_or(&NO_VALUE), events.to_vec())]),
        Attribution::LastTouch => BTreeMap::from([(*known.last().unwrap_or(&NO_VALUE), events.to_vec())]),
        Attribution::Step(step) if values(1 << step).next().is_none() => BTreeMap::from([(NO_VALUE, events.to_vec())]),
        Attribution::Step(step) => {
            let without_others = |value: u32| {
                let mut events = events.to_vec();
                let others = events.iter_mut().filter(|event| event.breakdown != value);
                others.for_each(|event| event.steps &= !(1 << step));
                (value, events)
            };
            values(1 << step).map(without_others).collect()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn the_same_as_all_attempts((definition, events) in cases()) {
        let mut expected = BTreeMap::new();
        for (value, events) in by_value(&definition, &events) {
            let Some(path) = naive(&definition, &events) else { continue };
            let after = |step: usize| Some((events[*path.get(step)?].at - events[*path.get(step.checked_sub(1)?)?].at) as f64);
            let step = |step: usize| StepResult {
                count: u64::from(step < path.len()),
                median_ms: after(step),
                average_ms: after(step),
            };
            expected.insert(value, (0..definition.steps).map(step).collect::<Vec<_>>());
        }
        prop_assert_eq!(results(definition, &[events]), expected);
    }
}
