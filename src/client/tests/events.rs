//! What an event says.

use serde_json::Value;

use super::{capture, start, text};
use crate::testing::World;

#[test]
fn an_event_is_written_as_the_wire_types_read_it() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let event = capture(
        &mut client,
        "so \"odd\"",
        r#"{"n":1.5,"deep":{"a":[null]}}"#,
        r#"{"$set":{"plan":"pro"},"$unset":["x"]}"#,
    );
    assert_eq!(event.event, "so \"odd\"");
    assert_eq!(event.timestamp, "2023-11-14T22:13:20.000Z");
    assert_eq!(event.properties["deep"]["a"], Value::Array([Value::Null].into()));
    assert_eq!(event.properties["token"], "t");
    assert_eq!(event.properties["$time"], 1_700_000_000.0);
    assert_eq!(event.properties["$is_identified"], false);
    assert_eq!(event.set.unwrap()["plan"], "pro");
    assert_eq!(event.unset.unwrap(), ["x"]);
}

#[test]
fn every_automatic_property_is_there() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let event = capture(&mut client, "$pageview", "", "");
    let id = client.distinct_id();
    for (key, value) in [
        ("distinct_id", Value::from(id.clone())),
        ("$device_id", id.into()),
        ("$browser", "Chrome".into()),
        ("$current_url", "https://app.example/start?utm_source=news".into()),
        ("$pathname", "/start".into()),
        ("$timezone", "Europe/Berlin".into()),
        ("$lib", "web".into()),
        ("$referrer", "$direct".into()),
        ("$referring_domain", "$direct".into()),
        ("utm_source", "news".into()),
        ("$session_entry_utm_source", "news".into()),
        ("$session_entry_url", "https://app.example/start?utm_source=news".into()),
        ("$configured_session_timeout_ms", 1_800_000.into()),
        ("$initialization_time", "2023-11-14T22:13:20.000Z".into()),
        ("$pageview_id", event.uuid.clone().into()),
        ("title", "Start".into()),
        ("$process_person_profile", false.into()),
    ] {
        assert_eq!(event.properties.get(key), Some(&value), "{key}");
    }
    for key in ["$session_id", "$window_id", "$insert_id"] {
        assert!(!text(&event.properties[key]).is_empty(), "{key}");
    }
}

#[test]
fn no_key_is_written_twice_and_the_callers_win_where_they_may() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.register(r#"{"plan":"free","$lib":"mine","title":"registered","$session_id":"mine"}"#, None);
    let text = client
        .capture(
            "$pageview",
            r#"{"plan":"pro","distinct_id":"me","$session_id":"no","title":"no","$insert_id":"i"}"#,
            "",
            1,
        )
        .unwrap();
    for key in ["plan", "$lib", "distinct_id", "$session_id", "title", "$insert_id", "$time", "$current_url"] {
        assert_eq!(text.matches(&["\"", key, "\":"].concat()).count(), 1, "{key} in {text}");
    }
    let event: Value = serde_json::from_str(&text).unwrap();
    let properties = &event["properties"];
    assert_eq!(properties["plan"], "pro");
    assert_eq!(properties["$lib"], "mine");
    assert_eq!(properties["distinct_id"], "me");
    assert_eq!(properties["$insert_id"], "i");
    assert_eq!(properties["title"], "Start");
    assert_ne!(properties["$session_id"], "no");
    assert_ne!(properties["$session_id"], "mine");
}

#[test]
fn properties_that_are_no_object_are_left_out() {
    let world = World::default();
    let mut client = start(&world, "{}");
    for odd in ["[1]", "7", "\"text\"", "{\"a\":", "null"] {
        assert_eq!(capture(&mut client, "e", odd, odd).event, "e");
    }
}

#[test]
fn a_call_keeps_the_time_at_which_it_was_made() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let text = client.capture("early", "", "", 1_699_999_990_000).unwrap();
    let event: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(event["timestamp"], "2023-11-14T22:13:10.000Z");
    assert!(event["properties"].get("$event_time_override_provided").is_none());
    let given =
        capture(&mut client, "e", "", r#"{"timestamp":1700000001000,"uuid":"0190163d-8694-739b-aea5-966c26f8ad91"}"#);
    assert_eq!(given.timestamp, "2023-11-14T22:13:21.000Z");
    assert_eq!(given.uuid, "0190163d-8694-739b-aea5-966c26f8ad91");
    assert_eq!(given.properties["$event_time_override_system_time"], "2023-11-14T22:13:20.000Z");
}
