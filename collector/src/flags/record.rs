//! Flags and cohorts as they are kept and shown.

use serde::Serialize;
use serde_json::{Value, json};

/// A flag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlagRecord {
    /// Its number, never used again.
    pub id: i64,
    /// The token of its project.
    pub token: String,
    /// The name by which pages ask for it.
    pub key: String,
    /// What it is for.
    pub name: String,
    /// Whether it is evaluated at all.
    pub active: bool,
    /// Who gets it, in PostHog's form.
    pub filters: Value,
    /// Whether visitors keep the answer that they had before they logged in.
    pub ensure_experience_continuity: bool,
    /// How it is offered to visitors who want it early, if it is.
    pub early_access: Option<EarlyAccess>,
    /// Raised by each change.
    pub version: i64,
    /// When it was made, in milliseconds.
    pub created_at: i64,
    /// When it was changed last, in milliseconds.
    pub updated_at: i64,
}

/// How a flag is offered to visitors who want it early.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlyAccess {
    /// The feature's name, as visitors see it.
    pub name: String,
    /// What it does.
    #[serde(default)]
    pub description: String,
    /// How far it is: `concept`, `alpha`, `beta` or `general-availability`.
    pub stage: String,
    /// Where visitors read more.
    #[serde(default)]
    pub documentation_url: Option<String>,
    /// Whatever the page needs to know.
    #[serde(default)]
    pub payload: Option<Value>,
}

/// A cohort.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CohortRecord {
    /// Its number, never used again.
    pub id: i64,
    /// The token of its project.
    pub token: String,
    /// What it is for.
    pub name: String,
    /// Who is in it, in PostHog's form; none where it is a list.
    pub filters: Option<Value>,
    /// How many distinct ids are on its list.
    pub listed: i64,
    /// When it was made, in milliseconds.
    pub created_at: i64,
    /// When it was changed last, in milliseconds.
    pub updated_at: i64,
}

impl EarlyAccess {
    /// The feature as the tracker expects it.
    pub fn shown(&self, flag: &FlagRecord) -> Value {
        json!({
            "id": flag.id.to_string(),
            "name": self.name,
            "description": self.description,
            "stage": self.stage,
            "documentationUrl": self.documentation_url,
            "payload": self.payload.clone().unwrap_or_else(|| json!({})),
            "flagKey": flag.key,
        })
    }
}
