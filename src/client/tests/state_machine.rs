//! Whose event is whose, over every sequence of calls in two tabs: judged by what the collector does with the events.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value;

use super::{Client, KEY, World, start, text};
use crate::outbox::Answer;
use crate::{json, wire};

/// The id of visitors who go without one.
const NOBODY: &str = "$posthog_cookieless";

/// The key of the visitor's decision.
const DECISION: &str = "__ph_opt_in_out_t";

#[derive(Debug, Clone)]
enum Step {
    Capture,
    Identify(u8),
    Alias(u8),
    Reset(bool),
    Register,
    Group(u8),
    LeaveGroups(bool),
    /// One event for another organisation.
    CaptureFor,
    /// One event of somebody else, for an organisation of theirs.
    CaptureAs(u8),
    SetPerson,
    Reload,
    OptIn,
    OptOut,
    /// The other tab's decision is announced, before anything else that it stored.
    AnnounceDecision,
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
        2 => (0u8..2).prop_map(Step::Group),
        1 => any::<bool>().prop_map(Step::LeaveGroups),
        1 => Just(Step::CaptureFor),
        1 => (0u8..4).prop_map(Step::CaptureAs),
        1 => Just(Step::SetPerson),
        1 => Just(Step::Reload),
        1 => Just(Step::OptIn),
        1 => Just(Step::OptOut),
        1 => Just(Step::AnnounceDecision),
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
    /// The organisations that the visitor does not act for any more on this tab.
    left: BTreeSet<String>,
    seen: BTreeSet<String>,
    /// Events may wait for the visitor's decision, as they were when they happened.
    holds: bool,
    /// The visitor left in the other tab, and this one may not know yet.
    left_elsewhere: bool,
}

impl Tab {
    /// Everything that was sent, in order.
    fn take_events(&mut self) -> Vec<Value> {
        let mut events = Vec::new();
        loop {
            self.client.flush();
            let Some(request) = self.world.sent.borrow_mut().pop() else { return events };
            self.client.answered(request.id, &Answer::read(200, "", 0));
            events.extend(serde_json::from_str::<wire::Batch<Value>>(&request.body).unwrap().batch);
        }
    }

    /// Tells visitors apart, also where one leaves and the same one comes back.
    fn visitor(&self) -> (String, Option<String>) {
        (self.client.distinct_id(), self.client.property("$last_posthog_reset").map(String::from))
    }

    /// The visitor leaves all organisations there were. What a tab does whose visitor has refused is not stored, and does not
    /// outlive its page.
    fn leave(&mut self, companies: &[String]) {
        if !self.client.is_opted_out() {
            self.left.extend(companies.iter().cloned());
        }
    }

    fn forget_visitor(&mut self) {
        let left = std::mem::take(&mut self.seen);
        self.gone.extend(
            left.into_iter().filter(|value| !value.starts_with("name") && value != NOBODY && !value.is_empty()),
        );
    }
}

