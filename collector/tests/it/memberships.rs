//! Whom persons act for: what is remembered of it, through merges and at the bounds, and how it is read.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use hoofprint_collector::limits;
use hoofprint_collector::person::person_uuid;

use crate::rig::{Rig, event};

const HOUR: i64 = 60 * 60 * 1000;
const START: i64 = 1_767_225_600_000;

/// An event at `hours` after the start of 2026, for `groups`.
fn acted(name: &str, id: &str, hours: f64, groups: Value) -> Value {
    at(hours, event(name, id, json!({"$groups": groups})))
}

fn at(hours: f64, mut event: Value) -> Value {
    event["timestamp"] = hoofprint_collector::time::iso(START + (hours * HOUR as f64) as i64).into();
    event
}

impl Rig {
    /// All memberships, with the times in minutes after the start.
    fn memberships(&self) -> Value {
        self.json(&format!(
            "SELECT json_group_array(line) FROM (
                SELECT concat_ws(' ', p.uuid, m.type_index, m.key,
                    (m.first_seen - {START}) / 60000, (m.last_seen - {START}) / 60000) AS line
                FROM person_groups m JOIN persons p ON p.id = m.person_id ORDER BY line)"
        ))
    }
}

fn own(id: &str) -> String {
    person_uuid(1, id).to_string()
}

#[tokio::test]
async fn the_first_and_the_last_time() {
    let rig = Rig::new();
    rig.accept(json!([
        acted("e", "d", 2.0, json!({"company": "acme", "project": 7, "none": ""})),
        acted("e", "d", 1.0, json!({"company": "acme"})),
        acted("e", "d", 5.0, json!({"company": "acme"})),
        at(9.0, event("e", "d", json!({"$groups": ["company"]}))),
        at(9.0, event("e", "d", json!({}))),
    ]))
    .await;
    assert_eq!(rig.memberships(), json!([format!("{} 0 acme 60 300", own("d")), format!("{} 1 7 120 120", own("d"))]));
}

#[tokio::test]
async fn the_last_time_moves_by_more_than_an_hour() {
    let rig = Rig::new();
    let company = json!({"company": "acme"});
    rig.accept(json!([acted("e", "d", 0.0, company.clone()), acted("e", "d", 1.0, company.clone())])).await;
    assert_eq!(rig.memberships(), json!([format!("{} 0 acme 0 0", own("d"))]));
    rig.accept(json!([acted("e", "d", 1.5, company)])).await;
    assert_eq!(rig.memberships(), json!([format!("{} 0 acme 0 90", own("d"))]));
}

#[tokio::test]
async fn groupidentify_counts_where_it_carries_groups() {
    let rig = Rig::new();
    let identify = |groups: Value| {
        at(
            0.0,
            event("$groupidentify", "d", json!({"$group_type": "company", "$group_key": "acme", "$groups": groups})),
        )
    };
    rig.accept(json!([identify(Value::Null)])).await;
    assert_eq!((rig.count("groups"), rig.count("person_groups")), (1, 0));
    rig.accept(json!([identify(json!({"company": "acme"}))])).await;
    assert_eq!(rig.memberships(), json!([format!("{} 0 acme 0 0", own("d"))]));
}

#[tokio::test]
async fn events_without_a_profile_count_once_their_person_is_known() {
    let rig = Rig::new();
    let personless = |id: &str, hours: f64| {
        let properties = json!({"$groups": {"company": "acme"}, "$process_person_profile": false});
        at(hours, event("e", id, properties))
    };
    rig.accept(json!([
        personless("nobody", 0.0),
        at(1.0, event("e", "known", json!({}))),
        personless("known", 1.01),
        personless("known", 3.0),
    ]))
    .await;
    // The second one of the known person is of the minute in which the person was made.
    assert_eq!(rig.memberships(), json!([format!("{} 0 acme 180 180", own("known"))]));
}

#[tokio::test]
async fn a_duplicate_remembers_nothing() {
    let rig = Rig::new();
    let mut first = acted("e", "d", 0.0, json!({"company": "acme"}));
    first["uuid"] = "01900000-0000-7000-8000-000000000001".into();
    let mut again = acted("e", "d", 9.0, json!({"company": "umbrella"}));
    again["uuid"] = first["uuid"].clone();
    rig.accept(json!([first, again])).await;
    assert_eq!(rig.memberships(), json!([format!("{} 0 acme 0 0", own("d"))]));
}

