//! An event that passed every check of the door, and the checks.

use serde_json::Value;
use uuid::Uuid;

use crate::ingest::fields::{Fault, Fields};
use crate::text::{self, Object};
use crate::{limits, time};

/// An event as the sender meant it, before persons and groups are looked at.
#[derive(Debug, Clone)]
pub struct Event {
    /// What the event is stored once by.
    pub uuid: Uuid,
    /// Its name, at most [`limits::EVENT_NAME_UNITS`] long.
    pub name: String,
    /// Whom it is about.
    pub distinct_id: String,
    /// Its own time.
    pub timestamp: Option<i64>,
    /// How long before sending it was captured.
    pub offset: Option<i64>,
    /// Its properties, with `$set`, `$set_once` and `$unset` moved in.
    pub properties: Object,
}

/// Whether events of that name carry the merge of two persons.
pub fn merges(name: &str) -> bool {
    matches!(name, "$identify" | "$create_alias" | "$merge_dangerously")
}

impl Event {
    /// Checks what the fields hold. `now` goes into the uuid of an event that has none.
    pub fn check(mut fields: Fields, default_name: Option<&str>, now: i64) -> Result<Self, Fault> {
        let name = fields.event.or_else(|| default_name.map(str::to_owned)).unwrap_or_default();
        if name.is_empty() {
            return Err(Fault::new("event", "event submitted with an empty event name; give `event` a name"));
        }
        let distinct_id = fields.distinct_id.as_ref().or_else(|| fields.properties.get("distinct_id"));
        let distinct_id = distinct_id.filter(|id| !id.is_null()).map(text::distinct_id).unwrap_or_default();
        if distinct_id.is_empty() {
            return Err(Fault::new(
                "distinct_id",
                "event submitted without a distinct_id; send it beside `event` or in `properties`",
            ));
        }
        let uuid = match fields.uuid.as_deref() {
            None | Some("") => uuid_at(now),
            Some(given) => Uuid::parse_str(given).map_err(|error| {
                Fault::new("uuid", format!("`uuid` is not a UUID: {error}; leave it out to have one made"))
            })?,
        };
        raise(&mut fields.properties, "$set", fields.set);
        raise(&mut fields.properties, "$set_once", fields.set_once);
        if let Some(unset) = fields.unset {
            fields.properties.insert("$unset".into(), unset);
        }
        let event = Self {
            uuid,
            name: text::without_nul(text::cut_utf16(&name, limits::EVENT_NAME_UNITS).to_owned()),
            distinct_id,
            timestamp: fields.timestamp.as_deref().and_then(time::parse),
            offset: fields.offset,
            properties: fields.properties,
        };
        event.check_properties()?;
        Ok(event)
    }

    fn check_properties(&self) -> Result<(), Fault> {
        let property = |name: &str| self.properties.get(name).filter(|value| !value.is_null());
        if property("$cookieless_mode").is_some_and(|mode| !mode.is_boolean()) {
            return Err(Fault::new(
                "$cookieless_mode",
                "event submitted with invalid cookieless mode; it must be true, false or absent",
            ));
        }
        let merges = merges(&self.name);
        if (merges || self.name == "$groupidentify") && self.personless() {
            return Err(Fault::new(
                "$process_person_profile",
                format!("`{}` needs a person profile; leave `$process_person_profile` out", self.name),
            ));
        }
        for field in ["$anon_distinct_id", "alias"] {
            if merges && property(field).is_some_and(|id| !id.is_string()) {
                return Err(Fault::new(field, format!("`{field}` of `{}` must be a string", self.name)));
            }
        }
        let key = property("$group_key").filter(|_| self.name == "$groupidentify").map(text::plain).unwrap_or_default();
        if key.chars().count() > limits::GROUP_KEY_CHARS {
            let bound = limits::GROUP_KEY_CHARS;
            return Err(Fault::new("$group_key", format!("`$group_key` is over {bound} characters; shorten it")));
        }
        Ok(())
    }

