//! Cohorts: persons with certain properties or deeds, or persons of a list.

use serde::Deserialize;
use serde_json::Value;

use crate::flags::behaviour::Past;
use crate::flags::fault::{self, Fault};
use crate::flags::filter::{Filter, RawFilter};
use crate::limits;

/// Who is in a cohort.
#[derive(Debug)]
pub enum Cohort {
    /// Whoever passes the filters.
    Properties(Group),
    /// Whoever is on the list, which the database keeps.
    List,
}

/// Filters and groups of filters, joined.
#[derive(Debug)]
pub struct Group {
    /// Whether one is enough, and not all are needed.
    pub any: bool,
    /// What is joined.
    pub members: Vec<Member>,
}

/// What a group joins.
#[derive(Debug)]
pub enum Member {
    /// Another group.
    Group(Group),
    /// A filter, turned round where `negated`.
    Filter {
        /// The filter.
        filter: Filter,
        /// Whether those count who do not pass it.
        negated: bool,
    },
    /// What only the stored events tell, turned round where `negated`.
    Past {
        /// What they have to tell.
        past: Past,
        /// Whether those count of whom they do not tell it.
        negated: bool,
    },
}

/// `filters` of a cohort as PostHog writes it.
#[derive(Debug, Deserialize)]
struct RawFilters {
    properties: RawGroup,
}

#[derive(Debug, Deserialize)]
struct RawGroup {
    #[serde(rename = "type")]
    kind: String,
    values: Vec<Value>,
}

impl Cohort {
    /// Reads `filters`; without them, the cohort is a list.
    pub fn new(filters: Option<&Value>) -> Result<Self, Fault> {
        let Some(filters) = filters else { return Ok(Self::List) };
        let raw: RawFilters = fault::read("filters", filters)?;
        let mut room = limits::COHORT_FILTERS;
        Ok(Self::Properties(group("filters.properties", raw.properties, limits::COHORT_DEPTH, &mut room)?))
    }

    /// All filters, whatever group they are in.
    pub fn filters(&self) -> Vec<&Filter> {
        let mut found = Vec::new();
        if let Self::Properties(group) = self {
            collect(group, &mut found);
        }
        found
    }

    /// Whether any of it is what only the stored events tell.
    pub fn asks_for_past(&self) -> bool {
        fn any(group: &Group) -> bool {
            group.members.iter().any(|member| match member {
                Member::Group(group) => any(group),
                Member::Filter { .. } => false,
                Member::Past { .. } => true,
            })
        }
        matches!(self, Self::Properties(group) if any(group))
    }
}

fn collect<'a>(group: &'a Group, found: &mut Vec<&'a Filter>) {
    for member in &group.members {
        match member {
            Member::Group(group) => collect(group, found),
            Member::Filter { filter, .. } => found.push(filter),
            Member::Past { .. } => {}
        }
    }
}

/// Reads the group at `field`. `depth` more levels and `room` more filters are possible.
fn group(field: &str, raw: RawGroup, depth: usize, room: &mut usize) -> Result<Group, Fault> {
    if depth == 0 {
        return Err(Fault::new(field, format!("at most {} levels are possible", limits::COHORT_DEPTH)));
    }
    let any = match raw.kind.as_str() {
        "AND" => false,
        "OR" => true,
        _ => return Err(Fault::new(format!("{field}.type"), "a group is `AND` or `OR`")),
    };
    let groups = raw.values.iter().filter(|value| value.get("values").is_some()).count();
    if groups != 0 && groups != raw.values.len() {
        return Err(Fault::new(format!("{field}.values"), "a group holds either groups or filters"));
    }
    let member = |(index, value): (usize, Value)| {
        let field = format!("{field}.values[{index}]");
        *room = room.checked_sub(1).ok_or_else(|| {
            Fault::new(&field, format!("at most {} filters and groups are possible", limits::COHORT_FILTERS))
        })?;
        if groups > 0 {
            return group(&field, fault::read(&field, &value)?, depth - 1, room).map(Member::Group);
        }
        if let Some((past, negated)) = Past::read(&field, &value)? {
            return Ok(Member::Past { past, negated });
        }
        let raw: RawFilter = fault::read(&field, &value)?;
        let negated = raw.negation == Some(true);
        match raw.compile(&field)? {
            Filter::Flag { .. } => Err(Fault::new(format!("{field}.type"), "a cohort cannot ask for a flag")),
            filter => Ok(Member::Filter { filter, negated }),
        }
    };
    Ok(Group { any, members: raw.values.into_iter().enumerate().map(member).collect::<Result<_, _>>()? })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(filters: Value) -> Fault {
        Cohort::new(Some(&filters)).map(|cohort| panic!("{cohort:?}")).unwrap_err()
    }

    #[test]
    fn a_cohort_is_filters_or_a_list() {
        let filters = json!({"properties": {"type": "OR", "values": [
            {"type": "AND", "values": [{"key": "plan", "value": "pro"}, {"key": "age", "value": 3, "operator": "gt"}]},
            {"type": "OR", "values": [{"type": "cohort", "key": "id", "value": 7, "negation": true}]},
        ]}});
        assert_eq!(Cohort::new(Some(&filters)).unwrap().filters().len(), 3);
        assert!(matches!(Cohort::new(None), Ok(Cohort::List)));
        let past = json!({"type": "behavioral", "value": "performed_event", "key": "paid"});
        let within = json!({"properties": {"type": "OR", "values": [{"type": "AND", "values": [past]}]}});
        assert!(Cohort::new(Some(&within)).unwrap().asks_for_past());
        assert!(!Cohort::new(Some(&filters)).unwrap().asks_for_past());
    }

    #[test]
    fn faults_name_their_field() {
        let deep = (0..20).fold(json!({"key": "a", "value": 1}), |inner, _| json!({"type": "AND", "values": [inner]}));
        let wide: Vec<Value> = (0..2000).map(|_| json!({"key": "a", "value": 1})).collect();
        let cases = [
            (json!([]), "filters"),
            (json!({}), "filters"),
            (json!({"properties": {"type": "XOR", "values": []}}), "filters.properties.type"),
            (json!({"properties": {"type": "OR", "values": [1]}}), "filters.properties.values[0]"),
            (
                json!({"properties": {"type": "OR", "values": [{"key": "a", "value": 1}, {"type": "OR", "values": []}]}}),
                "filters.properties.values",
            ),
            (
                json!({"properties": {"type": "OR", "values": [{"key": "a", "value": 1, "operator": "near"}]}}),
                "filters.properties.values[0].operator",
            ),
            (
                json!({"properties": {"type": "OR", "values": [{"key": "a", "type": "behavioral", "value": "x"}]}}),
                "filters.properties.values[0].value",
            ),
            (
                json!({"properties": {"type": "OR", "values": [{"key": "a", "type": "flag", "value": true}]}}),
                "filters.properties.values[0].type",
            ),
            (json!({"properties": {"type": "OR", "values": wide}}), "filters.properties.values[1000]"),
        ];
        for (filters, field) in cases {
            assert_eq!(fault(filters.clone()).field, field, "{filters}");
        }
        assert!(fault(json!({"properties": deep})).message.contains("levels"));
    }
}