#[tokio::test]
async fn a_leave_that_is_amended_counts_for_whom_it_counted() {
    let rig = Rig::new();
    let leave = |id: &str, hours: f64, company: &str| {
        let mut leave = acted("$pageleave", id, hours, json!({"company": company}));
        leave["uuid"] = "01900000-0000-7000-8000-000000000001".into();
        leave
    };
    rig.accept(json!([leave("d", 1.0, "acme"), leave("d", 6.0, "acme"), leave("d", 5.0, "late")])).await;
    assert_eq!(rig.memberships(), json!([format!("{} 0 acme 60 360", own("d"))]));
    assert_eq!(rig.json("SELECT properties FROM events")["$group_0"], "acme");
    rig.accept(json!([event("e", "other", json!({})), leave("other", 7.0, "new")])).await;
    assert_eq!(rig.sql::<String>("SELECT group_concat(DISTINCT person_id) FROM person_groups"), "1");
    assert_eq!(rig.sql::<String>("SELECT distinct_id FROM events WHERE event = '$pageleave'"), "d");
}

#[tokio::test]
async fn merges_move_memberships() {
    let rig = Rig::new();
    let groups = |key: &str| json!({"company": key});
    rig.accept(json!([
        acted("e", "anon", 1.0, groups("both")),
        acted("e", "anon", 4.0, groups("both")),
        acted("e", "anon", 4.0, groups("source")),
        acted("e", "user", 2.0, groups("both")),
        acted("e", "user", 7.0, groups("target")),
        acted("e", "somebody else", 8.0, groups("both")),
        at(9.0, event("$identify", "user", json!({"$anon_distinct_id": "anon"}))),
    ]))
    .await;
    assert_eq!(rig.count("persons"), 2);
    let mut expected = vec![
        format!("{} 0 both 60 240", own("user")),
        format!("{} 0 source 240 240", own("user")),
        format!("{} 0 target 420 420", own("user")),
        format!("{} 0 both 480 480", own("somebody else")),
    ];
    expected.sort();
    assert_eq!(rig.memberships(), json!(expected));
}

#[tokio::test]
async fn a_person_remembers_so_many_groups() {
    let rig = Rig::new();
    let many = |id: &str, keys: std::ops::Range<i64>, hours: f64| -> Value {
        keys.map(|n| acted("e", id, hours, json!({"company": format!("{id}-{n}")}))).collect()
    };
    rig.accept(many("user", 0..limits::PERSON_GROUPS, 1.0)).await;
    assert_eq!((rig.count("person_groups"), rig.count("warnings")), (limits::PERSON_GROUPS, 0));

    // One warning an event, and what is known is still kept up to date.
    rig.accept(json!([acted("e", "user", 9.0, json!({"company": "one more", "project": "another"}))])).await;
    rig.accept(json!([acted("e", "user", 9.0, json!({"company": "user-3"}))])).await;
    assert_eq!((rig.count("person_groups"), rig.count("warnings")), (limits::PERSON_GROUPS, 1));
    assert_eq!(rig.sql::<String>("SELECT kind FROM warnings"), "person_group_not_remembered");
    assert_eq!(
        rig.sql::<i64>("SELECT (max(last_seen) - min(first_seen)) / 3600000 FROM person_groups WHERE key = 'user-3'"),
        8
    );
    assert_eq!(rig.json("SELECT properties FROM events WHERE id = 1001")["$group_0"], "one more");

    // A merge keeps those that were seen last.
    rig.accept(many("anon", 0..10, 5.0)).await;
    rig.accept(json!([event("$identify", "user", json!({"$anon_distinct_id": "anon"}))])).await;
    assert_eq!(rig.count("person_groups"), limits::PERSON_GROUPS);
    assert_eq!(rig.sql::<i64>("SELECT count(*) FROM person_groups WHERE key LIKE 'anon-%' OR key = 'user-3'"), 11);
    assert_eq!(rig.sql::<String>("SELECT kind FROM warnings ORDER BY id DESC"), "person_groups_not_remembered");
}

