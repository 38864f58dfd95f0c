//! The client's behaviour in a scripted world.

use serde_json::Value;

use super::Client;
use crate::platform::{Answer, Area, Platform};
use crate::testing::World;
use crate::wire;

const KEY: &str = "ph_t_posthog";

fn start(world: &World, options: &str) -> Client<World> {
    let mut all = String::from(r#"{"api_host":"https://e.example","#);
    all.push_str(options.trim_start_matches('{'));
    Client::new(world.clone(), "t", &all.replace(",}", "}"), "npm")
}

/// Captures and reads back what would be sent, through the wire types.
fn capture(
    client: &mut Client<World>,
    event: &str,
    properties: &str,
    options: &str,
) -> wire::Event<serde_json::Map<String, Value>> {
    let now = client.platform.now();
    serde_json::from_str(&client.capture(event, properties, options, now).unwrap()).unwrap()
}

/// The names and distinct ids of everything sent and waiting, after a flush.
fn sent(client: &mut Client<World>) -> Vec<(String, String)> {
    client.flush();
    let sent = client.platform.sent.borrow();
    let batches = sent.iter().map(|request| serde_json::from_str::<wire::Batch<Value>>(&request.body).unwrap());
    let events = batches.flat_map(|batch| batch.batch);
    events.map(|event| (text(&event["event"]), text(&event["properties"]["distinct_id"]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

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
        ("$browser_version", 120.into()),
        ("$os", "Linux".into()),
        ("$device_type", "Desktop".into()),
        ("$current_url", "https://app.example/start?utm_source=news".into()),
        ("$host", "app.example".into()),
        ("$pathname", "/start".into()),
        ("$screen_width", 1920.into()),
        ("$screen_height", 1080.into()),
        ("$viewport_width", 1280.into()),
        ("$viewport_height", 720.into()),
        ("$timezone", "Europe/Berlin".into()),
        ("$timezone_offset", (-60).into()),
        ("$browser_language", "en-GB".into()),
        ("$browser_language_prefix", "en".into()),
        ("$lib", "web".into()),
        ("$lib_version", env!("CARGO_PKG_VERSION").into()),
        ("$sdk_dist_channel", "npm".into()),
        ("$config_defaults", "unset".into()),
        ("$lib_custom_api_host", "https://e.example".into()),
        ("$referrer", "$direct".into()),
        ("$referring_domain", "$direct".into()),
        ("utm_source", "news".into()),
        ("utm_medium", Value::Null),
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
    for key in ["$session_id", "$window_id", "$insert_id", "$raw_user_agent"] {
        assert!(!text(&event.properties[key]).is_empty(), "{key}");
    }
}

#[test]
fn no_key_is_written_twice_and_the_callers_win_where_they_may() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.register(r#"{"plan":"free","$lib":"mine","title":"registered","$session_id":"mine"}"#);
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
    client.register(r#"{"personEmail":"a@b.c"}"#);
    client.register_once(r#"{"personEmail":"no","plan":"pro","level":2}"#, "");
    client.register_once(r#"{"plan":"team"}"#, "\"pro\"");
    client.register("[1]");
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
    client.register(r#"{"plan":"pro"}"#);
    client.identify("ann", "", "", 1);
    let before = capture(&mut client, "e", "", "");
    world.pass(1000);
    client.reset(false, world.now.get());
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
    client.reset(true, 1);
    assert_eq!(client.property("$device_id"), client.property("distinct_id"));
}

#[test]
fn sessions_end_by_idleness_and_by_length() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let mut session = || {
        let event = capture(&mut client, "e", "", "");
        (text(&event.properties["$session_id"]), text(&event.properties["$window_id"]))
    };
    let first = session();
    world.pass(1_800_000);
    assert_eq!(session(), first, "exactly the timeout is still the same session");
    world.pass(1_800_001);
    let second = session();
    assert_ne!(second.0, first.0);
    assert_ne!(second.1, first.1, "a new session opens a new window");
    for _ in 0..48 {
        world.pass(1_799_999);
        assert_eq!(session(), second);
    }
    world.pass(1_000_000);
    assert_ne!(session().0, second.0, "a day is the longest");
}

#[test]
fn tabs_share_the_session_and_not_the_window() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let one = capture(&mut client, "e", "", "");
    let mut sibling = start(&world.another_tab(), "{}");
    let two = capture(&mut sibling, "e", "", "");
    assert_eq!(one.properties["$session_id"], two.properties["$session_id"]);
    assert_ne!(one.properties["$window_id"], two.properties["$window_id"]);
    client.left();
    let reloaded = capture(&mut start(&world, "{}"), "e", "", "");
    assert_eq!(reloaded.properties["$window_id"], one.properties["$window_id"], "a reload keeps the window");
}

#[test]
fn a_duplicated_tab_is_a_window_of_its_own() {
    let world = World::default();
    let one = capture(&mut start(&world, "{}"), "e", "", "");
    let twin = capture(&mut start(&world, "{}"), "e", "", "");
    assert_ne!(one.properties["$window_id"], twin.properties["$window_id"]);
}

#[test]
fn the_first_pageview_waits_for_the_page_to_be_seen_and_comes_once() {
    let world = World::default();
    world.visible.set(false);
    let mut client = start(&world, "{}");
    client.capture_first_pageview();
    assert_eq!(sent(&mut client).len(), 0);
    world.visible.set(true);
    client.shown();
    client.shown();
    assert_eq!(sent(&mut client).iter().filter(|(event, _)| event == "$pageview").count(), 1);

    let mut off = start(&World::default(), r#"{"capture_pageview":false}"#);
    off.capture_first_pageview();
    assert_eq!(sent(&mut off).len(), 0);
}

#[test]
fn without_consent_nothing_is_captured_and_nothing_stored() {
    let world = World::default();
    let mut client = start(&world, r#"{"opt_out_capturing_by_default":true}"#);
    client.register(r#"{"a":1}"#);
    client.capture_first_pageview();
    assert_eq!(client.capture("e", "", "", 1), None);
    assert_eq!(world.stored_keys(), [] as [&str; 0]);
    client.opt_in("$opt_in", "", 1);
    assert!(world.stored(KEY).unwrap().contains("\"a\":1"));
    let events: Vec<_> = sent(&mut client).into_iter().map(|(event, _)| event).collect();
    assert_eq!(events, ["$opt_in", "$pageview"]);
    client.capture("waiting", "", "", 1).unwrap();
    client.opt_out();
    assert_eq!(world.stored_keys(), ["__ph_opt_in_out_t"]);
    assert_eq!(sent(&mut client).len(), 2, "what was waiting is forgotten");
    assert_eq!(start(&world, "{}").capture("e", "", "", 1), None, "the decision is remembered");
    client.clear_opt_in_out();
    assert_eq!(world.stored_keys(), [] as [&str; 0]);
}

#[test]
fn bots_are_not_captured_unless_asked_for() {
    let world = World::default();
    world.environment.borrow_mut().user_agent = "Googlebot/2.1".into();
    assert_eq!(start(&world, "{}").capture("e", "", "", 1), None);
    assert!(start(&world, r#"{"opt_out_useragent_filter":true}"#).capture("e", "", "", 1).is_some());
}

#[test]
fn events_are_sent_together_after_the_interval_and_at_once_where_asked() {
    let world = World::default();
    let mut client = start(&world, "{}");
    capture(&mut client, "one", "", "");
    world.pass(1000);
    capture(&mut client, "two", "", "");
    assert_eq!(world.wake_at.get(), Some(1_700_000_003_000));
    world.pass(1999);
    client.tick();
    assert_eq!(world.sent.borrow().len(), 0, "not before its time");
    world.pass(1);
    client.tick();
    let request = world.sent.borrow()[0].clone();
    assert_eq!(request.url, "https://e.example/e/");
    let batch: wire::Batch<Value> = serde_json::from_str(&request.body).unwrap();
    assert_eq!(
        (batch.api_key.as_str(), batch.batch.len(), batch.sent_at.as_str()),
        ("t", 2, "2023-11-14T22:13:23.000Z")
    );
    client.answered(request.id, Answer::Status(200));
    capture(&mut client, "now", "", r#"{"send_instantly":true}"#);
    assert_eq!(world.wake_at.get(), Some(world.now.get()));
}

#[test]
fn a_failed_request_is_repeated_unchanged_but_for_its_own_time() {
    let world = World::default();
    let mut client = start(&world, "{}");
    capture(&mut client, "e", "", r#"{"send_instantly":true}"#);
    client.tick();
    let first = world.sent.borrow()[0].clone();
    client.answered(first.id, Answer::Unreachable);
    world.pass(2000);
    client.tick();
    let second = world.sent.borrow()[1].clone();
    let batch = |body: &str| serde_json::from_str::<wire::Batch<Value>>(body).unwrap();
    assert_eq!(batch(&first.body).batch, batch(&second.body).batch);
    assert_ne!(batch(&first.body).sent_at, batch(&second.body).sent_at);
    client.answered(second.id, Answer::Status(200));
    world.pass(10_000);
    client.tick();
    assert_eq!(world.sent.borrow().len(), 2, "what is acknowledged is gone");
}

#[test]
fn a_page_that_goes_hands_its_events_to_the_browser() {
    let world = World::default();
    let mut client = start(&world, "{}");
    capture(&mut client, "e", "", "");
    client.left();
    assert_eq!(world.beacons.borrow().len(), 1);
    client.left();
    assert_eq!(world.beacons.borrow().len(), 1, "once");
    world.beacons_work.set(false);
    capture(&mut client, "f", "", "");
    client.left();
    assert_eq!(world.sent.borrow().len(), 1, "what the browser does not take goes by request");
}

#[test]
fn what_is_captured_while_the_page_goes_is_handed_over_too() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.hidden();
    capture(&mut client, "last words", "", "");
    assert_eq!(world.beacons.borrow().len(), 1);
    client.tick();
    capture(&mut client, "in the background", "", "");
    assert_eq!(world.beacons.borrow().len(), 1, "the page lives, so this one can wait for its answer");
}

#[test]
fn nothing_is_sent_again_after_a_refusal() {
    let world = World::default();
    let mut client = start(&world, "{}");
    capture(&mut client, "secret", "", r#"{"send_instantly":true}"#);
    client.tick();
    let request = world.sent.borrow()[0].id;
    client.opt_out();
    client.answered(request, Answer::Unreachable);
    world.pass(3_600_000);
    client.tick();
    client.left();
    assert_eq!((world.sent.borrow().len(), world.beacons.borrow().len()), (1, 0));
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

#[test]
fn a_thousand_captures_write_to_storage_a_handful_of_times() {
    let world = World::default();
    let mut client = start(&world, "{}");
    capture(&mut client, "e", "", "");
    let before = world.writes();
    for _ in 0..1000 {
        world.pass(1);
        capture(&mut client, "e", r#"{"a":1}"#, "");
    }
    assert_eq!(world.writes(), before);
}

#[test]
fn full_storage_stops_nothing() {
    let world = World::default();
    world.fill_storage(true);
    let mut client = start(&world, "{}");
    client.identify("ann", "", "", 1);
    assert_eq!(capture(&mut client, "e", "", "").properties["distinct_id"], "ann");
    assert_eq!(world.read(Area::Local, KEY), None);
}
