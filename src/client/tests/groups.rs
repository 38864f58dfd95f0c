//! The organisations that the visitor acts for.

use serde_json::{Value, json};

use super::{capture, sent, start};
use crate::testing::World;
use crate::wire;

#[test]
fn a_group_comes_with_every_later_event_until_it_is_left() {
    let world = World::default();
    let mut client = start(&world, "{}");
    assert_eq!(capture(&mut client, "before", "", "").properties["$process_person_profile"], false);
    client.group("company", "\"acme\"", "", 1);
    client.group("project", "7", r#"{"name":"Seven"}"#, 2);
    let event = capture(&mut client, "e", "", "");
    assert_eq!(event.properties["$groups"], json!({"company": "acme", "project": 7}));
    assert_eq!(event.properties["$process_person_profile"], true);
    client.reset_groups();
    assert_eq!(capture(&mut client, "e", "", "").properties["$groups"], json!({}));
}

#[test]
fn a_group_is_announced_when_it_is_new_or_has_properties() {
    let world = World::default();
    let mut client = start(&world, r#"{"person_profiles":"never"}"#);
    client.group("company", "\"acme\"", "", 1);
    client.group("company", "\"acme\"", "", 2);
    client.group("company", "\"acme\"", r#"{"plan":"pro"}"#, 3);
    client.group("company", "\"other\"", "", 4);
    assert_eq!(sent(&mut client).len(), 3);
    let body = world.sent.borrow()[0].body.clone();
    let events = serde_json::from_str::<wire::Batch<Value>>(&body).unwrap().batch;
    assert!(events.iter().all(|event| event["event"] == "$groupidentify"));
    assert_eq!(events[0]["properties"]["$group_type"], "company");
    assert_eq!(events[0]["properties"]["$group_key"], "acme");
    assert!(events[0]["properties"].get("$group_set").is_none());
    assert_eq!(events[1]["properties"]["$group_set"], json!({"plan": "pro"}));
    assert_eq!(events[2]["properties"]["$groups"], json!({"company": "other"}));
}
