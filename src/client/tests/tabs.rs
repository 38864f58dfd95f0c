//! What a tab learns of the others.

use super::{KEY, capture, sent, start, text};
use crate::platform::{Area, Platform};
use crate::testing::World;

#[test]
fn a_login_a_registration_and_a_logout_are_seen() {
    let world = World::default();
    let mut one = start(&world, "{}");
    capture(&mut one, "e", "", "");
    let mut two = start(&world.another_tab(), "{}");
    let before = capture(&mut two, "e", "", "");
    one.register(r#"{"plan":"pro"}"#, None);
    one.identify("ann", "", "", world.now.get());
    two.stored_elsewhere(KEY);
    let during = capture(&mut two, "e", "", "");
    assert_eq!((&during.properties["distinct_id"], &during.properties["plan"]), (&"ann".into(), &"pro".into()));
    assert_eq!(during.properties["$session_id"], before.properties["$session_id"]);
    two.register_for_session(r#"{"cart":1}"#);
    one.reset(false, "", world.now.get());
    two.stored_elsewhere(KEY);
    let after = capture(&mut two, "e", "", "");
    assert_ne!(after.properties["distinct_id"], "ann");
    assert_ne!(after.properties["$session_id"], before.properties["$session_id"]);
    for key in ["plan", "cart", "$user_id"] {
        assert!(!after.properties.contains_key(key), "{key}");
    }
}

#[test]
fn a_call_that_names_the_visitor_looks_first() {
    let world = World::default();
    let (mut one, mut two) = (start(&world, "{}"), start(&world.another_tab(), "{}"));
    one.identify("ann", "", "", 1);
    two.identify("bob", "", "", 2);
    assert_eq!(sent(&mut two), [], "bob is not the visitor whom ann was");
    assert_eq!(two.distinct_id(), "bob");
}

#[test]
fn tabs_keep_each_others_super_properties() {
    let world = World::default();
    let (mut one, mut two) = (start(&world, "{}"), start(&world.another_tab(), "{}"));
    one.register(r#"{"a":1}"#, None);
    two.register(r#"{"b":2}"#, None);
    one.unregister("a");
    let mut three = start(&world.another_tab(), "{}");
    let event = capture(&mut three, "e", "", "");
    assert!(!event.properties.contains_key("a"));
    assert_eq!(event.properties["b"], 2);
}

#[test]
fn a_refusal_in_one_tab_counts_in_all() {
    let world = World::default();
    let (mut one, mut two) = (start(&world, "{}"), start(&world.another_tab(), "{}"));
    two.capture("waiting", "", "", 1);
    one.opt_out();
    two.stored_elsewhere("__ph_opt_in_out_t");
    assert_eq!(two.capture("e", "", "", 1), None);
    assert_eq!(sent(&mut two), []);
    assert_eq!(world.stored_keys(), ["__ph_opt_in_out_t"]);
    one.opt_in("", "", 1);
    two.stored_elsewhere("__ph_opt_in_out_t");
    assert!(two.capture("e", "", "", 1).is_some());
}

#[test]
fn tabs_that_wait_for_consent_become_one_visitor() {
    let world = World::default();
    let options = r#"{"opt_out_capturing_by_default":true,"capture_pageview":false}"#;
    let (mut one, mut two) = (start(&world, options), start(&world.another_tab(), options));
    two.register(r#"{"plan":"pro"}"#, None);
    one.opt_in("", "", 1);
    let first = capture(&mut one, "e", "", "");
    two.stored_elsewhere("__ph_opt_in_out_t");
    let second = capture(&mut two, "e", "", "");
    for key in ["distinct_id", "$session_id"] {
        assert_eq!(first.properties[key], second.properties[key], "{key}");
    }
    assert_eq!(second.properties["plan"], "pro");
}

#[test]
fn a_session_that_another_tab_began_is_adopted() {
    let world = World::default();
    let mut one = start(&world, "{}");
    capture(&mut one, "e", "", "");
    let other = world.another_tab();
    let mut two = start(&other, "{}");
    let window = capture(&mut two, "e", "", "").properties["$window_id"].clone();
    two.register_for_session(r#"{"cart":1}"#);
    world.pass(1_800_001);
    other.pass(1_800_001);
    let begun = capture(&mut one, "e", "", "");
    let adopted = capture(&mut two, "e", "", "");
    assert_eq!(text(&adopted.properties["$session_id"]), text(&begun.properties["$session_id"]));
    assert_eq!(adopted.properties["$window_id"], window, "the window stays");
    assert!(!adopted.properties.contains_key("cart"));
    assert_eq!(other.read(Area::Tab, "ph_t_session_registered_properties"), None);
}
