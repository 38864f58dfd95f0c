//! A flag's definition, in PostHog's own form, read once into what evaluation needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::flags::fault::{self, Fault};
use crate::flags::filter::{Filter, RawFilter};
use crate::flags::property::PropertyFilter;
use crate::limits;

/// Before the key of a flag, the person property that says whether the person wants it early.
pub const ENROLMENT: &str = "$feature_enrollment/";

/// What decides about a flag.
#[derive(Debug)]
pub struct Definition {
    /// In order; the first that matches decides.
    pub conditions: Vec<Condition>,
    /// Decides before all others for whoever has one of its properties.
    pub enrolment: Option<Condition>,
    /// Keeps a share of the visitors out of experiments.
    pub holdout: Option<Holdout>,
    /// The variants in order.
    pub variants: Vec<Variant>,
    /// What goes with an answer, by the variant's key or `true`.
    pub payloads: BTreeMap<String, Value>,
    /// The type of group that gets the answer, and not each person.
    pub group_type: Option<usize>,
    /// Whether the first condition that matches decides even against whom the roll-out leaves out.
    pub early_exit: bool,
}

/// Who gets a flag.
#[derive(Debug)]
pub struct Condition {
    /// All have to pass.
    pub filters: Vec<Filter>,
    /// The share of those that pass, all without one.
    pub rollout: Option<f64>,
    /// The variant for all of them.
    pub variant: Option<usize>,
    /// The type of group that the condition is for.
    pub group_type: Option<usize>,
}

/// One of several answers.
#[derive(Debug)]
pub struct Variant {
    /// Its name.
    pub key: String,
    /// Where its share ends, counted from 0 over all variants.
    pub end: f64,
}

/// A share of the visitors that is kept out.
#[derive(Debug)]
pub struct Holdout {
    /// The share in percent.
    pub percentage: f64,
    /// Their answer; without one, the variant that they would get.
    pub variant: Option<String>,
}

