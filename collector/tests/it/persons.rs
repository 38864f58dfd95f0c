//! Who is who: merges, refusals, properties and events without a profile.

use serde_json::{Value, json};

use hoofprint_collector::limits;

use crate::rig::{Rig, event};

fn identify(target: &str, source: &str) -> Value {
    event("$identify", target, json!({"$anon_distinct_id": source}))
}

fn alias(target: &str, source: &str) -> Value {
    event("$create_alias", target, json!({"alias": source}))
}

fn seen(id: &str) -> Value {
    event("seen", id, json!({}))
}

impl Rig {
    fn uuid_of(&self, id: &str) -> String {
        self.sql(&format!(
            "SELECT p.uuid FROM persons p JOIN person_distinct_ids d ON d.person_id = p.id WHERE d.distinct_id = '{id}'"
        ))
    }

    fn identified(&self, id: &str) -> bool {
        self.sql(&format!(
            "SELECT p.is_identified FROM persons p JOIN person_distinct_ids d ON d.person_id = p.id WHERE d.distinct_id = '{id}'"
        ))
    }

    fn warnings(&self) -> String {
        self.sql("SELECT coalesce(group_concat(kind), '') FROM warnings")
    }

    /// The uuid that the id alone would give.
    fn own(id: &str) -> String {
        hoofprint_collector::person::person_uuid(1, id).to_string()
    }
}

#[tokio::test]
async fn neither_known() {
    let rig = Rig::new();
    rig.accept(json!([identify("user", "anon")])).await;
    assert_eq!(rig.count("persons"), 1);
    assert_eq!((rig.uuid_of("user"), rig.uuid_of("anon")), (Rig::own("user"), Rig::own("user")));
    assert!(rig.identified("user"));
}

#[tokio::test]
async fn one_known_takes_the_other_id() {
    for (known, expected) in [("user", "user"), ("anon", "anon")] {
        let rig = Rig::new();
        rig.accept(json!([seen(known), identify("user", "anon")])).await;
        assert_eq!(rig.count("persons"), 1, "{known}");
        assert_eq!((rig.uuid_of("user"), rig.uuid_of("anon")), (Rig::own(expected), Rig::own(expected)));
        assert!(rig.identified("user"));
    }
}

#[tokio::test]
async fn both_the_same_person() {
    let rig = Rig::new();
    rig.accept(json!([identify("user", "anon"), identify("user", "anon")])).await;
    assert_eq!((rig.count("persons"), rig.warnings()), (1, String::new()));
}

#[tokio::test]
async fn two_persons_become_one() {
    let rig = Rig::new();
    let at = |time: &str, mut event: Value| {
        event["timestamp"] = time.into();
        event
    };
    rig.accept(json!([
        at("2026-01-02T00:00:00Z", event("e", "user", json!({"$set": {"a": "target", "b": "target"}}))),
        at("2026-01-01T00:00:00Z", event("e", "anon", json!({"$set": {"a": "source", "c": "source"}}))),
        seen("anon"),
        at("2026-01-03T00:00:00Z", event("$identify", "user", json!({
            "$anon_distinct_id": "anon", "$set": {"b": "event"}, "$set_once": {"c": "event", "d": "event"}, "$unset": ["a"]}))),
    ]))
    .await;
    assert_eq!(rig.count("persons"), 1);
    let properties = rig.json("SELECT properties FROM persons");
    assert_eq!(
        (&properties["b"], &properties["c"], &properties["d"]),
        (&json!("event"), &json!("source"), &json!("event"))
    );
    assert_eq!(properties.get("a"), None);
    assert_eq!(rig.sql::<i64>("SELECT created_at FROM persons"), 1_767_225_600_000);
    assert!(rig.identified("anon"));
    // Their events count for one person, those from before the merge too.
    assert_eq!(rig.sql::<i64>("SELECT count(DISTINCT person_uuid) FROM events_with_person"), 1);
    assert_eq!(rig.sql::<String>("SELECT DISTINCT person_uuid FROM events_with_person"), Rig::own("user"));
}

#[tokio::test]
async fn an_identified_source_is_refused() {
    for refused in [identify("second", "first"), alias("second", "first")] {
        let rig = Rig::new();
        rig.accept(json!([identify("first", "a1"), seen("second"), refused])).await;
        assert_eq!((rig.count("persons"), rig.count("events")), (2, 3));
        assert_eq!(rig.warnings(), "cannot_merge_already_identified");
        assert_ne!(rig.uuid_of("first"), rig.uuid_of("second"));
        assert!(rig.identified("second"), "the target is marked even so");
        let detail = rig.json("SELECT detail FROM warnings");
        assert_eq!(detail, json!({"source": "first", "target": "second"}));
    }
}

