//! When requests leave, and what they carry.

use serde_json::Value;

use super::{capture, start};
use crate::platform::Answer;
use crate::testing::World;
use crate::wire;

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
