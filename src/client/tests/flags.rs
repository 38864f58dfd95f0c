//! What events carry of flags, what a server is told of the visitor, and when the page hears that they changed.

use serde_json::{Value, json};

use super::{KEY, capture, start};
use crate::client::{Client, Notice};
use crate::testing::World;

fn register(client: &mut Client<World>, entries: Value) {
    client.register(&entries.to_string(), None);
}

/// How often the page is told that the visitor is another, or acts for others.
fn told(client: &mut Client<World>) -> usize {
    std::iter::from_fn(|| client.take_notice()).filter(|notice| *notice == Notice::Visitor).count()
}

#[test]
fn events_carry_flags_with_what_overrides_them_and_nothing_else_of_what_is_stored() {
    let world = World::default();
    let mut client = start(&world, "{}");
    assert!(!capture(&mut client, "e", "", "").properties.contains_key("$active_feature_flags"));
    register(
        &mut client,
        json!({
            "$enabled_feature_flags": {"on": true, "off": false, "colour": "red", "empty": ""},
            "$active_feature_flags": ["stale"],
            "$feature_flag_payloads": {"on": "[1]"},
            "$feature_flag_request_id": "r",
            "$feature_flag_details": {"on": {"key": "on"}},
        }),
    );
    let properties = capture(&mut client, "e", "", "").properties;
    assert_eq!(properties["$active_feature_flags"], json!(["colour", "on"]));
    let values = ["on", "off", "colour", "empty"].map(|key| properties[&format!("$feature/{key}")].clone());
    assert_eq!(values, [json!(true), json!(false), json!("red"), json!("")]);
    assert_eq!(properties["$feature_flag_payloads"], json!({"on": "[1]"}));
    assert_eq!(properties["$feature_flag_request_id"], "r");
    assert!(!properties.contains_key("$enabled_feature_flags") && !properties.contains_key("$feature_flag_details"));

    register(&mut client, json!({"$override_feature_flags": {"on": false, "mine": "x"}}));
    let properties = capture(&mut client, "e", "", "").properties;
    assert_eq!(properties["$active_feature_flags"], json!(["colour", "mine"]));
    assert_eq!(properties["$feature/on"], false);
    assert_eq!(properties["$override_feature_flags"], json!({"on": false, "mine": "x"}));
}

#[test]
fn flags_of_one_visitor_are_not_the_next_ones() {
    let world = World::default();
    let mut client = start(&world, "{}");
    register(&mut client, json!({"$enabled_feature_flags": {"on": true}}));
    client.reset(false, "", 1);
    let properties = capture(&mut client, "e", "", "").properties;
    assert!(properties.keys().all(|key| !key.starts_with("$feature/") && key != "$active_feature_flags"));
}

#[test]
fn a_server_is_told_who_the_visitor_is_and_how_they_came_but_nothing_that_must_not_leave() {
    let world = World::default();
    let mut client = start(&world, r#"{"property_denylist":["$initial_utm_source"]}"#);
    capture(&mut client, "e", "", "");
    client.identify("ann", "", "", 1);
    client.group("company", "\"acme\"", "", 1);
    let request: Value = serde_json::from_str(&client.flag_request()).unwrap();
    assert_eq!(request["token"], "t");
    assert_eq!(request["distinct_id"], "ann");
    assert_eq!(request["groups"], json!({"company": "acme"}));
    assert_eq!(request["timezone"], "Europe/Berlin");
    assert_eq!(request["$device_id"], json!(client.property("$device_id").unwrap().trim_matches('"')));
    let person = request["person_properties"].as_object().unwrap();
    assert_eq!(person["$initial_referrer"], "$direct");
    assert!(!person.contains_key("$initial_utm_source"));
    let mut client = start(&World::default(), r#"{"cookieless_mode":"always"}"#);
    let request: Value = serde_json::from_str(&client.flag_request()).unwrap();
    assert_eq!((&request["distinct_id"], request.get("$device_id")), (&json!("$posthog_cookieless"), None));
}

#[test]
fn the_page_hears_when_the_visitor_or_their_groups_change_here_or_in_another_tab() {
    let world = World::default();
    let mut client = start(&world, "{}");
    capture(&mut client, "e", "", "");
    assert_eq!(told(&mut client), 0);
    client.identify("ann", "", "", 1);
    assert_eq!(told(&mut client), 1);
    client.identify("ann", "", "", 1);
    client.register(r#"{"plan":"pro"}"#, None);
    assert_eq!(told(&mut client), 0);
    client.group("company", "\"acme\"", "", 1);
    assert_eq!(told(&mut client), 1);

    let elsewhere = world.another_tab();
    let mut other = start(&elsewhere, "{}");
    other.leave_groups("");
    assert_eq!(told(&mut client), 0);
    client.stored_elsewhere(KEY);
    assert_eq!(told(&mut client), 1);
    client.reset(false, "", 1);
    assert_eq!(told(&mut client), 1);
}
