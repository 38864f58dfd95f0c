//! What a cohort can ask for that only the stored events tell: what was done, and for whom. Insights know it, flags do not.

use serde::Deserialize;
use serde_json::Value;

use crate::flags::fault::{self, Fault};
use crate::flags::filter::RawFilter;
use crate::flags::property::{Moment, PropertyFilter};
use crate::limits;

/// What the stored events have to tell.
#[derive(Debug)]
pub enum Past {
    /// An event happened so many times.
    Did(Behaviour),
    /// A group with such a property was acted for.
    ActedFor {
        /// The name of the type of groups.
        group_type: String,
        /// What the group has to be.
        filter: PropertyFilter,
    },
}

/// An event, and how many times it has to have happened.
#[derive(Debug)]
pub struct Behaviour {
    /// Its name.
    pub event: String,
    /// What its properties have to be; all of it.
    pub filters: Vec<PropertyFilter>,
    since: Option<Moment>,
    times: Times,
}

/// How many times.
#[derive(Debug, Clone, Copy)]
enum Times {
    Exactly(u64),
    AtLeast(u64),
    AtMost(u64),
}

impl Behaviour {
    /// The first millisecond that counts.
    pub fn since(&self, now: i64) -> i64 {
        self.since.as_ref().and_then(|since| since.at(now)).unwrap_or(i64::MIN)
    }

    /// Whether so many times are as many as it asks for.
    pub fn holds(&self, times: u64) -> bool {
        match self.times {
            Times::Exactly(wanted) => times == wanted,
            Times::AtLeast(wanted) => times >= wanted,
            Times::AtMost(wanted) => times <= wanted,
        }
    }
}

/// A filter of behaviour as PostHog writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBehaviour {
    #[serde(rename = "type")]
    _kind: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    key: String,
    event_type: Option<String>,
    negation: Option<bool>,
    time_value: Option<Value>,
    time_interval: Option<String>,
    explicit_datetime: Option<String>,
    operator: Option<String>,
    operator_value: Option<Value>,
    #[serde(default)]
    event_filters: Vec<Value>,
}

impl Past {
    /// Reads the filter at `field`, and whether it is turned round. None if it is one that flags know, too.
    pub(super) fn read(field: &str, value: &Value) -> Result<Option<(Self, bool)>, Fault> {
        match value["type"].as_str() {
            Some("behavioral") => {
                let raw: RawBehaviour = fault::read(field, value)?;
                let negated = raw.negation == Some(true);
                Ok(Some((Self::Did(raw.compile(field)?), negated)))
            }
            Some("group") => {
                let Some(group_type) = value.get("group_type") else { return Ok(None) };
                let named = group_type.as_str().filter(|name| !name.is_empty());
                let group_type = named.ok_or_else(|| {
                    Fault::new(format!("{field}.group_type"), "the name of a type of groups is needed, as `company`")
                })?;
                let raw: RawFilter = fault::read(field, value)?;
                let negated = raw.negation == Some(true);
                let filter = raw.property(field)?;
                Ok(Some((Self::ActedFor { group_type: group_type.to_owned(), filter }, negated)))
            }
            _ => Ok(None),
        }
    }
}

impl RawBehaviour {
    fn compile(self, field: &str) -> Result<Behaviour, Fault> {
        let wrong = |name: &str, message: &str| Err(Fault::new(format!("{field}.{name}"), message));
        if self.key.is_empty() || self.key.encode_utf16().count() > limits::EVENT_NAME_UNITS {
            let most = limits::EVENT_NAME_UNITS;
            return wrong("key", &format!("the name of an event is needed, of at most {most} characters"));
        }
        if self.event_type.as_deref().is_some_and(|kind| kind != "events") {
            return wrong("event_type", "only `events` are known");
        }
        let times = match self.value.as_str() {
            "performed_event" => Times::AtLeast(1),
            "performed_event_multiple" => self.times(field)?,
            _ => return wrong("value", "one of `performed_event` and `performed_event_multiple` is possible"),
        };
        let since = self.since(field)?;
        let read = |(index, value): (usize, &Value)| event_filter(&format!("{field}.event_filters[{index}]"), value);
        fault::at_most(&format!("{field}.event_filters"), &self.event_filters, limits::FLAG_CONDITION_FILTERS)?;
        let filters = self.event_filters.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        Ok(Behaviour { event: self.key, filters, since, times })
    }

    fn times(&self, field: &str) -> Result<Times, Fault> {
        let number = self.operator_value.as_ref().and_then(whole);
        let number = number
            .ok_or_else(|| Fault::new(format!("{field}.operator_value"), "how many times is needed, a whole number"))?;
        match self.operator.as_deref() {
            None | Some("gte") => Ok(Times::AtLeast(number)),
            Some("gt") => Ok(Times::AtLeast(number.saturating_add(1))),
            Some("lte") => Ok(Times::AtMost(number)),
            Some("lt") if number > 0 => Ok(Times::AtMost(number - 1)),
            Some("lt") => Err(Fault::new(format!("{field}.operator_value"), "nothing happens fewer than 0 times")),
            Some("exact" | "eq") => Ok(Times::Exactly(number)),
            Some(_) => {
                let message = "one of `gte`, `gt`, `lte`, `lt` and `exact` is possible";
                Err(Fault::new(format!("{field}.operator"), message))
            }
        }
    }