#[derive(Debug, Deserialize)]
struct RawFilters {
    groups: Option<Vec<RawCondition>>,
    multivariate: Option<RawMultivariate>,
    payloads: Option<BTreeMap<String, Value>>,
    aggregation_group_type_index: Option<usize>,
    super_groups: Option<Vec<RawCondition>>,
    feature_enrollment: Option<bool>,
    holdout: Option<RawHoldout>,
    holdout_groups: Option<Vec<RawHoldoutGroup>>,
    early_exit: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct RawCondition {
    properties: Option<Vec<RawFilter>>,
    rollout_percentage: Option<f64>,
    variant: Option<String>,
    /// Absent: as the flag. Null: for persons.
    #[serde(default, deserialize_with = "present")]
    aggregation_group_type_index: Option<Option<usize>>,
}

#[derive(Debug, Deserialize)]
struct RawMultivariate {
    variants: Vec<RawVariant>,
}

#[derive(Debug, Deserialize)]
struct RawVariant {
    key: String,
    rollout_percentage: f64,
}

#[derive(Debug, Deserialize)]
struct RawHoldout {
    id: i64,
    exclusion_percentage: f64,
}

#[derive(Debug, Deserialize)]
struct RawHoldoutGroup {
    properties: Option<Vec<Value>>,
    rollout_percentage: Option<f64>,
    variant: Option<String>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<usize>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Definition {
    /// Reads the `filters` of the flag `key`. `early` says that the flag is offered to whoever wants it early.
    pub fn new(key: &str, filters: &Value, early: bool) -> Result<Self, Fault> {
        let raw: RawFilters = fault::read("filters", filters)?;
        let group_type = group_type("filters", raw.aggregation_group_type_index)?;
        let variants = variants(raw.multivariate)?;
        let of_list = |name: &str, list: Option<Vec<RawCondition>>| {
            let (field, list) = (format!("filters.{name}"), list.unwrap_or_default());
            fault::at_most(&field, &list, limits::FLAG_CONDITIONS)?;
            let one = |(index, raw)| condition(&format!("{field}[{index}]"), raw, group_type, &variants);
            list.into_iter().enumerate().map(one).collect::<Result<Vec<_>, _>>()
        };
        let conditions = of_list("groups", raw.groups)?;
        let wanted_early = early || raw.feature_enrollment == Some(true);
        let enrolment = match of_list("super_groups", raw.super_groups)?.into_iter().next() {
            None if wanted_early => Some(Condition::enrolment(key)),
            given => given,
        };
        Ok(Self {
            conditions,
            enrolment,
            holdout: holdout(raw.holdout, raw.holdout_groups)?,
            payloads: payloads(raw.payloads, &variants)?,
            variants,
            group_type,
            early_exit: raw.early_exit == Some(true),
        })
    }
}

impl Condition {
    /// Whoever said that they want the flag `key`.
    fn enrolment(key: &str) -> Self {
        let filter = PropertyFilter::new(format!("{ENROLMENT}{key}"), "exact", &json!(["true"]));
        let filters = filter.into_iter().map(Filter::Property).collect();
        Self { filters, rollout: None, variant: None, group_type: None }
    }
}

fn condition(field: &str, raw: RawCondition, of_flag: Option<usize>, variants: &[Variant]) -> Result<Condition, Fault> {
    let properties = raw.properties.unwrap_or_default();
    let list = format!("{field}.properties");
    fault::at_most(&list, &properties, limits::FLAG_CONDITION_FILTERS)?;
    let filter = |(index, raw): (usize, RawFilter)| raw.compile(&format!("{list}[{index}]"));
    let rollout = raw.rollout_percentage;
    Ok(Condition {
        filters: properties.into_iter().enumerate().map(filter).collect::<Result<_, _>>()?,
        rollout: rollout.map(|share| fault::percentage(&format!("{field}.rollout_percentage"), share)).transpose()?,
        variant: raw.variant.and_then(|key| variants.iter().position(|variant| variant.key == key)),
        group_type: match raw.aggregation_group_type_index {
            None => of_flag,
            Some(own) => group_type(field, own)?,
        },
    })
}

fn group_type(field: &str, index: Option<usize>) -> Result<Option<usize>, Fault> {
    let most = limits::GROUP_TYPES;
    match index {
        Some(index) if index >= most => {
            let field = format!("{field}.aggregation_group_type_index");
            Err(Fault::new(field, format!("there are {most} types of groups, from 0 on")))
        }
        index => Ok(index),
    }
}

fn variants(raw: Option<RawMultivariate>) -> Result<Vec<Variant>, Fault> {
    let field = "filters.multivariate.variants";
    let raw = raw.map(|raw| raw.variants).unwrap_or_default();
    fault::at_most(field, &raw, limits::FLAG_VARIANTS)?;
    let mut variants: Vec<Variant> = Vec::with_capacity(raw.len());
    let mut end = 0.0;
    for (index, raw) in raw.into_iter().enumerate() {
        let field = format!("{field}[{index}]");
        if raw.key.is_empty() || variants.iter().any(|variant| variant.key == raw.key) {
            return Err(Fault::new(format!("{field}.key"), "each variant needs a name of its own"));
        }
        end += fault::percentage(&format!("{field}.rollout_percentage"), raw.rollout_percentage)? / 100.0;
        variants.push(Variant { key: raw.key, end });
    }
    // Shares such as a third do not add up to 1 exactly.
    if end > 1.001 {
        return Err(Fault::new(field, "the shares of the variants are over 100 together"));
    }
    Ok(variants)
}

fn holdout(raw: Option<RawHoldout>, groups: Option<Vec<RawHoldoutGroup>>) -> Result<Option<Holdout>, Fault> {
    if let Some(raw) = raw {
        let percentage = fault::percentage("filters.holdout.exclusion_percentage", raw.exclusion_percentage)?;
        return Ok(Some(Holdout { percentage, variant: Some(format!("holdout-{}", raw.id)) }));
    }
    let Some(raw) = groups.unwrap_or_default().into_iter().next() else { return Ok(None) };
    // One with properties was never followed.
    if raw.properties.is_some_and(|properties| !properties.is_empty()) {
        return Ok(None);
    }
    let share = raw.rollout_percentage.unwrap_or(100.0);
    let percentage = fault::percentage("filters.holdout_groups[0].rollout_percentage", share)?;
    Ok(Some(Holdout { percentage, variant: raw.variant }))
}

fn payloads(raw: Option<BTreeMap<String, Value>>, variants: &[Variant]) -> Result<BTreeMap<String, Value>, Fault> {
    let payloads = raw.unwrap_or_default();
    let unknown = payloads.keys().find(|key| *key != "true" && variants.iter().all(|variant| variant.key != **key));
    match unknown {
        Some(key) if !key.starts_with("holdout") => {
            Err(Fault::new(format!("filters.payloads.{key}"), "a payload belongs to a variant or to `true`"))
        }
        _ => Ok(payloads),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_form() {
        let definition = Definition::new(
            "key",
            &json!({
                "groups": [
                    {"properties": [{"key": "plan", "type": "person", "value": ["pro"], "operator": "exact"}], "variant": "b"},
                    {"properties": [], "rollout_percentage": 12.5, "variant": "gone", "aggregation_group_type_index": null},
                    {},
                ],
                "multivariate": {"variants": [
                    {"key": "a", "name": "A", "rollout_percentage": 25}, {"key": "b", "rollout_percentage": 50},
                ]},
                "payloads": {"a": "{\"x\":1}"},
                "aggregation_group_type_index": 2,
                "super_groups": null,
                "holdout_groups": [{"properties": [], "rollout_percentage": 10, "variant": "out"}],
            }),
            false,
        )
        .unwrap();
        let conditions: Vec<_> =
            definition.conditions.iter().map(|c| (c.filters.len(), c.rollout, c.variant, c.group_type)).collect();
        assert_eq!(conditions, [(1, None, Some(1), Some(2)), (0, Some(12.5), None, None), (0, None, None, Some(2))]);
        assert_eq!(definition.variants.iter().map(|variant| variant.end).collect::<Vec<_>>(), [0.25, 0.75]);
        assert!(definition.enrolment.is_none() && definition.holdout.is_some());
    }

    #[test]
    fn what_is_offered_early_asks_for_the_wish() {
        for (filters, early) in [(json!({}), true), (json!({"feature_enrollment": true}), false)] {
            let definition = Definition::new("key", &filters, early).unwrap();
            let enrolment = definition.enrolment.unwrap();
            let [Filter::Property(filter)] = &enrolment.filters[..] else { panic!("{enrolment:?}") };
            assert_eq!(filter.key, "$feature_enrollment/key");
            assert!(filter.matches(Some(&json!(true)), 0) && !filter.matches(Some(&json!(false)), 0));
        }
    }

    #[test]
    fn faults_name_their_field() {
        let many = |count: usize, one: Value| vec![one; count];
        let cases = [
            (json!(null), "filters"),
            (json!([]), "filters"),
            (json!({"groups": {}}), "filters.groups"),
            (json!({"groups": [1]}), "filters.groups[0]"),
            (json!({"groups": [{"rollout_percentage": "50"}]}), "filters.groups[0].rollout_percentage"),
            (json!({"groups": [{"rollout_percentage": 101}]}), "filters.groups[0].rollout_percentage"),
            (json!({"groups": [{}, {"rollout_percentage": -1}]}), "filters.groups[1].rollout_percentage"),
            (json!({"groups": many(300, json!({}))}), "filters.groups"),
            (
                json!({"groups": [{"properties": many(300, json!({"key": "a", "value": 1}))}]}),
                "filters.groups[0].properties",
            ),
            (json!({"groups": [{"properties": [{"value": 1}]}]}), "filters.groups[0].properties[0].key"),
            (json!({"groups": [{"properties": [{"key": 1}]}]}), "filters.groups[0].properties[0].key"),
            (json!({"groups": [{"properties": [{"key": "a"}]}]}), "filters.groups[0].properties[0].value"),
            (
                json!({"groups": [{"properties": [{"key": "a", "value": many(5000, json!(1))}]}]}),
                "filters.groups[0].properties[0].value",
            ),
            (
                json!({"groups": [{"properties": [{"key": "a", "value": "(", "operator": "regex"}]}]}),
                "filters.groups[0].properties[0].value",
            ),
            (
                json!({"groups": [{"properties": [{"key": "a", "value": 1, "operator": "same"}]}]}),
                "filters.groups[0].properties[0].operator",
            ),
            (
                json!({"groups": [{"properties": [{"key": "a", "value": 1, "type": "event"}]}]}),
                "filters.groups[0].properties[0].type",
            ),
            (
                json!({"groups": [{"properties": [{"key": "id", "value": "x", "type": "cohort"}]}]}),
                "filters.groups[0].properties[0].value",
            ),
            (
                json!({"groups": [{"properties": [{"key": "f", "value": 1, "type": "flag"}]}]}),
                "filters.groups[0].properties[0].value",
            ),
            (
                json!({"groups": [{"aggregation_group_type_index": 5}]}),
                "filters.groups[0].aggregation_group_type_index",
            ),
            (json!({"aggregation_group_type_index": 5}), "filters.aggregation_group_type_index"),
            (json!({"aggregation_group_type_index": -1}), "filters.aggregation_group_type_index"),
            (json!({"multivariate": {"variants": [{"key": "a"}]}}), "filters.multivariate.variants[0]"),
            (
                json!({"multivariate": {"variants": many(2, json!({"key": "a", "rollout_percentage": 1}))}}),
                "filters.multivariate.variants[1].key",
            ),
            (
                json!({"multivariate": {"variants": [
                    {"key": "a", "rollout_percentage": 60}, {"key": "b", "rollout_percentage": 60},
                ]}}),
                "filters.multivariate.variants",
            ),
            (json!({"payloads": {"nobody": "1"}}), "filters.payloads.nobody"),
            (json!({"holdout": {"id": 1, "exclusion_percentage": 200}}), "filters.holdout.exclusion_percentage"),
        ];
        for (filters, field) in cases {
            let fault = Definition::new("key", &filters, false).map(|definition| panic!("{definition:?}")).unwrap_err();
            assert_eq!(fault.field, field, "{fault}");
        }
    }
}
