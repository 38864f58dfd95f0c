//! When requests leave, and what they carry.

use serde_json::Value;

use super::{capture, start};
use crate::client::Notice;
use crate::outbox::Answer;
use crate::platform::Shelf;
use crate::testing::World;
use crate::wire;

fn uuid_of(event: &str) -> String {
    serde_json::from_str::<Value>(event).unwrap()["uuid"].as_str().unwrap().into()
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
    assert_eq!(request.attempt, 0);
    let batch: wire::Batch<Value> = serde_json::from_str(&request.body).unwrap();
    assert_eq!(
        (batch.api_key.as_str(), batch.batch.len(), batch.sent_at.as_str()),
        ("t", 2, "2023-11-14T22:13:23.000Z")
    );
    client.answered(request.id, &Answer::read(200, "", 0));
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
    client.answered(first.id, &Answer::default());
    world.pass(2000);
    client.tick();
    let second = world.sent.borrow()[1].clone();
    let batch = |body: &str| serde_json::from_str::<wire::Batch<Value>>(body).unwrap();
    assert_eq!(batch(&first.body).batch, batch(&second.body).batch);
    assert_ne!(batch(&first.body).sent_at, batch(&second.body).sent_at);
    client.answered(second.id, &Answer::read(200, "", 0));
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
    world.handed.set(crate::outbox::Handed::Refused);
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
fn an_event_has_a_durable_copy_until_it_is_acknowledged() {
    let world = World::default();
    let mut client = start(&world, "{}");
    assert_eq!(*world.shelf.borrow(), [Shelf::Open]);
    let text = client.capture("e", "", r#"{"send_instantly":true}"#, 1).unwrap();
    assert_eq!(world.kept.borrow().values().collect::<Vec<_>>(), [&text]);
    client.tick();
    let request = world.sent.borrow()[0].id;
    assert_eq!(world.kept.borrow().len(), 1);
    client.answered(request, &Answer::read(200, "", 0));
    assert!(world.kept.borrow().is_empty() && client.is_settled());
    let uuids = format!("[\"{}\"]", uuid_of(&text));
    client.take_notice(); // The session's.
    assert_eq!(client.take_notice(), Some(Notice::Settled { reason: "", uuids }));
    for options in
        [r#"{"persistence":"memory"}"#, r#"{"persistence":"sessionStorage"}"#, r#"{"disable_persistence":true}"#]
    {
        let world = World::default();
        start(&world, options).capture("e", "", "", 1);
        assert!(world.kept.borrow().is_empty(), "{options}");
    }
}

#[test]
fn a_page_that_goes_leaves_its_events_to_the_next_one() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let text = client.capture("e", "", "", world.now.get()).unwrap();
    client.left();
    assert_eq!(*world.shelf.borrow(), [Shelf::Open, Shelf::Spill, Shelf::Leave]);
    assert_eq!(world.kept.borrow().len(), 1, "nobody knows whether what was handed over arrived");
    assert!(client.is_settled());
    let mut next = start(&world, "{}");
    let old = text.replacen(&text[9..17], "00000000", 1);
    assert_eq!(next.adopt(&old), None, "too old");
    assert_eq!(next.adopt(&text), Some(1));
    world.pass(3000);
    next.tick();
    let offer = world.sent.borrow()[0].clone();
    let uuid = uuid_of(&text);
    assert!(offer.body.contains(&format!("\"batch\":[],\"offered\":[\"{uuid}\"]")), "{}", offer.body);
    next.answered(offer.id, &Answer::read(200, &format!("{{\"known\":[\"{uuid}\"]}}"), 0));
    assert!(next.is_settled() && world.sent.borrow().len() == 1);
}

#[test]
fn a_server_that_is_down_is_not_asked_more_often_by_other_pages_and_by_pages_that_go() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.capture("e", "", r#"{"send_instantly":true}"#, 1);
    client.tick();
    client.answered(1, &Answer::read(503, "", 20_000));
    client.left();
    assert!(world.beacons.borrow().is_empty());
    let mut next = start(&world, "{}");
    next.capture("f", "", r#"{"send_instantly":true}"#, 1);
    assert_eq!(world.wake_at.get(), Some(world.now.get() + 20_000));
    world.pass(20_000);
    next.tick();
    next.answered(1, &Answer::read(200, "", 0));
    let mut last = start(&world, "{}");
    last.capture("g", "", r#"{"send_instantly":true}"#, 1);
    assert_eq!(world.wake_at.get(), Some(world.now.get()), "and is asked at once when it is back");
}

#[test]
fn offline_nothing_is_tried_until_the_network_is_back() {
    let world = World::default();
    let mut client = start(&world, "{}");
    world.online.set(false);
    client.capture("e", "", r#"{"send_instantly":true}"#, 1);
    client.tick();
    client.hidden();
    assert!(world.sent.borrow().is_empty() && world.beacons.borrow().is_empty());
    world.online.set(true);
    client.hurry();
    assert_eq!(world.sent.borrow().len(), 1);
}

#[test]
fn what_nothing_durable_takes_is_sent_beside_other_requests_but_never_to_a_server_that_is_down() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let large = format!("{{\"text\":\"{}\"}}", "x".repeat(30_000));
    for events in 1..20 {
        capture(&mut client, "e", &large, "");
        client.rescue();
        assert_eq!(world.sent.borrow().len(), events.min(8), "no more at once");
    }
    client.answered(1, &Answer::read(503, "", 20_000));
    client.rescue();
    assert_eq!(world.sent.borrow().len(), 8);
}

#[test]
fn nothing_is_sent_again_after_a_refusal() {
    let world = World::default();
    let mut client = start(&world, "{}");
    capture(&mut client, "secret", "", r#"{"send_instantly":true}"#);
    client.tick();
    let request = world.sent.borrow()[0].id;
    client.opt_out();
    client.answered(request, &Answer::default());
    world.pass(3_600_000);
    client.tick();
    client.left();
    assert_eq!((world.sent.borrow().len(), world.beacons.borrow().len()), (1, 0));
}
