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
    client.leave_groups("");
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

#[test]
fn the_group_of_one_type_is_left_alone() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.group("company", "\"acme\"", "", 1);
    client.group("project", "7", "", 2);
    client.leave_groups("company");
    assert_eq!(capture(&mut client, "e", "", "").properties["$groups"], json!({"project": 7}));
    client.leave_groups("company");
    assert_eq!(capture(&mut client, "e", "", "").properties["$groups"], json!({"project": 7}));
}

#[test]
fn an_event_for_other_groups_leaves_the_visitors_and_the_visitor_as_they_are() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let event = capture(&mut client, "e", "", r#"{"groups":{"company":"other"}}"#);
    assert_eq!(event.properties["$groups"], json!({"company": "other"}));
    assert_eq!(event.properties["$process_person_profile"], true);
    let event = capture(&mut client, "e", "", "");
    assert!(event.properties.get("$groups").is_none());
    assert_eq!(event.properties["$process_person_profile"], false, "the visitor is as anonymous as before");

    client.group("company", "\"acme\"", "", 1);
    let caller = r#"{"$groups":{"company":"of the caller"}}"#;
    let event = capture(&mut client, "e", caller, r#"{"groups":{"project":1}}"#);
    assert_eq!(event.properties["$groups"], json!({"project": 1}));
    assert_eq!(capture(&mut client, "e", "", r#"{"groups":{}}"#).properties["$groups"], json!({}));
    for nonsense in [r#"{"groups":"acme"}"#, r#"{"groups":null}"#, r#"{"groups":["acme"]}"#, ""] {
        assert_eq!(capture(&mut client, "e", "", nonsense).properties["$groups"], json!({"company": "acme"}));
    }
}

#[test]
fn saying_whose_an_event_is_does_not_hurry_it() {
    let world = World::default();
    let mut client = start(&world, "{}");
    capture(&mut client, "e", "", r#"{"groups":{"company":"other"},"as":"account1"}"#);
    assert!(world.wake_at.get() > Some(world.now.get()));
    capture(&mut client, "e", "", r#"{"groups":{"company":"other"},"send_instantly":true}"#);
    assert_eq!(world.wake_at.get(), Some(world.now.get()));
}

#[test]
fn an_event_of_somebody_else_has_nothing_of_the_visitor_but_session_and_super_properties() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.register(r#"{"plan":"pro"}"#, None);
    client.identify("ann", "", "", 1);
    client.group("company", "\"acme\"", "", 1);
    let own = capture(&mut client, "e", "", "");
    let event = capture(&mut client, "e", "", r#"{"as":"account1"}"#);
    assert_eq!(event.properties["distinct_id"], "account1");
    assert_eq!(event.properties["$user_id"], "account1");
    assert_eq!(event.properties["$is_identified"], true);
    assert_eq!(event.properties["$process_person_profile"], true);
    assert_eq!(event.properties["$groups"], json!({}));
    for kept in ["$session_id", "$window_id", "plan"] {
        assert_eq!(event.properties[kept], own.properties[kept], "{kept}");
    }
    let event = capture(&mut client, "e", "", "");
    assert_eq!((&event.properties["distinct_id"], &event.properties["$user_id"]), (&json!("ann"), &json!("ann")));
}

#[test]
fn somebody_else_does_not_make_the_visitor_known() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let event = capture(&mut client, "$pageview", "", r#"{"as":"account1"}"#);
    assert!(event.set_once.is_none(), "how the visitor came here says nothing of others");
    assert!(client.pageview_id().is_none());
    let event = capture(&mut client, "e", "", "");
    assert_eq!(event.properties["$process_person_profile"], false);
    assert_eq!(client.property("$epp"), None);
    let mut client = start(&World::default(), r#"{"person_profiles":"never"}"#);
    let event = capture(&mut client, "e", "", r#"{"as":"account1","groups":{"company":"acme"}}"#);
    assert_eq!(event.properties["$process_person_profile"], false);
}

#[test]
fn nobody_is_called_undefined_and_who_has_no_id_gets_none() {
    let world = World::default();
    let mut client = start(&world, "{}");
    for nobody in [r#""""#, r#""undefined""#, "null", "7", r#"{"a":1}"#] {
        assert_eq!(client.capture("e", "", &format!(r#"{{"as":{nobody}}}"#), 1), None, "{nobody}");
    }
    let mut client = start(&World::default(), r#"{"cookieless_mode":"always"}"#);
    assert_eq!(client.capture("e", "", r#"{"as":"account1"}"#, 1), None);
}
