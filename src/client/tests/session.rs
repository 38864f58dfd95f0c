//! Sessions, windows, and what is stored when.

use serde_json::{Map, Value};

use super::{KEY, capture, sent, start, text};
use crate::platform::{Area, Platform};
use crate::testing::World;
use crate::wire;

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
fn asking_for_the_session_first_costs_no_attribution() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.session_id();
    client.session(true, 0);
    client.event_properties("e", "", true, world.now.get());
    let event = capture(&mut client, "e", "", "");
    for key in ["utm_source", "$referrer", "$session_entry_utm_source"] {
        assert!(event.properties.contains_key(key), "{key}");
    }
    assert!(client.property("$initial_person_info").is_some());
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
fn a_view_tells_of_the_one_before_and_a_new_session_begins_without() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let first = capture(&mut client, "$pageview", "", "");
    assert!(!first.properties.contains_key("$prev_pageview_id"));
    world.pass(2500);
    *world.location.borrow_mut() = "https://app.example/next".into();
    let second = capture(&mut client, "$pageview", "", "");
    assert_eq!(second.properties["$prev_pageview_id"], first.uuid);
    assert_eq!(second.properties["$prev_pageview_pathname"], "/start");
    assert_eq!(second.properties["$prev_pageview_duration"], 2.5);
    assert_eq!(second.properties["$pageview_id"], second.uuid);
    let leave = capture(&mut client, "$pageleave", "", "");
    assert_eq!(leave.properties["$prev_pageview_id"], second.uuid);
    assert_eq!(leave.properties["$pageview_id"], second.uuid);
    world.pass(1_800_001);
    assert!(!capture(&mut client, "$pageview", "", "").properties.contains_key("$prev_pageview_id"));
}

/// The `$pageleave`s that were handed over.
fn leaves(world: &World) -> Vec<wire::Event<Map<String, Value>>> {
    let bodies = std::mem::take(&mut *world.beacons.borrow_mut());
    let batches = bodies.iter().map(|body| serde_json::from_str::<wire::Batch<wire::Event<_>>>(body).unwrap());
    batches.flat_map(|batch| batch.batch).filter(|event| event.event == "$pageleave").collect()
}

#[test]
fn each_time_a_view_is_left_is_told_under_one_uuid() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.hidden();
    assert!(leaves(&world).is_empty(), "there was no view");
    client.shown();
    client.capture_first_pageview();
    *world.scrolled.borrow_mut() = r#"{"$prev_pageview_max_scroll":120}"#.into();
    world.pass(2000);
    client.left();
    client.hidden();
    let [first] = &leaves(&world)[..] else { panic!("one leave") };
    assert_eq!(first.properties["$prev_pageview_duration"], 2.0);
    assert_eq!(first.properties["$prev_pageview_max_scroll"], 120);
    assert_eq!(first.properties["$prev_pageview_id"], first.properties["$pageview_id"]);
    for _ in 0..4 {
        world.pass(10_000);
        client.shown();
        world.pass(1000);
        client.hidden();
    }
    let later = leaves(&world);
    let durations = |name: &str| later.iter().map(|leave| leave.properties[name].as_f64().unwrap()).collect::<Vec<_>>();
    assert!(later.len() == 4 && later.iter().all(|leave| leave.uuid == first.uuid));
    assert_eq!(durations("$prev_pageview_duration"), [13.0, 24.0, 35.0, 46.0]);
    assert_eq!(durations("$prev_pageview_active_duration"), [3.0, 4.0, 5.0, 6.0]);
}

#[test]
fn leaves_come_where_they_are_wanted() {
    let world = World::default();
    for (options, expected) in
        [(r#"{"capture_pageleave":false}"#, 0), (r#"{"capture_pageview":false,"capture_pageleave":true}"#, 1)]
    {
        let mut client = start(&world, options);
        client.capture_first_pageview();
        client.left();
        assert_eq!(leaves(&world).len(), expected, "{options}");
    }
}

#[test]
fn a_page_that_comes_back_counts_again() {
    let world = World::default();
    let mut client = start(&world, "{}");
    client.capture_first_pageview();
    client.left();
    client.restored();
    let pageviews = |client: &mut super::Client<World>| {
        let beacons: usize = world.beacons.borrow().iter().map(|body| body.matches("\"$pageview\"").count()).sum();
        beacons + sent(client).iter().filter(|(event, _)| event == "$pageview").count()
    };
    assert_eq!(pageviews(&mut client), 2);
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
