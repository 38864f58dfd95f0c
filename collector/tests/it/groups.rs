//! Group types and groups.

use serde_json::{Value, json};

use crate::rig::{Rig, event};

fn group(kind: &str, key: &str, set: Value) -> Value {
    event("$groupidentify", "d", json!({"$group_type": kind, "$group_key": key, "$group_set": set}))
}

#[tokio::test]
async fn five_types_and_no_more() {
    let rig = Rig::new();
    let types = json!({"a": "1", "b": "2", "c": "3", "d": "4", "e": "5"});
    rig.accept(json!([
        event("e", "d", json!({"$groups": types})),
        event("e", "d", json!({"$groups": {"f": "6", "b": 7}}))
    ]))
    .await;
    assert_eq!(rig.count("group_types"), 5);
    let first = rig.json("SELECT properties FROM events WHERE id = 1");
    assert_eq!((&first["$group_0"], &first["$group_4"]), (&json!("1"), &json!("5")));
    let second = rig.json("SELECT properties FROM events WHERE id = 2");
    assert_eq!((&second["$group_1"], &second["$groups"]), (&json!("7"), &json!({"f": "6", "b": 7})));
    assert_eq!(second.get("$group_5"), None);
    assert_eq!(rig.sql::<String>("SELECT kind FROM warnings"), "group_type_limit_exceeded");
    assert_eq!(rig.count("groups"), 0);
}

#[tokio::test]
async fn groups_that_are_no_object_are_left_alone() {
    let rig = Rig::new();
    rig.accept(json!([event("e", "d", json!({"$groups": ["a"]})), event("e", "d", json!({"$groups": {"a": ""}}))]))
        .await;
    assert_eq!(rig.count("group_types"), 0);
}

#[tokio::test]
async fn groupidentify_updates_key_by_key() {
    let rig = Rig::new();
    let mut first = group("company", "acme", json!({"name": "Acme", "plan": {"x": 1}}));
    first["timestamp"] = "2026-01-01T00:00:00Z".into();
    rig.accept(json!([first, group("company", "acme", json!({"plan": {"y": 2}}))])).await;
    assert_eq!(rig.count("groups"), 1);
    assert_eq!(rig.json("SELECT properties FROM groups"), json!({"name": "Acme", "plan": {"y": 2}}));
    assert_eq!(rig.sql::<i64>("SELECT created_at FROM groups"), 1_767_225_600_000);
}

#[tokio::test]
async fn groupidentify_without_a_set() {
    let rig = Rig::new();
    let bare = event("$groupidentify", "d", json!({"$group_type": "company", "$group_key": 5, "$set": {"x": 1}}));
    rig.accept(json!([bare, group("company", "bad", json!("text")), group("", "k", json!({}))])).await;
    assert_eq!((rig.count("groups"), rig.count("events")), (1, 3));
    assert_eq!(rig.sql::<String>("SELECT key || properties FROM groups"), "5{}");
    assert_eq!(rig.sql::<String>("SELECT kind FROM warnings"), "group_set_is_no_object");
    assert_eq!(rig.json("SELECT properties FROM persons").get("x"), None, "it never changes the person");
}
