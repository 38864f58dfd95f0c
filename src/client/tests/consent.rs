//! When nothing is captured.

use super::{KEY, capture, sent, start};
use crate::testing::World;

#[test]
fn before_consent_events_wait_in_memory_and_nothing_is_stored_or_sent() {
    let world = World::default();
    let mut client = start(&world, r#"{"opt_out_capturing_by_default":true}"#);
    client.register(r#"{"a":1}"#, None);
    client.capture_first_pageview();
    let event = capture(&mut client, "e", "", "");
    client.hidden();
    world.pass(60_000);
    client.tick();
    assert!(world.stored_keys().is_empty() && world.kept.borrow().is_empty(), "nothing is stored");
    assert!(world.sent.borrow().is_empty() && world.beacons.borrow().is_empty(), "nothing is sent");
    assert!(!client.is_capturing());
    client.opt_in("$opt_in", "", world.now.get());
    assert!(world.stored(KEY).unwrap().contains("\"a\":1"));
    assert_eq!(world.kept.borrow().len(), 4, "from now on they are kept");
    let id = client.distinct_id();
    let names = ["$pageview", "e", "$pageleave", "$opt_in"].map(|event| (event.to_owned(), id.clone()));
    assert_eq!(sent(&mut client), names);
    assert!(world.sent.borrow()[0].body.contains(&event.timestamp), "each with its own time");
    client.capture("waiting", "", "", 1).unwrap();
    client.opt_out();
    assert_eq!(world.stored_keys(), ["__ph_opt_in_out_t"]);
    assert!(world.kept.borrow().is_empty());
    assert_eq!(sent(&mut client).len(), 4, "what was waiting is forgotten");
    assert_eq!(start(&world, "{}").capture("e", "", "", 1), None, "the decision is remembered");
    client.clear_opt_in_out();
    assert_eq!(world.stored_keys(), [] as [&str; 0]);
}

#[test]
fn who_refuses_leaves_nothing_of_what_waited() {
    let world = World::default();
    let mut client = start(&world, r#"{"cookieless_mode":"on_reject"}"#);
    client.capture_first_pageview();
    let event = capture(&mut client, "before", "", "");
    client.opt_out();
    let names: Vec<_> = sent(&mut client);
    assert_eq!(names, [("$pageview".to_owned(), "$posthog_cookieless".to_owned())], "only a view by nobody");
    assert!(!world.sent.borrow()[0].body.contains(&event.uuid));
}

#[test]
fn who_opts_out_while_an_event_is_looked_at_keeps_it_from_being_sent() {
    let mut client = start(&World::default(), r#"{"reviewed":true}"#);
    client.capture("e", "", "", 1);
    while let Some(notice) = client.take_notice() {
        client.opt_out();
        if let crate::client::Notice::Review { text, wait, era } = notice {
            client.accept(&text, wait, era);
        }
    }
    assert_eq!(sent(&mut client), []);
}

#[test]
fn who_becomes_nobody_leaves_nothing_behind() {
    let world = World::default();
    let mut client = start(&world, r#"{"cookieless_mode":"on_reject"}"#);
    client.opt_in("", "", 1);
    client.identify("ann", "", "", 1);
    client.register(r#"{"email":"ann@acme.example"}"#, None);
    client.configure(r#"{"cookieless_mode":"always"}"#);
    let event = capture(&mut client, "e", "", "");
    assert_eq!(event.properties["distinct_id"], "$posthog_cookieless");
    for key in ["email", "$user_id", "$session_id"] {
        assert!(!event.properties.contains_key(key), "{key}");
    }
    client.identify("ann", "", "", 2);
    assert_eq!(client.distinct_id(), "$posthog_cookieless", "nobody has no name");
    assert_eq!(world.stored_keys(), ["__ph_opt_in_out_t"]);
}

#[test]
fn bots_are_not_captured_unless_asked_for() {
    let world = World::default();
    world.environment.borrow_mut().is_bot = true;
    assert_eq!(start(&world, "{}").capture("e", "", "", 1), None);
    assert!(start(&world, r#"{"opt_out_useragent_filter":true}"#).capture("e", "", "", 1).is_some());
}