#[tokio::test]
async fn keys_that_no_group_can_have_are_not_remembered() {
    let rig = Rig::new();
    let key = |length: usize| "ü".repeat(length);
    let (fits, too_long) = (key(limits::GROUP_KEY_CHARS), key(limits::GROUP_KEY_CHARS + 1));
    rig.accept(json!([
        acted("e", "d", 0.0, json!({"company": fits})),
        acted("e", "d", 0.0, json!({"company": too_long})),
        acted("e", "d", 0.0, json!({"company": "a\u{0}b"})),
    ]))
    .await;
    assert_eq!(rig.count("person_groups"), 2);
    assert_eq!(rig.sql::<i64>("SELECT count(*) FROM person_groups WHERE key = 'a' || char(65533) || 'b'"), 1);
    assert!(rig.sql::<i64>("SELECT max(length(detail)) FROM warnings") < 300);
    assert_eq!(rig.count("events"), 3);
}

#[tokio::test]
async fn persons_show_their_groups_and_groups_their_members() {
    let rig = Rig::new();
    rig.accept(json!([
        at(
            0.0,
            event(
                "$groupidentify",
                "nora",
                json!({"$group_type": "company", "$group_key": "acme",
            "$group_set": {"name": "Acme Farriers"}, "$groups": {"company": "acme"}})
            )
        ),
        acted("e", "nora", 5.0, json!({"company": "a & b/ü"})),
        at(1.0, event("e", "nora", json!({"$set": {"name": "Nora", "email": ["no text"]}}))),
        acted("e", "otto", 8.0, json!({"company": "acme"})),
    ]))
    .await;

    let (_, answer) = rig.read(&format!("/api/persons?person={}", own("nora"))).await;
    assert_eq!(answer["persons"].as_array().unwrap().len(), 1);
    let nora = &answer["persons"][0];
    assert_eq!(nora["groups_count"], 2);
    assert_eq!(
        nora["groups"],
        json!([
            {"type": "company", "key": "a & b/ü", "name": null,
                "first_seen": "2026-01-01T05:00:00.000Z", "last_seen": "2026-01-01T05:00:00.000Z"},
            {"type": "company", "key": "acme", "name": "Acme Farriers",
                "first_seen": "2026-01-01T00:00:00.000Z", "last_seen": "2026-01-01T00:00:00.000Z"},
        ])
    );
    assert_eq!(rig.read("/api/persons?person=nobody").await.1["persons"], json!([]));

    let (_, answer) = rig.read("/api/groups?type=company&key=acme").await;
    let acme = &answer["groups"][0];
    assert_eq!((&acme["properties"]["name"], &acme["members_count"]), (&json!("Acme Farriers"), &json!(2)));
    assert_eq!(
        acme["members"],
        json!([
            {"uuid": own("otto"), "is_identified": false, "distinct_ids": ["otto"], "name": null, "email": null,
                "first_seen": "2026-01-01T08:00:00.000Z", "last_seen": "2026-01-01T08:00:00.000Z"},
            {"uuid": own("nora"), "is_identified": false, "distinct_ids": ["nora"], "name": "Nora", "email": null,
                "first_seen": "2026-01-01T00:00:00.000Z", "last_seen": "2026-01-01T00:00:00.000Z"},
        ])
    );
    assert_eq!(rig.read("/api/groups").await.1["groups"], json!([acme]));

    // A group of which the site has said no more than the key.
    let (_, answer) = rig.read("/api/groups?type=company&key=a%20%26%20b%2F%C3%BC").await;
    let bare = &answer["groups"][0];
    assert_eq!(
        (&bare["properties"], &bare["created_at"], &bare["members_count"]),
        (&json!({}), &Value::Null, &json!(1))
    );
    for unknown in ["type=company&key=umbrella", "type=team&key=acme", "type=&key="] {
        assert_eq!(rig.read(&format!("/api/groups?{unknown}")).await.1["groups"], json!([]), "{unknown}");
    }
}

