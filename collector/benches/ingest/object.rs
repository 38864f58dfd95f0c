//! JSON in the order in which it is written.

use serde_json::Value;

/// The text of a JSON object whose keys keep the order that the snippet gives them.
#[derive(Debug, Default)]
pub(crate) struct Object {
    members: String,
}

impl Object {
    /// Adds a member.
    pub(crate) fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.put_text(key, &value.into().to_string());
    }

    /// Adds a member whose value is JSON text.
    pub(crate) fn put_text(&mut self, key: &str, json: &str) {
        self.append(Self { members: format!("\"{key}\":{json}") });
    }

    /// Adds the members of another one.
    pub(crate) fn append(&mut self, other: Self) {
        if !self.members.is_empty() && !other.members.is_empty() {
            self.members.push(',');
        }
        self.members.push_str(&other.members);
    }

    /// The whole.
    pub(crate) fn text(&self) -> String {
        format!("{{{}}}", self.members)
    }
}
