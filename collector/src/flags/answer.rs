//! What a tracker is told of flags.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::flags::evaluate::{Answer, Reason};
use crate::flags::project::Flag;

/// The answers of several flags, in the order of their keys.
#[derive(Debug, Default)]
pub struct Answers<'a>(pub Vec<(&'a Flag, Answer<'a>)>);

/// One answer in the newer form.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    key: &'a str,
    enabled: bool,
    variant: Option<&'a str>,
    reason: ShownReason,
    metadata: Metadata<'a>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    failed: bool,
}

#[derive(Debug, Serialize)]
struct ShownReason {
    code: &'static str,
    condition_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

#[derive(Debug, Serialize)]
struct Metadata<'a> {
    id: i64,
    version: i64,
    description: Option<&'a str>,
    payload: Option<&'a Value>,
}

impl<'a> Answers<'a> {
    /// Whether one could not be evaluated.
    pub fn any_failed(&self) -> bool {
        self.0.iter().any(|(_, answer)| answer.failed)
    }

    /// The newer form: `flags`.
    pub fn version_2(&self) -> BTreeMap<&'a str, impl Serialize> {
        let shown = |(flag, answer): &(&'a Flag, Answer<'a>)| {
            let key = &*flag.record.key;
            let metadata = Metadata {
                id: flag.record.id,
                version: flag.record.version,
                description: None,
                payload: payload(flag, answer),
            };
            let reason = ShownReason {
                code: answer.reason.code(),
                condition_index: answer.condition,
                description: description(answer),
            };
            let (enabled, variant, failed) = (answer.enabled, answer.variant, answer.failed);
            (key, Shown { key, enabled, variant, reason, metadata, failed })
        };
        self.0.iter().map(shown).collect()
    }

    /// The older form: `featureFlags`.
    pub fn values(&self) -> BTreeMap<&'a str, Value> {
        let value = |answer: &Answer<'_>| answer.variant.map_or(Value::from(answer.enabled), Value::from);
        self.0.iter().map(|(flag, answer)| (&*flag.record.key, value(answer))).collect()
    }

    /// The older form: `featureFlagPayloads`.
    pub fn payloads(&self) -> BTreeMap<&'a str, &'a Value> {
        self.0.iter().filter_map(|(flag, answer)| Some((&*flag.record.key, payload(flag, answer)?))).collect()
    }
}

fn payload<'a>(flag: &'a Flag, answer: &Answer<'_>) -> Option<&'a Value> {
    let definition = flag.definition.as_ref().ok().filter(|_| answer.enabled)?;
    definition.payloads.get(answer.variant.unwrap_or("true"))
}

fn description(answer: &Answer<'_>) -> Option<String> {
    let text = match answer.reason {
        Reason::ConditionMatch => return answer.condition.map(|index| format!("Matched condition set {}", index + 1)),
        Reason::NoConditionMatch => "No matching condition set",
        Reason::OutOfRolloutBound => "Out of rollout bound",
        Reason::NoGroupType => "No group type",
        Reason::SuperConditionValue => "Super condition value",
        Reason::HoldoutConditionValue => "Holdout condition value",
        Reason::FlagDisabled | Reason::MissingDependency => return None,
    };
    Some(text.to_owned())
}
