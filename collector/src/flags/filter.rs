//! What a condition or a cohort asks for, one by one: properties, cohorts, other flags.

use serde::Deserialize;
use serde_json::Value;

use crate::flags::fault::Fault;
use crate::flags::property::{PropertyFilter, Unusable};
use crate::limits;

/// One filter.
#[derive(Debug)]
pub enum Filter {
    /// A property of the person, or of the group that the condition is for.
    Property(PropertyFilter),
    /// Membership of a cohort.
    Cohort {
        /// The cohort.
        id: i64,
        /// Whether members are meant, and not everybody else.
        member: bool,
    },
    /// What another flag evaluates to.
    Flag {
        /// Its key or its id.
        name: String,
        /// The answer that is asked for.
        wanted: Wanted,
    },
}

/// The answer of a flag that another one asks for.
#[derive(Debug, PartialEq)]
pub enum Wanted {
    /// Enabled, with whatever variant, or not.
    Enabled(bool),
    /// This variant.
    Variant(String),
}

/// A filter as PostHog writes it.
#[derive(Debug, Deserialize)]
pub(super) struct RawFilter {
    key: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    operator: Option<String>,
    #[serde(default)]
    value: Value,
    pub(super) negation: Option<bool>,
}

impl RawFilter {
    /// Reads the filter at `field`.
    pub(super) fn compile(self, field: &str) -> Result<Filter, Fault> {
        match self.kind.as_deref() {
            None | Some("person" | "group") => self.property(field).map(Filter::Property),
            Some("cohort") => self.cohort(field),
            Some("flag") => self.flag(field),
            Some(_) => {
                Err(Fault::new(format!("{field}.type"), "one of `person`, `group`, `cohort` and `flag` is possible"))
            }
        }
    }

    /// Reads it as one on a property.
    pub(super) fn property(self, field: &str) -> Result<PropertyFilter, Fault> {
        let key = self.key(field)?;
        let values = self.value.as_array().map_or(1, Vec::len);
        if values > limits::FLAG_FILTER_VALUES {
            let most = limits::FLAG_FILTER_VALUES;
            return Err(Fault::new(format!("{field}.value"), format!("at most {most} values are possible")));
        }
        let operator = self.operator.as_deref().unwrap_or("exact");
        PropertyFilter::new(key, operator, &self.value).map_err(|unusable| match unusable {
            Unusable::Operator => Fault::new(format!("{field}.operator"), format!("there is no operator `{operator}`")),
            Unusable::Value(message) => Fault::new(format!("{field}.value"), message),
        })
    }

    fn cohort(&self, field: &str) -> Result<Filter, Fault> {
        let member = match self.operator.as_deref() {
            None | Some("in" | "exact") => true,
            Some("not_in") => false,
            Some(_) => return Err(Fault::new(format!("{field}.operator"), "a cohort takes `in` or `not_in`")),
        };
        let id = self.value.as_i64().or_else(|| self.value.as_str()?.parse().ok());
        let id =
            id.ok_or_else(|| Fault::new(format!("{field}.value"), "the id of a cohort is needed, a whole number"))?;
        Ok(Filter::Cohort { id, member })
    }

    fn flag(&self, field: &str) -> Result<Filter, Fault> {
        if !matches!(self.operator.as_deref(), None | Some("flag_evaluates_to")) {
            return Err(Fault::new(format!("{field}.operator"), "a flag takes `flag_evaluates_to`"));
        }
        let wanted = match &self.value {
            Value::Bool(enabled) => Wanted::Enabled(*enabled),
            Value::String(variant) => Wanted::Variant(variant.clone()),
            _ => return Err(Fault::new(format!("{field}.value"), "true, false or the key of a variant is needed")),
        };
        Ok(Filter::Flag { name: self.key(field)?, wanted })
    }

    fn key(&self, field: &str) -> Result<String, Fault> {
        let key = self.key.clone().filter(|key| !key.is_empty());
        key.ok_or_else(|| Fault::new(format!("{field}.key"), "a name is needed"))
    }
}
