//! When nothing is captured.

use super::{KEY, sent, start};
use crate::testing::World;

#[test]
fn without_consent_nothing_is_captured_and_nothing_stored() {
    let world = World::default();
    let mut client = start(&world, r#"{"opt_out_capturing_by_default":true}"#);
    client.register(r#"{"a":1}"#, None);
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