#[tokio::test]
async fn what_is_listed_is_bounded() {
    let rig = Rig::new();
    let many = limits::MEMBERS_SHOWN + 1;
    let members: Value = (0..many)
        .map(|n| acted("e", &format!("user-{n}"), n as f64, json!({"company": "acme", "team": format!("t{n}")})))
        .collect();
    rig.accept(members).await;
    let identify = event("$groupidentify", "user-0", json!({"$group_type": "company", "$group_key": "acme"}));
    let named = event("e", &format!("user-{}", many - 1), json!({"$set": {"name": "ü".repeat(500)}}));
    let busy: Value = (0..60).map(|n| acted("e", "busy", n as f64, json!({"team": format!("b{n}")}))).collect();
    rig.accept(json!([identify, named])).await;
    rig.accept(busy).await;
    let (_, list) = rig.read("/api/groups").await;
    let (_, one) = rig.read("/api/groups?type=company&key=acme").await;
    for (answer, shown) in [(list, limits::MEMBERS_SHOWN_IN_LIST), (one, limits::MEMBERS_SHOWN)] {
        let group = &answer["groups"][0];
        assert_eq!(group["members"].as_array().unwrap().len() as i64, shown);
        assert_eq!(group["members_count"], many);
        assert_eq!(group["members"][0]["name"].as_str().unwrap().chars().count() as i64, limits::SHOWN_NAME_CHARS);
    }
    let (_, answer) = rig.read(&format!("/api/persons?person={}", own("busy"))).await;
    let busy = &answer["persons"][0];
    assert_eq!(
        (busy["groups"].as_array().unwrap().len() as i64, &busy["groups_count"]),
        (limits::PERSON_GROUPS_SHOWN, &json!(60))
    );
    assert_eq!(busy["groups"][0]["key"], "b59");
}

#[derive(Debug, Clone)]
enum Step {
    Act { id: usize, minutes: i64, company: Option<usize>, team: Option<usize>, personless: bool },
    Merge { kind: usize, target: usize, source: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let key = || proptest::option::of(0..3_usize);
    prop_oneof![
        4 => (0..6_usize, 0..600_i64, key(), key(), prop::bool::weighted(0.2))
            .prop_map(|(id, minutes, company, team, personless)| Step::Act { id, minutes, company, team, personless }),
        1 => (0..3_usize, 0..6_usize, 0..6_usize)
            .prop_map(|(kind, target, source)| Step::Merge { kind, target, source }),
    ]
}

fn sent(step: &Step) -> Value {
    match step {
        Step::Act { id, minutes, company, team, personless } => {
            let mut properties = json!({"$groups": {"company": company, "team": team}});
            if *personless {
                properties["$process_person_profile"] = false.into();
            }
            at(*minutes as f64 / 60.0, event("e", &format!("id-{id}"), properties))
        }
        Step::Merge { kind, target, source } => {
            let (name, field) =
                [("$identify", "$anon_distinct_id"), ("$create_alias", "alias"), ("$merge_dangerously", "alias")]
                    [*kind];
            event(name, &format!("id-{target}"), json!({ field: format!("id-{source}") }))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However events and merges follow each other, the memberships are those that the stored events tell, but for the
    /// hour that `last_seen` may be behind.
    #[test]
    fn memberships_are_what_the_events_tell(steps in vec(step(), 1..40)) {
        let rig = Rig::new();
        let events: Value = steps.iter().map(sent).collect();
        Runtime::new().unwrap().block_on(rig.accept(events));
        let times = |sql: &str| -> BTreeMap<String, (i64, i64)> { serde_json::from_value(rig.json(sql)).unwrap() };
        let told = times(
            "SELECT json_group_object(who, json_array(first, last)) FROM (
                SELECT person_uuid || ' ' || g.key || ' ' || g.value AS who, min(timestamp) AS first, max(timestamp) AS last
                FROM events_with_person, json_each(properties, '$.\"$groups\"') g
                WHERE person_mode != 'propertyless' AND g.value != 0 GROUP BY who)",
        );
        let remembered = times(
            "SELECT json_group_object(p.uuid || ' ' || t.name || ' ' || m.key, json_array(m.first_seen, m.last_seen))
            FROM person_groups m JOIN persons p ON p.id = m.person_id
            JOIN group_types t ON t.project_id = m.project_id AND t.type_index = m.type_index",
        );
        prop_assert_eq!(told.keys().collect::<Vec<_>>(), remembered.keys().collect::<Vec<_>>());
        for (who, (first, last)) in &told {
            let known = remembered[who];
            prop_assert_eq!(known.0, *first, "{}", who);
            prop_assert!((last - HOUR..=*last).contains(&known.1), "{}: {} of {}", who, known.1, last);
        }
    }
}