#[tokio::test]
async fn a_refused_merge_still_sets_properties() {
    let rig = Rig::new();
    let refused = event("$identify", "second", json!({"$anon_distinct_id": "first", "$set": {"plan": "free"}}));
    rig.accept(json!([identify("first", "a1"), seen("second"), refused])).await;
    let sql = "SELECT p.properties FROM persons p JOIN person_distinct_ids d ON d.person_id = p.id WHERE distinct_id = 'second'";
    assert_eq!(rig.json(sql)["plan"], "free");
}

#[tokio::test]
async fn an_anonymous_source_joins_an_identified_target() {
    let rig = Rig::new();
    rig.accept(json!([identify("user", "a1"), seen("a2"), identify("user", "a2")])).await;
    assert_eq!((rig.count("persons"), rig.warnings()), (1, String::new()));
}

#[tokio::test]
async fn dangerous_merges_are_carried_out() {
    let rig = Rig::new();
    let merge = event("$merge_dangerously", "second", json!({"alias": "first"}));
    rig.accept(json!([identify("first", "a1"), identify("second", "a2"), merge])).await;
    assert_eq!((rig.count("persons"), rig.warnings()), (1, String::new()));
    assert_eq!(rig.uuid_of("a1"), Rig::own("second"));
}

#[tokio::test]
async fn illegal_ids_block_merges_only() {
    for (target, source) in [("user", "null"), ("user", ""), ("guest", "anon"), ("user", "[object Object]")] {
        let rig = Rig::new();
        rig.accept(json!([identify(target, source)])).await;
        assert_eq!((rig.count("persons"), rig.count("person_distinct_ids"), rig.count("events")), (1, 1, 1));
        assert_eq!(rig.warnings(), "cannot_merge_with_illegal_distinct_id", "{target} {source}");
        assert!(!rig.identified(target));
    }
}

#[tokio::test]
async fn identify_without_another_id_marks_nobody() {
    let rig = Rig::new();
    rig.accept(json!([
        {"event": "$identify", "distinct_id": "user", "$set": {"plan": "free"}},
        identify("user", "user"),
    ]))
    .await;
    assert!(!rig.identified("user"));
    assert_eq!(rig.json("SELECT properties FROM persons")["plan"], "free");
}

#[tokio::test]
async fn a_new_person_knows_its_first_event() {
    let rig = Rig::new();
    rig.accept(json!([{"event": "e", "distinct_id": "d", "uuid": "01900000-0000-7000-8000-000000000001",
        "timestamp": "2026-01-01T00:00:00Z", "properties": {"$browser": "B", "utm_source": null}}]))
        .await;
    let expected = json!({"$creator_event_uuid": "01900000-0000-7000-8000-000000000001", "$browser": "B",
        "$initial_browser": "B", "utm_source": null});
    assert_eq!(rig.json("SELECT properties FROM persons"), expected);
    assert_eq!(rig.sql::<i64>("SELECT created_at FROM persons"), 1_767_225_600_000);
    assert_eq!(rig.uuid_of("d"), Rig::own("d"));
}

#[tokio::test]
async fn first_values_stay_and_last_values_move() {
    let rig = Rig::new();
    rig.accept(json!([event("e", "d", json!({"$browser": "A"})), event("e", "d", json!({"$browser": "B"}))])).await;
    let person = rig.json("SELECT properties FROM persons");
    assert_eq!((&person["$browser"], &person["$initial_browser"]), (&json!("B"), &json!("A")));
}

fn personless(id: &str, timestamp: Value) -> Value {
    json!({"event": "e", "distinct_id": id, "timestamp": timestamp, "$set": {"x": 1},
        "properties": {"$process_person_profile": false, "$groups": {"company": "acme"}, "$group_0": "acme", "$browser": "B"}})
}

#[tokio::test]
async fn personless_events_make_nobody() {
    let rig = Rig::new();
    rig.accept(json!([personless("anon", Value::Null)])).await;
    assert_eq!((rig.count("persons"), rig.count("group_types"), rig.count("personless_distinct_ids")), (0, 0, 1));
    assert_eq!(rig.sql::<String>("SELECT person_mode FROM events"), "propertyless");
    assert_eq!(rig.sql::<String>("SELECT person_uuid FROM events"), Rig::own("anon"));
    let properties = rig.json("SELECT properties FROM events");
    assert_eq!(properties["$process_person_profile"], false);
    assert_eq!(properties["$groups"], json!({"company": "acme"}));
    for gone in ["$set", "$set_once", "$group_0"] {
        assert_eq!(properties.get(gone), None, "{gone}");
    }
}