    /// Whether the sender asked for no person profile.
    pub fn personless(&self) -> bool {
        self.properties.get("$process_person_profile") == Some(&Value::Bool(false))
    }
}

/// Merges an object given beside `properties` over the one within, key by key.
fn raise(properties: &mut Object, key: &str, outer: Option<Object>) {
    let Some(outer) = outer else { return };
    match properties.get_mut(key) {
        Some(Value::Object(inner)) => inner.extend(outer),
        _ => {
            properties.insert(key.into(), Value::Object(outer));
        }
    }
}

fn uuid_at(millis: i64) -> Uuid {
    let millis = u64::try_from(millis).unwrap_or_default();
    let seconds = uuid::Timestamp::from_unix(uuid::NoContext, millis / 1000, (millis % 1000) as u32 * 1_000_000);
    Uuid::new_v7(seconds)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(json: Value) -> Result<Event, Fault> {
        let text = json.to_string();
        Event::check(Fields::read(serde_json::from_str(&text).unwrap()).0.unwrap(), None, 1_769_860_800_000)
    }

    #[test]
    fn each_broken_rule_names_its_field() {
        let cases = [
            (json!({"distinct_id": "d"}), "event"),
            (json!({"event": "", "distinct_id": "d"}), "event"),
            (json!({"event": "e"}), "distinct_id"),
            (json!({"event": "e", "distinct_id": ""}), "distinct_id"),
            (json!({"event": "e", "distinct_id": "", "properties": {"distinct_id": "d"}}), "distinct_id"),
            (json!({"event": "e", "properties": {"distinct_id": null}}), "distinct_id"),
            (json!({"event": "e", "distinct_id": "d", "uuid": "nonsense"}), "uuid"),
            (json!({"event": "e", "distinct_id": "d", "properties": {"$cookieless_mode": "yes"}}), "$cookieless_mode"),
            (
                json!({"event": "$identify", "distinct_id": "d", "properties": {"$process_person_profile": false}}),
                "$process_person_profile",
            ),
            (
                json!({"event": "$groupidentify", "distinct_id": "d", "properties": {"$process_person_profile": false}}),
                "$process_person_profile",
            ),
            (
                json!({"event": "$identify", "distinct_id": "d", "properties": {"$anon_distinct_id": 7}}),
                "$anon_distinct_id",
            ),
            (json!({"event": "$create_alias", "distinct_id": "d", "properties": {"alias": {}}}), "alias"),
            (
                json!({"event": "$groupidentify", "distinct_id": "d", "properties": {"$group_key": "k".repeat(401)}}),
                "$group_key",
            ),
        ];
        for (event, field) in cases {
            assert_eq!(check(event.clone()).map_err(|fault| fault.field).err(), Some(field), "{event}");
        }
    }

    #[test]
    fn the_distinct_id_may_stand_in_properties() {
        let event = check(json!({"event": "e", "distinct_id": null, "properties": {"distinct_id": 23}})).unwrap();
        assert_eq!(event.distinct_id, "23");
    }

    #[test]
    fn outer_sets_win_key_by_key() {
        let event = check(json!({"event": "e", "distinct_id": "d", "$set": {"a": 1}, "$unset": ["z"],
            "properties": {"$set": {"a": 2, "b": 3}}}))
        .unwrap();
        assert_eq!(Value::Object(event.properties), json!({"$set": {"a": 1, "b": 3}, "$unset": ["z"]}));
    }

    #[test]
    fn names_are_cut_and_uuids_made() {
        let event = check(json!({"event": "n".repeat(300), "distinct_id": "d", "uuid": ""})).unwrap();
        assert_eq!(event.name.len(), 200);
        assert_eq!(event.uuid.get_version_num(), 7);
        assert_eq!(event.uuid.get_timestamp().unwrap().to_unix().0, 1_769_860_800);
    }
}
