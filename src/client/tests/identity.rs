//! Who the visitor is, and what is known of them.

use serde_json::Value;

use super::{KEY, capture, sent, start};
use crate::platform::{Area, Platform};
use crate::testing::World;
use crate::wire;

#[test]
fn the_anonymous_id_survives_a_reload() {
    let world = World::default();
    let id = start(&world, "{}").distinct_id();
    assert_eq!(uuid::Uuid::try_parse(&id).unwrap().get_version_num(), 7);
    assert_eq!(start(&world, "{}").distinct_id(), id);
}

#[test]
fn identify_links_the_anonymous_id_once() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let anonymous = client.distinct_id();
    client.identify("ann@example.com", r#"{"plan":"pro"}"#, "", 1);
    client.identify("ann@example.com", r#"{"plan":"pro"}"#, "", 2);
    client.identify("ann@example.com", r#"{"plan":"team"}"#, "", 3);
    client.identify("bob@example.com", "", "", 4);
    let ann = String::from("ann@example.com");
    assert_eq!(sent(&mut client), [("$identify".to_string(), ann.clone()), ("$set".to_string(), ann.clone())]);
    assert_eq!(client.distinct_id(), "bob@example.com");
    let body = world.sent.borrow()[0].body.clone();
    let identify = &serde_json::from_str::<wire::Batch<Value>>(&body).unwrap().batch[0];
    assert_eq!(identify["properties"]["$anon_distinct_id"], anonymous);
    assert_eq!(identify["properties"]["$user_id"], "ann@example.com");
    assert_eq!(identify["properties"]["$device_id"], anonymous);
    assert_eq!(identify["properties"]["$process_person_profile"], true);
    assert_eq!(identify["$set"]["plan"], "pro");
    assert_eq!(identify["$set_once"]["$initial_utm_source"], "news");
}

#[test]
fn identify_refuses_what_is_no_name() {
    let world = World::default();
    let mut client = start(&world, r#"{"debug":true}"#);
    let anonymous = client.distinct_id();
    for id in ["", "undefined", "NULL", "Distinct_Id", "$posthog_cookieless"] {
        client.identify(id, "", "", 1);
    }
    assert_eq!((client.distinct_id(), sent(&mut client).len()), (anonymous, 0));
    assert_eq!(world.messages.borrow().iter().filter(|m| m.starts_with("identify: ")).count(), 5);
}

#[test]
fn identify_with_the_anonymous_id_itself_sends_a_set() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let id = client.distinct_id();
    client.identify(&id, "", r#"{"first":1}"#, 1);
    assert_eq!(sent(&mut client), [("$set".to_string(), id)]);
    assert!(client.is_identified());
}

#[test]
fn person_properties_are_sent_once_and_turn_person_processing_on() {
    let world = World::default();
    let mut client = start(&world, "{}");
    assert_eq!(capture(&mut client, "before", "", "").properties["$process_person_profile"], false);
    client.set_person_properties(r#"{"a":1}"#, "", 1);
    client.set_person_properties(r#"{"a":1}"#, "", 2);
    client.set_person_properties("", r#"{"b":1}"#, 3);
    assert_eq!(sent(&mut client).iter().filter(|(event, _)| event == "$set").count(), 2);
    assert_eq!(capture(&mut client, "after", "", "").properties["$process_person_profile"], true);
}

#[test]
fn person_profiles_never_sends_no_person_event() {
    let world = World::default();
    let mut client = start(&world, r#"{"person_profiles":"never"}"#);
    client.identify("ann", "", "", 1);
    client.set_person_properties(r#"{"a":1}"#, "", 1);
    assert_eq!(sent(&mut client), []);
    assert_eq!(capture(&mut client, "e", "", "").properties["$process_person_profile"], false);
}

#[test]
fn super_properties_come_with_every_event_until_unregistered() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.register(r#"{"personEmail":"a@b.c"}"#, None);
    client.register_once(r#"{"personEmail":"no","plan":"pro","level":2}"#, "", None);
    client.register_once(r#"{"plan":"team"}"#, "\"pro\"", None);
    client.register("[1]", None);
    let mut reloaded = start(&world, "{}");
    let event = capture(&mut reloaded, "e", "", "");
    assert_eq!((&event.properties["personEmail"], &event.properties["plan"]), (&"a@b.c".into(), &"team".into()));
    assert_eq!(reloaded.property("level"), Some("2"));
    reloaded.unregister("personEmail");
    assert!(!capture(&mut reloaded, "e", "", "").properties.contains_key("personEmail"));
}

#[test]
fn reset_leaves_nothing_of_the_person_but_the_device() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let device = client.distinct_id();
    client.register(r#"{"plan":"pro"}"#, None);
    client.identify("ann", "", "", 1);
    let before = capture(&mut client, "e", "", "");
    world.pass(1000);
    client.reset(false, "", world.now.get());
    let after = capture(&mut client, "e", "", "");
    for key in ["distinct_id", "$session_id", "$window_id"] {
        assert_ne!(after.properties[key], before.properties[key], "{key}");
    }
    assert_eq!(after.properties["$device_id"], device);
    assert_eq!(after.properties["$last_posthog_reset"], "2023-11-14T22:13:21.000Z");
    assert_eq!(after.properties["$is_identified"], false);
    for key in ["plan", "$user_id"] {
        assert!(!after.properties.contains_key(key), "{key}");
    }
    client.reset(true, "", 1);
    assert_eq!(client.property("$device_id"), client.property("distinct_id"));
}

#[test]
fn an_update_that_was_not_captured_can_be_made_again() {
    let world = World::default();
    let mut client = start(&world, r#"{"opt_out_capturing_by_default":true,"capture_pageview":false}"#);
    client.set_person_properties(r#"{"plan":"pro"}"#, "", 1);
    client.opt_in("", "", 2);
    client.set_person_properties(r#"{"plan":"pro"}"#, "", 3);
    assert_eq!(sent(&mut client), [("$set".into(), client.distinct_id())]);
}

#[test]
fn no_caller_can_leave_an_event_without_an_id() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let id = client.distinct_id();
    for given in ["null", "\"\""] {
        let properties = ["{\"distinct_id\":", given, "}"].concat();
        assert_eq!(capture(&mut client, "e", &properties, "").properties["distinct_id"], *id);
    }
    assert_eq!(capture(&mut client, "e", r#"{"distinct_id":"other"}"#, "").properties["distinct_id"], "other");
}

#[test]
fn what_other_trackers_left_in_storage_stays_there() {
    let world = World::default();
    let left = r#"{"$surveys":[1],"$enabled_feature_flags":{"a":true},"$posthog_sr_group_sampling_x":1,"plan":"pro"}"#;
    world.write(Area::Local, KEY, left);
    world.write(Area::Tab, KEY, r#"{"distinct_id":"somebody","cart":3}"#);
    let mut client = start(&world, "{}");
    let event = capture(&mut client, "e", "", "");
    assert_eq!((&event.properties["plan"], &event.properties["cart"]), (&Value::from("pro"), &Value::from(3)));
    assert_eq!(event.properties["distinct_id"], *client.distinct_id());
    for hidden in ["$surveys", "$enabled_feature_flags", "$posthog_sr_group_sampling_x"] {
        assert!(!event.properties.contains_key(hidden), "{hidden}");
    }
}
