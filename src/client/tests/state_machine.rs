//! Whose event is whose, over every sequence of calls in two tabs: judged by what the collector does with the events.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value;

use super::{Client, KEY, World, start, text};
use crate::platform::Answer;
use crate::wire;

#[derive(Debug, Clone)]
enum Step {
    Capture,
    Identify(u8),
    Alias(u8),
    Reset(bool),
    Register,
    Group(u8),
    SetPerson,
    Reload,
    /// What the other tab stored is announced.
    Announce,
    Pass(u64),
}

fn steps() -> impl Strategy<Value = Vec<(bool, Step)>> {
    let step = prop_oneof![
        4 => Just(Step::Capture),
        3 => (0u8..3).prop_map(Step::Identify),
        1 => (0u8..4).prop_map(Step::Alias),
        2 => any::<bool>().prop_map(Step::Reset),
        1 => Just(Step::Register),
        1 => (0u8..2).prop_map(Step::Group),
        1 => Just(Step::SetPerson),
        1 => Just(Step::Reload),
        2 => Just(Step::Announce),
        1 => (0u64..3_600_000).prop_map(Step::Pass),
    ];
    prop::collection::vec((any::<bool>(), step), 1..60)
}

/// The collector's persons: which id belongs to whom, and who has been identified (posthog-ingest).
#[derive(Default)]
struct Persons {
    owner: BTreeMap<String, usize>,
    identified: BTreeSet<usize>,
    count: usize,
}

impl Persons {
    fn of(&mut self, id: &str) -> usize {
        let next = self.count;
        *self.owner.entry(id.to_string()).or_insert_with(|| {
            self.count += 1;
            next
        })
    }

    /// Makes one person of two, unless the second is somebody already. Says whether it did.
    fn merge(&mut self, into: &str, from: &str) -> bool {
        let (into, from) = (self.of(into), self.of(from));
        if into != from && self.identified.contains(&from) {
            return false;
        }
        self.owner.values_mut().filter(|owner| **owner == from).for_each(|owner| *owner = into);
        self.identified.insert(into);
        true
    }
}

struct Tab {
    world: World,
    client: Client<World>,
    /// What must not appear any more on this tab: ids, sessions, registered values of visitors who have left.
    gone: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Tab {
    /// Everything that was sent, in order.
    fn take_events(&mut self) -> Vec<Value> {
        let mut events = Vec::new();
        loop {
            self.client.flush();
            let Some(request) = self.world.sent.borrow_mut().pop() else { return events };
            self.client.answered(request.id, Answer::Status(200));
            events.extend(serde_json::from_str::<wire::Batch<Value>>(&request.body).unwrap().batch);
        }
    }

    fn forget_visitor(&mut self) {
        let left = std::mem::take(&mut self.seen);
        self.gone.extend(left.into_iter().filter(|value| !value.starts_with("name")));
    }
}

fn run(options: &str, steps: Vec<(bool, Step)>) -> Result<(), TestCaseError> {
    let first = World::default();
    let second = first.another_tab();
    let mut tabs = [first, second].map(|world| Tab {
        client: start(&world, options),
        world,
        gone: BTreeSet::new(),
        seen: BTreeSet::new(),
    });
    tabs[1].client.stored_elsewhere(KEY);
    let mut persons = Persons::default();
    let (mut serial, mut aliased) = (0, BTreeSet::new());
    for (is_second, step) in steps {
        let at = usize::from(is_second);
        let tab = &mut tabs[at];
        let now = tab.world.now.get();
        match step {
            Step::Capture => _ = tab.client.capture("e", "", "", now),
            Step::Identify(name) => tab.client.identify(&format!("name{name}"), "", "", now),
            Step::Alias(name) => _ = tab.client.alias(&format!("name{name}"), "", now),
            Step::Reset(new_device) => {
                tab.client.reset(new_device, "", now);
                tab.forget_visitor();
            }
            Step::Register => {
                serial += 1;
                let value = format!("registered{serial}");
                tab.client.register(&format!("{{\"secret\":\"{value}\"}}"), None);
            }
            Step::Group(key) => {
                serial += 1;
                tab.client.group("company", &format!("\"company{key}-{serial}\""), "", now);
            }
            Step::SetPerson => tab.client.set_person_properties("{\"plan\":\"pro\"}", "", now),
            Step::Reload => {
                tab.client.left();
                tab.client = start(&tab.world, options);
            }
            Step::Announce => {
                let before = tab.client.distinct_id();
                tab.client.stored_elsewhere(KEY);
                if tab.client.distinct_id() != before && !tab.client.is_identified() {
                    tab.forget_visitor();
                }
            }
            Step::Pass(time) => tabs.iter().for_each(|tab| tab.world.pass(time)),
        }

        let tab = &mut tabs[at];
        let beacons = std::mem::take(&mut *tab.world.beacons.borrow_mut());
        let beacons = beacons.iter().flat_map(|body| serde_json::from_str::<wire::Batch<Value>>(body).unwrap().batch);
        for event in beacons.chain(tab.take_events()).collect::<Vec<_>>() {
            let properties = &event["properties"];
            let id = text(&properties["distinct_id"]);
            prop_assert!(!id.is_empty());
            persons.of(&id);
            match event["event"].as_str().unwrap() {
                "$identify" => {
                    let anonymous = text(&properties["$anon_distinct_id"]);
                    prop_assert!(!anonymous.starts_with("name"), "{anonymous} is a person's name");
                    // Who was given a second name is somebody, for the collector; only then may it keep two apart.
                    let is_one = persons.merge(&id, &anonymous) || aliased.contains(&anonymous);
                    prop_assert!(is_one, "{anonymous} is somebody else than {id}");
                }
                "$create_alias" => {
                    persons.merge(&id, &text(&properties["alias"]));
                    aliased.insert(id.clone());
                }
                _ => {}
            }
            for key in ["distinct_id", "$session_id", "secret"] {
                let value = text(&properties[key]);
                prop_assert!(!tab.gone.contains(&value), "{key} {value} is of a visitor who has left: {event}");
                tab.seen.insert(value);
            }
            let company = text(&properties["$groups"]["company"]);
            prop_assert!(company.is_empty() || !tab.gone.contains(&company), "{company} was left: {event}");
            tab.seen.insert(company);
        }
        tab.gone.remove("");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nobody_is_merged_and_nothing_of_a_visitor_who_left_is_used(steps in steps()) {
        run("{}", steps)?;
    }

    #[test]
    fn nor_where_the_visitor_is_kept_in_a_cookie(steps in steps()) {
        run(r#"{"persistence":"cookie"}"#, steps)?;
    }

    #[test]
    fn nor_where_the_cookie_wins(steps in steps()) {
        run(r#"{"cookieWinsOnConflict":true}"#, steps)?;
    }
}