fn run(options: &str, steps: Vec<(bool, Step)>) -> Result<(), TestCaseError> {
    let first = World::default();
    let second = first.another_tab();
    let mut tabs = [first, second].map(|world| Tab {
        client: start(&world, options),
        world,
        gone: BTreeSet::new(),
        left: BTreeSet::new(),
        holds: false,
        seen: BTreeSet::new(),
        left_elsewhere: false,
    });
    tabs[1].client.stored_elsewhere(KEY);
    let mut persons = Persons::default();
    let leaves_by_refusing = options.contains("on_reject");
    let (mut serial, mut aliased, mut companies) = (0, BTreeSet::new(), Vec::new());
    for (is_second, step) in steps {
        let at = usize::from(is_second);
        let tab = &mut tabs[at];
        let (now, before) = (tab.world.now.get(), tab.visitor());
        let is_reset = matches!(step, Step::Reset(_));
        tab.holds |= tab.client.is_undecided();
        // Calls that name the visitor, or decide for them, look at what other tabs stored first.
        let looks = !matches!(
            step,
            Step::Capture | Step::CaptureFor | Step::CaptureAs(_) | Step::Register | Step::SetPerson | Step::Pass(_)
        );
        let is_refusal = matches!(step, Step::OptOut);
        match step {
            Step::Capture => _ = tab.client.capture("e", "", "", now),
            Step::Identify(name) => tab.client.identify(&format!("name{name}"), "", "", now),
            Step::Alias(name) => _ = tab.client.alias(&format!("name{name}"), "", now),
            Step::Reset(new_device) => {
                tab.client.reset(new_device, "", now);
                tabs.iter().for_each(|tab| tab.world.pass(1));
            }
            Step::Register => {
                serial += 1;
                let value = format!("registered{serial}");
                tab.client.register(&format!("{{\"secret\":\"{value}\"}}"), None);
            }
            Step::Group(key) => {
                serial += 1;
                let company = format!("company{key}-{serial}");
                tab.client.group("company", &json::string(&company), "", now);
                tab.leave(&companies);
                companies.push(company);
            }
            Step::LeaveGroups(all) => {
                tab.client.leave_groups(if all { "" } else { "company" });
                tab.leave(&companies);
            }
            Step::CaptureFor => {
                serial += 1;
                let options = format!(r#"{{"groups":{{"company":"guest{serial}"}}}}"#);
                _ = tab.client.capture("for", "", &options, now);
            }
            Step::CaptureAs(name) => {
                serial += 1;
                let options = format!(r#"{{"as":"name{name}","groups":{{"company":"guest{serial}"}}}}"#);
                _ = tab.client.capture("as", "", &options, now);
            }
            Step::SetPerson => tab.client.set_person_properties("{\"plan\":\"pro\"}", "", now),
            Step::Reload => {
                tab.client.left();
                tab.client = start(&tab.world, options);
                tab.client.capture_first_pageview();
            }
            Step::OptIn => tab.client.opt_in("", "", now),
            Step::OptOut => tab.client.opt_out(),
            Step::AnnounceDecision => tab.client.stored_elsewhere(DECISION),
            Step::Announce => tab.client.stored_elsewhere(KEY),
            Step::Pass(time) => tabs.iter().for_each(|tab| tab.world.pass(time)),
        }

        let is_other = tabs[at].visitor() != before;
        let leaves = is_reset || is_other && leaves_by_refusing && is_refusal;
        if leaves {
            tabs[1 - at].left_elsewhere = true;
        }
        // A tab whose visitor has refused uses nothing until they agree, and hears of all this long before that.
        if leaves && tabs[1 - at].client.is_opted_out() {
            let other = &mut tabs[1 - at];
            let visitor = other.visitor();
            other.client.stored_elsewhere(DECISION);
            if other.visitor() != visitor {
                other.forget_visitor();
            }
            other.left_elsewhere = false;
        }
        // A refusal deletes the note of the visitor's leaving: if then the same person comes, nobody has left for this tab.
        let is_back = !is_other && before.0.starts_with("name") && before.1.is_none();
        let learns = (is_other || looks) && std::mem::take(&mut tabs[at].left_elsewhere) && !is_back;
        if leaves || learns {
            tabs[at].forget_visitor();
        }
        let tab = &mut tabs[at];
        let beacons = std::mem::take(&mut *tab.world.beacons.borrow_mut());
        let beacons = beacons.iter().flat_map(|body| serde_json::from_str::<wire::Batch<Value>>(body).unwrap().batch);
        let events: Vec<_> = beacons.chain(tab.take_events()).collect();
        let has_events = !events.is_empty();
        for event in events {
            let properties = &event["properties"];
            let id = text(&properties["distinct_id"]);
            prop_assert!(!id.is_empty());
            let is_nobody = properties["$cookieless_mode"] == true;
            prop_assert_eq!(is_nobody, id == NOBODY);
            prop_assert!(!is_nobody || properties["$device_id"].is_null() && properties.get("$session_id").is_none());
            persons.of(&id);
            match event["event"].as_str().unwrap() {
                "$identify" => {
                    let anonymous = text(&properties["$anon_distinct_id"]);
                    prop_assert!(!anonymous.starts_with("name"), "{anonymous} is a person's name");
                    prop_assert!(anonymous != NOBODY, "all visitors without an id would be {id}");
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
            let company = text(&properties["$groups"]["company"]);
            let is_for_others = matches!(event["event"].as_str(), Some("for" | "as"));
            prop_assert_eq!(company.starts_with("guest"), is_for_others, "{}", event);
            prop_assert!(tab.holds || !tab.left.contains(&company), "{company} was left: {event}");
            if event["event"] == "as" {
                prop_assert!(id.starts_with("name") && properties["$user_id"] == id, "{event}");
                continue;
            }
            // The tab learned of the other visitor when it stored what followed from this very event.
            if learns && !leaves && !looks && id == before.0 {
                continue;
            }
            let told = ["distinct_id", "$session_id", "secret"].map(|key| text(&properties[key]));
            for value in told.into_iter().chain([company]) {
                prop_assert!(tab.holds || !tab.gone.contains(&value), "{value} is of a visitor who has left: {event}");
                tab.seen.insert(value);
            }
        }
        tab.holds &= !has_events;
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
    fn nor_where_who_refuses_goes_without_an_id(steps in steps()) {
        run(r#"{"cookieless_mode":"on_reject","capture_pageview":false}"#, steps)?;
    }

    #[test]
    fn nor_where_the_cookie_wins(steps in steps()) {
        run(r#"{"cookieWinsOnConflict":true}"#, steps)?;
    }
}
