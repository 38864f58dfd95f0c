//! Events that the page looks at first, and the limit that it may set.

use super::{capture, sent, start};
use crate::client::Notice;
use crate::testing::World;

#[test]
fn a_reviewed_event_is_sent_as_the_page_leaves_it() {
    let world = World::default();
    let mut client = start(&world, r#"{"reviewed":true}"#);
    client.identify("ann", "", "", 1);
    assert_eq!(sent(&mut client), []);
    assert_eq!(client.take_notice(), Some(Notice::Visitor));
    assert!(matches!(client.take_notice(), Some(Notice::Session(_))));
    let Some(Notice::Review { text, wait: 0, era }) = client.take_notice() else { panic!("no event for review") };
    client.accept(&text.replace("$identify", "renamed"), 0, era);
    assert_eq!(client.take_notice(), None);
    assert_eq!(sent(&mut client), [("renamed".into(), "ann".into())]);
}

#[test]
fn a_session_that_begins_is_told_with_its_reason() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let told = |client: &mut super::Client<World>| match client.take_notice() {
        Some(Notice::Session(text)) => serde_json::from_str::<serde_json::Value>(&text).unwrap()[2].clone(),
        _ => serde_json::Value::Null,
    };
    capture(&mut client, "e", "", "");
    assert_eq!(told(&mut client)["noSessionId"], true);
    capture(&mut client, "e", "", "");
    assert!(told(&mut client).is_null());
    world.pass(1_800_001);
    capture(&mut client, "e", "", "");
    assert_eq!(told(&mut client)["activityTimeout"], true);
}

#[test]
fn the_pages_own_limit_drops_says_so_once_and_recovers() {
    let world = World::default();
    let mut client = start(&world, r#"{"rate_limiting":{"events_per_second":1,"events_burst_limit":2}}"#);
    assert_eq!(capture(&mut client, "1", "", "").properties["$lib_rate_limit_remaining_tokens"], 1.0);
    capture(&mut client, "2", "", "");
    assert_eq!(client.capture("3", "", "", 1), None);
    assert_eq!(client.capture("4", "", "", 1), None);
    capture(&mut client, "anyway", "", r#"{"skip_client_rate_limiting":true}"#);
    world.pass(1000);
    capture(&mut client, "5", "", "");
    let events: Vec<_> = sent(&mut client).into_iter().map(|(event, _)| event).collect();
    assert_eq!(events, ["1", "2", "$$client_ingestion_warning", "anyway", "5"]);
}

#[test]
fn a_loop_without_end_is_stopped_and_what_is_captured_by_itself_takes_nothing_from_the_page() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let captured = |client: &mut super::Client<World>, event: &str| {
        (0..6000).filter(|_| client.capture(event, "", "", 1).is_some()).count()
    };
    assert_eq!(captured(&mut client, "$autocapture"), 5000);
    assert_eq!(captured(&mut client, "mine"), 5000);
    world.pass(1000);
    let event = capture(&mut client, "later", "", "");
    assert!(event.properties["$lib_dropped_events"].as_u64().unwrap() >= 2000, "dropped events are told of");
}
