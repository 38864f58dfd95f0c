//! Small rules about text that several stages share.

use serde_json::{Map, Value};

use crate::limits;

/// A JSON object.
pub type Object = Map<String, Value>;

/// The start of `text` that fits in `units` UTF-16 units, never half a character.
pub fn cut_utf16(text: &str, units: usize) -> &str {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += character.len_utf16();
        if used > units {
            return &text[..at];
        }
    }
    text
}

/// The start of `text` that fits in `bytes`, never half a character.
pub fn cut_bytes(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Replaces NUL, which many readers of a database take for the end of the text.
pub fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// A value as text: a string as it is, anything else as compact JSON.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A distinct id as it is stored: as text, without NUL, bounded.
pub fn distinct_id(value: &Value) -> String {
    let id = plain(value);
    let id = if id.len() <= limits::DISTINCT_ID { id } else { id.chars().take(limits::DISTINCT_ID).collect() };
    without_nul(id)
}

/// What JavaScript takes for true.
pub fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// The JSON text of a profile's properties, with NUL replaced in names and values.
pub fn profile_json(properties: &Object) -> String {
    let json = object_json(properties);
    if json.contains("\\u0000") { object_json(&object_without_nul(properties)) } else { json }
}

/// The JSON text of an object. There is no object without one.
pub fn object_json(object: &Object) -> String {
    serde_json::to_string(object).unwrap_or_else(|_| "{}".into())
}

fn object_without_nul(object: &Object) -> Object {
    object.iter().map(|(key, value)| (without_nul(key.clone()), value_without_nul(value))).collect()
}

fn value_without_nul(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(without_nul(text.clone())),
        Value::Array(items) => Value::Array(items.iter().map(value_without_nul).collect()),
        Value::Object(object) => Value::Object(object_without_nul(object)),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_cut_between_characters() {
        assert_eq!(cut_utf16("abc", 2), "ab");
        assert_eq!(cut_utf16("a😀b", 2), "a");
        assert_eq!(cut_utf16("a😀b", 3), "a😀");
        assert_eq!(cut_bytes("aéb", 2), "a");
    }

    #[test]
    fn distinct_ids_become_bounded_text() {
        let cases = [
            (json!("user"), "user".to_owned()),
            (json!(23), "23".to_owned()),
            (json!(true), "true".to_owned()),
            (json!({"b": 1, "a": [2]}), r#"{"a":[2],"b":1}"#.to_owned()),
            (json!("a\0b"), "a\u{fffd}b".to_owned()),
            (json!("x".repeat(300)), "x".repeat(200)),
            (json!("é".repeat(150)), "é".repeat(150)),
            (json!("é".repeat(250)), "é".repeat(200)),
        ];
        for (given, stored) in cases {
            assert_eq!(distinct_id(&given), stored, "{given}");
        }
    }

    #[test]
    fn nul_leaves_profiles() {
        let given = json!({"a\0": ["x\0", {"k": "\0"}], "n": 1});
        let json = profile_json(given.as_object().unwrap());
        assert_eq!(
            serde_json::from_str::<Value>(&json).unwrap(),
            json!({"a\u{fffd}": ["x\u{fffd}", {"k": "\u{fffd}"}], "n": 1})
        );
    }
}