#[tokio::test]
async fn personless_events_follow_their_visitor_into_a_person() {
    let rig = Rig::new();
    rig.accept(json!([personless("anon", Value::Null), seen("user"), identify("user", "anon")])).await;
    assert_eq!(rig.sql::<i64>("SELECT count(DISTINCT person_uuid) FROM events_with_person"), 1);

    // Where nobody is known, the visitor's uuid goes on.
    let rig = Rig::new();
    rig.accept(json!([personless("anon", Value::Null), identify("user", "anon")])).await;
    assert_eq!(rig.uuid_of("user"), Rig::own("anon"));

    let rig = Rig::new();
    rig.accept(json!([personless("anon", Value::Null), personless("user", Value::Null), identify("user", "anon")]))
        .await;
    assert_eq!(rig.uuid_of("user"), Rig::own("user"));
}

#[tokio::test]
async fn a_known_person_is_not_personless() {
    let rig = Rig::new();
    let mut first = seen("d");
    first["timestamp"] = "2026-01-01T00:00:00Z".into();
    rig.accept(json!([first])).await;
    rig.accept(json!([personless("d", json!("2026-01-01T00:01:00Z")), personless("d", json!("2026-01-01T00:01:01Z"))]))
        .await;
    assert_eq!(rig.sql::<String>("SELECT group_concat(person_mode) FROM events"), "full,propertyless,force_upgrade");
    assert_eq!(rig.sql::<i64>("SELECT count(DISTINCT person_uuid) FROM events"), 1);
    assert_eq!(rig.json("SELECT properties FROM persons").get("x"), None);
}

#[tokio::test]
async fn a_profile_flag_of_the_wrong_type_is_reported() {
    let rig = Rig::new();
    rig.accept(json!([event("e", "d", json!({"$process_person_profile": "no"}))])).await;
    assert_eq!((rig.count("persons"), rig.warnings()), (1, "invalid_process_person_profile".into()));
    assert_eq!(rig.json("SELECT properties FROM events").get("$process_person_profile"), None);
}

#[tokio::test]
async fn a_person_cannot_grow_without_bound() {
    let rig = Rig::new();
    let big = "x".repeat(limits::PROFILE_BYTES * 6 / 10);
    rig.accept(json!([event("e", "d", json!({"$set": {"a": big}}))])).await;
    rig.accept(json!([event("e", "d", json!({"$set": {"b": big}}))])).await;
    assert_eq!((rig.count("events"), rig.warnings()), (2, "person_properties_too_large".into()));
    assert_eq!(rig.json("SELECT properties FROM persons").get("b"), None);

    let too_big = "x".repeat(limits::PROFILE_BYTES);
    rig.accept(json!([event("e", "other", json!({"$set": {"a": too_big}}))])).await;
    let properties = rig.json("SELECT properties FROM persons ORDER BY id DESC");
    assert_eq!(properties.as_object().unwrap().keys().collect::<Vec<_>>(), ["$creator_event_uuid"]);
}

#[tokio::test]
async fn a_merge_of_too_much_leaves_the_target_and_what_the_event_says() {
    let rig = Rig::new();
    let big = "x".repeat(limits::PROFILE_BYTES * 6 / 10);
    rig.accept(json!([
        event("e", "anon", json!({"$set": {"a": big}})),
        event("e", "user", json!({"$set": {"b": big}})),
        event("$identify", "user", json!({"$anon_distinct_id": "anon", "$set": {"email": "u@example.com"}})),
    ]))
    .await;
    assert_eq!((rig.count("persons"), rig.warnings()), (1, "person_properties_too_large".into()));
    let properties = rig.json("SELECT properties FROM persons");
    assert_eq!(
        (properties.get("a"), &properties["b"], &properties["email"]),
        (None, &json!(big), &json!("u@example.com"))
    );
}

#[tokio::test]
async fn unset_spares_what_the_same_event_sets_first() {
    for name in ["e", "$identify"] {
        let rig = Rig::new();
        let properties = json!({"$anon_distinct_id": "anon", "$set": {"a": 1}, "$unset": ["a"]});
        rig.accept(json!([event(name, "new", properties)])).await;
        assert_eq!(rig.json("SELECT properties FROM persons")["a"], 1, "{name}");
    }
}

#[tokio::test]
async fn no_column_holds_nul() {
    let rig = Rig::new();
    let properties = json!({"$session_id": "s\u{0}1", "$elements_chain": "a\u{0}b", "$groups": {"ty\u{0}pe": "k"}});
    rig.accept(json!([event("e", "d", properties)])).await;
    for column in ["session_id FROM events", "elements_chain FROM events", "name FROM group_types"] {
        assert!(rig.sql::<String>(&format!("SELECT {column}")).contains('\u{fffd}'), "{column}");
    }
}
