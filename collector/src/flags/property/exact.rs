//! Equality as PostHog has it: of text without regard to case, or of truth.

use serde_json::Value;

use crate::flags::property::text;

/// The wanted value or values.
#[derive(Debug)]
pub(super) enum Exact {
    /// Only whether the property is true counts: `false` equals an empty text and 0, too.
    Truth(bool),
    /// Any of these, in lower case and in order.
    Texts(Vec<String>),
}

impl Exact {
    pub(super) fn new(wanted: &Value) -> Self {
        if speaks_of_truth(wanted) {
            return Self::Truth(is_true(wanted));
        }
        let one = std::slice::from_ref(wanted);
        let wanted = wanted.as_array().map_or(one, Vec::as_slice);
        let mut texts: Vec<String> = wanted.iter().map(|value| text(value).to_lowercase()).collect();
        texts.sort_unstable();
        Self::Texts(texts)
    }

    pub(super) fn matches(&self, value: &Value) -> bool {
        match self {
            Self::Truth(wanted) => is_true(value) == *wanted,
            Self::Texts(wanted) => wanted.binary_search(&text(value).to_lowercase()).is_ok(),
        }
    }
}

/// Whether a wanted value is a boolean, its name, or a list of only those.
fn speaks_of_truth(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::String(text) => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        Value::Array(values) => values.iter().all(speaks_of_truth),
        _ => false,
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(truth) => *truth,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        Value::Array(values) => values.iter().all(is_true),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn truth() {
        let cases = [
            (json!(true), json!("TRUE"), true),
            (json!("true"), json!(true), true),
            (json!("true"), json!([true, "true"]), true),
            (json!(["true"]), json!(1), false),
            (json!(["true", "false"]), json!("no"), true),
            (json!(false), json!(""), true),
            (json!("False"), json!(0), true),
            (json!("false"), json!("true"), false),
            (json!([]), json!([]), true),
            (json!([]), json!("x"), false),
            (json!(["true", "x"]), json!("true"), true),
            (json!(["true", "x"]), json!("no"), false),
        ];
        for (wanted, value, expected) in cases {
            assert_eq!(Exact::new(&wanted).matches(&value), expected, "{value} exact {wanted}");
        }
    }

    #[test]
    fn text_of_anything() {
        let cases = [
            (json!("ÄÖ"), json!("äö"), true),
            (json!({"b": 1, "a": "X"}), json!(r#"{"a":"x","b":1}"#), true),
            (json!(["a", 2.5, "c"]), json!(2.5), true),
            (json!("a"), json!(["a"]), false),
        ];
        for (wanted, value, expected) in cases {
            assert_eq!(Exact::new(&wanted).matches(&value), expected, "{value} exact {wanted}");
        }
    }
}