    /// From when on it counts; always, where nothing is said about it.
    fn since(&self, field: &str) -> Result<Option<Moment>, Fault> {
        let wrong = |name: &str, message: &str| Fault::new(format!("{field}.{name}"), message);
        if let Some(text) = &self.explicit_datetime {
            let message = "a date is needed, as `2026-01-31`, or an age, as `-30d`";
            return Moment::parse(text).map(Some).ok_or_else(|| wrong("explicit_datetime", message));
        }
        let unit = match (&self.time_value, self.time_interval.as_deref()) {
            (None, None) => return Ok(None),
            (None, Some(_)) => return Err(wrong("time_value", "how long is needed, a whole number")),
            (_, Some("hour")) => 'h',
            (_, Some("day")) => 'd',
            (_, Some("week")) => 'w',
            (_, Some("month")) => 'm',
            (_, Some("year")) => 'y',
            _ => {
                let message = "one of `hour`, `day`, `week`, `month` and `year` is needed";
                return Err(wrong("time_interval", message));
            }
        };
        let count = self.time_value.as_ref().and_then(whole).filter(|count| *count > 0);
        let since = count.and_then(|count| Moment::parse(&format!("{count}{unit}")));
        since.map(Some).ok_or_else(|| wrong("time_value", "a whole number from 1 to 9999 is needed"))
    }
}

/// A filter on a property of the event.
fn event_filter(field: &str, value: &Value) -> Result<PropertyFilter, Fault> {
    if value.get("type").is_some_and(|kind| !kind.is_null() && kind != "event") {
        return Err(Fault::new(format!("{field}.type"), "only `event` is possible here"));
    }
    fault::read::<RawFilter>(field, value)?.property(field)
}

/// A whole number, or the text of one.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn behaviour(more: Value) -> Result<Behaviour, String> {
        let mut filter = json!({"type": "behavioral", "value": "performed_event", "key": "paid"});
        more.as_object().unwrap().iter().for_each(|(key, value)| filter[key] = value.clone());
        match Past::read("f", &filter) {
            Ok(Some((Past::Did(behaviour), _))) => Ok(behaviour),
            Ok(other) => panic!("{other:?}"),
            Err(fault) => Err(fault.field),
        }
    }

    #[test]
    fn so_many_times() {
        let multiple = |operator: &str, number: Value| {
            let more = json!({"value": "performed_event_multiple", "operator": operator, "operator_value": number});
            let behaviour = behaviour(more).unwrap();
            (0..4).filter(|times| behaviour.holds(*times)).collect::<Vec<u64>>()
        };
        assert_eq!(multiple("gte", json!(2)), [2, 3]);
        assert_eq!(multiple("gt", json!("2")), [3]);
        assert_eq!(multiple("lte", json!(1)), [0, 1]);
        assert_eq!(multiple("lt", json!(1)), [0]);
        assert_eq!(multiple("exact", json!(2)), [2]);
        let once = behaviour(json!({})).unwrap();
        assert!(!once.holds(0) && once.holds(1) && once.holds(9));
    }

    #[test]
    fn since_when() {
        let now = 1_769_860_800_000;
        let day = 24 * 3_600_000;
        let since = |more| behaviour(more).unwrap().since(now);
        assert_eq!(since(json!({})), i64::MIN);
        assert_eq!(since(json!({"time_value": 30, "time_interval": "day"})), now - 30 * day);
        assert_eq!(since(json!({"time_value": "2", "time_interval": "week"})), now - 14 * day);
        assert_eq!(since(json!({"explicit_datetime": "-30d"})), now - 30 * day);
        assert_eq!(since(json!({"explicit_datetime": "2026-01-31"})), now - day / 2);
    }

    #[test]
    fn filters_know_whether_they_are_turned_round() {
        let acted = json!({"type": "group", "group_type": "company", "key": "seats", "operator": "gt", "value": 9});
        let Ok(Some((Past::ActedFor { group_type, filter }, false))) = Past::read("f", &acted) else { panic!() };
        assert_eq!((&*group_type, &*filter.key), ("company", "seats"));
        let never = json!({"type": "behavioral", "value": "performed_event", "key": "paid", "negation": true});
        assert!(matches!(Past::read("f", &never), Ok(Some((Past::Did(_), true)))));
        assert!(matches!(Past::read("f", &json!({"type": "group", "key": "a", "value": 1})), Ok(None)));
        assert!(matches!(Past::read("f", &json!({"key": "a", "value": 1})), Ok(None)));
    }

    #[test]
    fn faults_name_their_field() {
        for (more, field) in [
            (json!({"key": ""}), "f.key"),
            (json!({"value": "stopped_performing_event"}), "f.value"),
            (json!({"event_type": "actions"}), "f.event_type"),
            (json!({"time_value": 3}), "f.time_interval"),
            (json!({"time_value": 3, "time_interval": "moon"}), "f.time_interval"),
            (json!({"time_interval": "day"}), "f.time_value"),
            (json!({"time_value": 0, "time_interval": "day"}), "f.time_value"),
            (json!({"time_value": 10_000, "time_interval": "day"}), "f.time_value"),
            (json!({"explicit_datetime": "soon"}), "f.explicit_datetime"),
            (json!({"value": "performed_event_multiple"}), "f.operator_value"),
            (json!({"value": "performed_event_multiple", "operator_value": 1, "operator": "near"}), "f.operator"),
            (json!({"value": "performed_event_multiple", "operator_value": 0, "operator": "lt"}), "f.operator_value"),
            (json!({"event_filters": [{"key": "a", "value": 1}, {"value": 1}]}), "f.event_filters[1].key"),
            (json!({"event_filters": [{"key": "a", "type": "person", "value": 1}]}), "f.event_filters[0].type"),
            (json!({"seq_event": "x"}), "f.seq_event"),
        ] {
            let found = behaviour(more.clone()).map(drop);
            assert_eq!(found.unwrap_err(), field, "{more}");
        }
        let unnamed = json!({"type": "group", "group_type": 1, "key": "a", "value": 1});
        assert_eq!(Past::read("f", &unnamed).unwrap_err().field, "f.group_type");
    }
}
