//! Which events ask for two persons to become one, and what is to be done about it.

use crate::ingest::event::Event;
use crate::person::illegal::is_illegal;
use crate::text;

/// What an event asks for.
#[derive(Debug, PartialEq)]
pub enum Wish {
    /// No merge.
    None,
    /// A merge through an id that many visitors share; it is refused.
    Illegal(String),
    /// The person of `source` is the person of the event.
    Merge {
        /// The other distinct id.
        source: String,
        /// Whether even an identified source is merged.
        dangerously: bool,
    },
}

/// What `event` asks for.
pub fn wish(event: &Event) -> Wish {
    let source = match &*event.name {
        "$identify" => event.properties.get("$anon_distinct_id"),
        "$create_alias" | "$merge_dangerously" => event.properties.get("alias").filter(|alias| text::truthy(alias)),
        _ => None,
    };
    let Some(source) = source else { return Wish::None };
    // Null reads as `null`, which is illegal.
    let source = text::distinct_id(source);
    if source == event.distinct_id {
        Wish::None
    } else if is_illegal(&event.distinct_id) {
        Wish::Illegal(event.distinct_id.clone())
    } else if is_illegal(&source) {
        Wish::Illegal(source)
    } else {
        Wish::Merge { source, dangerously: event.name == "$merge_dangerously" }
    }
}

/// Which persons exist for the two ids of a merge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found {
    /// No one. `only_source_personless`: events without a profile exist for the source and not for the target.
    Neither {
        /// See above.
        only_source_personless: bool,
    },
    /// A person for the target alone.
    Target,
    /// A person for the source alone.
    Source,
    /// The same person for both.
    Same,
    /// Two persons.
    Both {
        /// Whether the source was identified.
        source_identified: bool,
    },
}

/// What is to be done. Whatever it is, the remaining person is marked as identified.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Plan {
    /// Make one person for both ids, its uuid derived from the named one.
    Create {
        /// Whether the uuid comes from the source id, so that its events keep their person.
        uuid_from_source: bool,
    },
    /// Give the source id to the target's person.
    AttachSource,
    /// Give the target id to the source's person.
    AttachTarget,
    /// Nothing but the mark.
    Mark,
    /// Move everything of the source's person to the target's.
    Merge,
    /// Leave two identified persons apart, and go on with the target.
    Refuse,
}

/// Decides a merge.
pub fn plan(found: Found, dangerously: bool) -> Plan {
    match found {
        Found::Neither { only_source_personless } => Plan::Create { uuid_from_source: only_source_personless },
        Found::Target => Plan::AttachSource,
        Found::Source => Plan::AttachTarget,
        Found::Same => Plan::Mark,
        Found::Both { source_identified: true } if !dangerously => Plan::Refuse,
        Found::Both { .. } => Plan::Merge,
    }
}

/// The properties of two persons as one; the target's win.
pub fn properties(source: text::Object, target: text::Object) -> text::Object {
    let mut merged = source;
    merged.extend(target);
    merged
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    fn event(name: &str, distinct_id: &str, properties: Value) -> Event {
        Event {
            uuid: Uuid::nil(),
            name: name.into(),
            distinct_id: distinct_id.into(),
            timestamp: None,
            offset: None,
            properties: properties.as_object().unwrap().clone(),
        }
    }

    #[test]
    fn wishes() {
        let merge = |source: &str, dangerously| Wish::Merge { source: source.into(), dangerously };
        let illegal = |id: &str| Wish::Illegal(id.into());
        let cases = [
            ("$identify", "u", json!({"$anon_distinct_id": "a"}), merge("a", false)),
            ("$identify", "u", json!({}), Wish::None),
            ("$identify", "u", json!({"$anon_distinct_id": "u"}), Wish::None),
            ("$identify", "u", json!({"$anon_distinct_id": null}), illegal("null")),
            ("$identify", "u", json!({"$anon_distinct_id": ""}), illegal("")),
            ("$identify", "guest", json!({"$anon_distinct_id": "a"}), illegal("guest")),
            ("$identify", "u", json!({"alias": "a"}), Wish::None),
            ("$create_alias", "u", json!({"alias": "a"}), merge("a", false)),
            ("$create_alias", "u", json!({"alias": ""}), Wish::None),
            ("$create_alias", "u", json!({"alias": null}), Wish::None),
            ("$create_alias", "u", json!({"$anon_distinct_id": "a"}), Wish::None),
            ("$merge_dangerously", "u", json!({"alias": "a"}), merge("a", true)),
            ("$pageview", "u", json!({"alias": "a", "$anon_distinct_id": "b"}), Wish::None),
        ];
        for (name, id, properties, expected) in cases {
            assert_eq!(wish(&event(name, id, properties.clone())), expected, "{name} {id} {properties}");
        }
    }

    #[test]
    fn plans() {
        let cases = [
            (Found::Neither { only_source_personless: false }, false, Plan::Create { uuid_from_source: false }),
            (Found::Neither { only_source_personless: true }, false, Plan::Create { uuid_from_source: true }),
            (Found::Target, false, Plan::AttachSource),
            (Found::Source, false, Plan::AttachTarget),
            (Found::Same, false, Plan::Mark),
            (Found::Both { source_identified: false }, false, Plan::Merge),
            (Found::Both { source_identified: true }, false, Plan::Refuse),
            (Found::Both { source_identified: true }, true, Plan::Merge),
        ];
        for (found, dangerously, expected) in cases {
            assert_eq!(plan(found, dangerously), expected, "{found:?}");
        }
    }
}
