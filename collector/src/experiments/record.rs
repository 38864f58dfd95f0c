//! Experiments as they are kept and shown.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::flags::fault::Fault;
use crate::flags::property::{PropertyFilter, Unusable};
use crate::limits;

/// An experiment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExperimentRecord {
    /// Its number, never used again.
    pub id: i64,
    /// The token of its project.
    pub token: String,
    /// What it is to find out.
    pub name: String,
    /// The key of the flag whose variants are compared.
    pub flag_key: String,
    /// What persons or groups should do.
    pub goal: Goal,
    /// The first moment that counts, in milliseconds.
    pub starts_at: i64,
    /// The first moment that does not count any more; none as long as it runs.
    pub ends_at: Option<i64>,
    /// When it was made, in milliseconds.
    pub created_at: i64,
    /// When it was changed last, in milliseconds.
    pub updated_at: i64,
}

/// What persons or groups should do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// The name of an event.
    pub event: String,
    /// What the event's properties have to be; all of it.
    #[serde(default)]
    pub properties: Vec<GoalFilter>,
}

/// A filter on a property of the goal's event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalFilter {
    key: String,
    #[serde(default = "exact")]
    operator: String,
    #[serde(default)]
    value: Value,
}

fn exact() -> String {
    "exact".to_owned()
}

impl Goal {
    /// The filters. Those that cannot be used were never stored.
    pub(super) fn compile(&self) -> Vec<PropertyFilter> {
        self.properties.iter().filter_map(|filter| filter.compile().ok()).collect()
    }

    /// Refuses what cannot be counted.
    pub fn check(&self) -> Result<(), Fault> {
        if self.event.is_empty() || self.event.encode_utf16().count() > limits::EVENT_NAME_UNITS {
            let most = limits::EVENT_NAME_UNITS;
            return Err(Fault::new(
                "goal.event",
                format!("the name of an event is needed, of at most {most} characters"),
            ));
        }
        let most = limits::FLAG_CONDITION_FILTERS;
        if self.properties.len() > most {
            return Err(Fault::new("goal.properties", format!("at most {most} are possible")));
        }
        for (index, filter) in self.properties.iter().enumerate() {
            filter.check(&format!("goal.properties[{index}]"))?;
        }
        Ok(())
    }
}

impl GoalFilter {
    fn compile(&self) -> Result<PropertyFilter, Unusable> {
        PropertyFilter::new(self.key.clone(), &self.operator, &self.value)
    }

    fn check(&self, field: &str) -> Result<(), Fault> {
        if self.key.is_empty() {
            return Err(Fault::new(format!("{field}.key"), "a name is needed"));
        }
        let (values, most) = (self.value.as_array().map_or(1, Vec::len), limits::FLAG_FILTER_VALUES);
        if values > most {
            return Err(Fault::new(format!("{field}.value"), format!("at most {most} values are possible")));
        }
        let operator = &self.operator;
        self.compile().map(drop).map_err(|unusable| match unusable {
            Unusable::Operator => Fault::new(format!("{field}.operator"), format!("there is no operator `{operator}`")),
            Unusable::Value(message) => Fault::new(format!("{field}.value"), message),
        })
    }
}
