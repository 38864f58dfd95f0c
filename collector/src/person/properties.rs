//! How an event changes a person's properties.

use serde_json::Value;

use crate::text::Object;

/// What an event says about the properties of its person.
pub const UPDATES: [&str; 3] = ["$set", "$set_once", "$unset"];

/// Events that tell of a fault or of a picture, never of the person.
fn never_changes(event: &str) -> bool {
    matches!(event, "$exception" | "$$heatmap" | "$groupidentify")
}

/// Whether an event says anything about the properties of its person.
pub fn mentions_any(event: &str, event_properties: &Object) -> bool {
    !never_changes(event) && UPDATES.iter().any(|key| event_properties.contains_key(*key))
}

/// A new person's properties: what is to be set once, overlaid by what is to be set.
pub fn initial(event: &str, event_properties: &Object, event_uuid: &str) -> Object {
    let mut person = Object::new();
    if !never_changes(event) {
        for key in ["$set_once", "$set"] {
            person.extend(object(event_properties, key).map(|(key, value)| (key.clone(), value.clone())));
        }
    }
    person.insert("$creator_event_uuid".into(), event_uuid.into());
    person
}

/// Applies the event's `$set_once`, `$set` and `$unset` to `person`. Says whether anything changed.
///
/// All three are compared with the person as it was before the event: `$unset` deletes only what was there already.
pub fn update(person: &mut Object, event: &str, event_properties: &Object) -> bool {
    if never_changes(event) {
        return false;
    }
    let doomed: Vec<String> =
        unset_names(event_properties.get("$unset")).into_iter().filter(|name| person.contains_key(name)).collect();
    let mut changed = !doomed.is_empty();
    for (key, value) in object(event_properties, "$set_once") {
        let open = person.get(key).is_none_or(|stored| stored.is_null() && !value.is_null());
        if open {
            person.insert(key.clone(), value.clone());
            changed = true;
        }
    }
    for (key, value) in object(event_properties, "$set") {
        if person.get(key) != Some(value) {
            person.insert(key.clone(), value.clone());
            changed = true;
        }
    }
    for name in doomed {
        person.remove(&name);
    }
    changed
}

fn object<'a>(event_properties: &'a Object, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    event_properties.get(key).and_then(Value::as_object).into_iter().flatten()
}

/// Names to delete: the items of a list, or the keys of an object.
fn unset_names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::Object(names)) => names.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_table() {
        let cases = [
            ("nothing", json!({"a": 1}), json!({}), json!({"a": 1}), false),
            ("set", json!({"a": 1}), json!({"$set": {"a": 2, "b": 3}}), json!({"a": 2, "b": 3}), true),
            ("set the same", json!({"a": 1}), json!({"$set": {"a": 1}}), json!({"a": 1}), false),
            ("set null", json!({"a": 1}), json!({"$set": {"a": null}}), json!({"a": null}), true),
            ("set once, taken", json!({"a": 1}), json!({"$set_once": {"a": 2}}), json!({"a": 1}), false),
            ("set once, free", json!({}), json!({"$set_once": {"a": 2}}), json!({"a": 2}), true),
            ("set once over null", json!({"a": null}), json!({"$set_once": {"a": 2}}), json!({"a": 2}), true),
            (
                "set once null over null",
                json!({"a": null}),
                json!({"$set_once": {"a": null}}),
                json!({"a": null}),
                false,
            ),
            ("set beats set once", json!({}), json!({"$set_once": {"a": 1}, "$set": {"a": 2}}), json!({"a": 2}), true),
            ("unset", json!({"a": 1, "b": 2}), json!({"$unset": ["a", "z", 7]}), json!({"b": 2}), true),
            ("unset by keys", json!({"a": 1}), json!({"$unset": {"a": ""}}), json!({}), true),
            (
                "unset beats set of an old key",
                json!({"a": 1}),
                json!({"$set": {"a": 2}, "$unset": ["a"]}),
                json!({}),
                true,
            ),
            ("but not of a new key", json!({}), json!({"$set": {"a": 2}, "$unset": ["a"]}), json!({"a": 2}), true),
            (
                "objects are replaced whole",
                json!({"o": {"x": 1}}),
                json!({"$set": {"o": {"y": 2}}}),
                json!({"o": {"y": 2}}),
                true,
            ),
            ("wrong types are ignored", json!({"a": 1}), json!({"$set": [1], "$unset": "a"}), json!({"a": 1}), false),
        ];
        for (what, before, event, after, changes) in cases {
            let mut person = before.as_object().unwrap().clone();
            let changed = update(&mut person, "e", event.as_object().unwrap());
            assert_eq!((Value::Object(person), changed), (after, changes), "{what}");
        }
    }

    #[test]
    fn some_events_never_change_persons() {
        let event = json!({"$set": {"a": 1}});
        for name in ["$exception", "$$heatmap", "$groupidentify"] {
            assert!(!update(&mut Object::new(), name, event.as_object().unwrap()));
        }
    }

    #[test]
    fn a_new_person() {
        let event = json!({"$set": {"a": 1}, "$set_once": {"a": 2, "b": 3}, "$unset": ["a"]});
        let person = initial("e", event.as_object().unwrap(), "u");
        assert_eq!(Value::Object(person), json!({"a": 1, "b": 3, "$creator_event_uuid": "u"}));
    }
}
