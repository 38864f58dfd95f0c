//! Where the visitor is kept.

use super::{KEY, capture, start};
use crate::cookie::Jar;
use crate::platform::{Area, Platform};
use crate::testing::World;

#[test]
fn the_cookie_carries_the_visitor_to_another_subdomain() {
    let world = World::default();
    let mut client = start(&world, r#"{"cookie_persisted_properties":["plan"]}"#);
    client.register(r#"{"plan":"pro","cart":1,"empty":""}"#, None);
    client.identify("ann", "", "", 1);
    let before = capture(&mut client, "e", "", "");
    let mut elsewhere = start(&world.subdomain(), r#"{"cookie_persisted_properties":["plan"]}"#);
    let event = capture(&mut elsewhere, "e", "", "");
    for key in ["distinct_id", "$device_id", "$session_id", "plan", "$is_identified"] {
        assert_eq!(event.properties[key], before.properties[key], "{key}");
    }
    assert!(!event.properties.contains_key("cart"));
}

#[test]
fn the_cookie_stays_short_however_long_addresses_are() {
    let world = World::default();
    *world.location.borrow_mut() = format!("https://app.example/?{}", "x".repeat(8000));
    let mut client = start(&world, "{}");
    capture(&mut client, "e", "", "");
    assert!(client.property("$initial_person_info").unwrap().len() > 1000);
    assert!(world.cookies().len() < 600, "{}", world.cookies().len());
}

#[test]
fn the_storage_is_right_unless_the_cookie_is_to_be() {
    for (options, expected) in [("{}", "ann"), (r#"{"cookieWinsOnConflict":true}"#, "bob")] {
        let world = World::default();
        let mut client = start(&world, options);
        client.register(r#"{"plan":"pro"}"#, None);
        client.identify("ann", "", "", 1);
        let mut elsewhere = start(&world.subdomain(), options);
        elsewhere.identify("bob", "", "", 2);
        world.pass(1000);
        let event = capture(&mut client, "e", "", "");
        assert_eq!(event.properties["distinct_id"], expected, "{options}");
        assert_eq!(event.properties["$user_id"], expected, "{options}");
        assert_eq!(event.properties["plan"], "pro", "{options}");
        elsewhere.reset(false, "", 3);
        world.pass(1000);
        let event = capture(&mut client, "e", "", "");
        assert_eq!(event.properties.contains_key("plan"), expected == "ann", "{options}");
        assert_eq!(event.properties["$is_identified"], expected == "ann", "{options}");
    }
}

#[test]
fn every_mode_keeps_the_visitor_where_it_says() {
    for (mode, local, tab, cookie) in [
        ("localStorage+cookie", true, false, true),
        ("localStorage", true, false, false),
        ("LOCALSTORAGE", true, false, false),
        ("cookie", false, false, true),
        ("sessionStorage", false, true, false),
        ("memory", false, false, false),
    ] {
        let world = World::default();
        let options = ["{\"persistence\":\"", mode, "\"}"].concat();
        let id = start(&world, &options).distinct_id();
        let has = |text: Option<String>| text.is_some_and(|text| text.contains(&id));
        assert_eq!(has(world.stored(KEY)), local, "{mode}");
        assert_eq!(has(world.read(Area::Tab, KEY)), tab, "{mode}");
        assert_eq!(has(Jar::read(&world, KEY)), cookie, "{mode}");
        assert_eq!(start(&world, &options).distinct_id() == id, mode != "memory", "{mode}");
    }
}

#[test]
fn a_storage_that_takes_nothing_is_replaced_by_the_cookie() {
    for mode in ["localStorage", "sessionStorage", "localStorage+cookie"] {
        let world = World::default();
        world.fill_storage(true);
        let options = ["{\"persistence\":\"", mode, "\"}"].concat();
        let mut client = start(&world, &options);
        client.register(r#"{"plan":"pro"}"#, None);
        assert_eq!(start(&world, &options).property("plan"), Some("\"pro\""), "{mode}");
    }
}

#[test]
fn what_is_stored_moves_with_the_options() {
    let world = World::default();
    let mut client = start(&world, "{}");
    let id = client.distinct_id();
    client.configure(r#"{"persistence":"localStorage"}"#);
    assert!(Jar::read(&world, KEY).is_none() && world.stored(KEY).unwrap().contains(&id));
    client.configure(r#"{"persistence":"memory"}"#);
    assert!(world.stored(KEY).is_none());
    client.configure(r#"{"persistence":"cookie","persistence_name":"mine"}"#);
    assert!(Jar::read(&world, "ph_mine").unwrap().contains(&id));
    client.configure(r#"{"persistence":"cookie","persistence_name":"mine","disable_persistence":true}"#);
    assert_eq!(world.cookies(), "");
    assert_eq!(client.distinct_id(), id);
}

#[test]
fn a_registration_may_have_its_own_age() {
    let world = World::default();
    let mut client = start(&world, r#"{"persistence":"cookie"}"#);
    client.register(r#"{"plan":"pro"}"#, Some(604_800));
    assert!(world.cookie_attributes(KEY).unwrap().contains("max-age=604800"));
    client.register(r#"{"plan":"team"}"#, None);
    assert!(world.cookie_attributes(KEY).unwrap().contains("max-age=31536000"));
}

#[test]
fn a_named_tracker_has_a_store_of_its_own_and_may_inherit_once() {
    let world = World::default();
    let mut first = start(&world, "{}");
    first.identify("ann", "", "", 1);
    let id = |options: &str| start(&world, options).distinct_id();
    assert_ne!(id(r#"{"name":"second"}"#), "ann");
    assert_eq!(id(r#"{"name":"third","inherits":true}"#), "ann");
    first.identify("bob", "", "", 1);
    assert_eq!(id(r#"{"name":"third","inherits":true}"#), "ann");
}
