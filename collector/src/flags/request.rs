//! What a tracker says when it asks for flags.

use std::collections::HashSet;

use serde_json::Value;

use crate::error::Refusal;
use crate::flags::fault;
use crate::ingest::token;
use crate::limits;
use crate::text::{self, Object};

/// A request for flags. Whatever is optional and of the wrong type is taken for absent.
#[derive(Debug)]
pub struct Asked {
    /// The project's token.
    pub token: String,
    /// The person's distinct id, as text.
    pub distinct_id: Value,
    /// The keys of the groups that the person acts for, by the names of their types, as text.
    pub groups: Vec<(String, Value)>,
    /// Properties of the person.
    pub person_properties: Option<Object>,
    /// Properties of the groups, by the names of their types.
    pub group_properties: Object,
    /// The id by which the person was known before the login.
    pub anon_distinct_id: Option<String>,
    /// The flags that are asked for; none for all.
    pub flag_keys: Option<HashSet<String>>,
    /// Whether no flags are wanted.
    pub disable_flags: bool,
}

impl Asked {
    /// The person's distinct id.
    pub fn distinct_id(&self) -> &str {
        self.distinct_id.as_str().unwrap_or_default()
    }

    /// Reads a body. Numbers that JSON does not know, such as `NaN`, are null.
    pub fn read(body: &str) -> Result<Self, Refusal> {
        if body.len() > limits::FLAGS_REQUEST_BYTES {
            let bound = limits::FLAGS_REQUEST_BYTES;
            return Err(Refusal::too_large("body", format!("the body is over {bound} bytes; send fewer properties")));
        }
        let parsed: serde_json::Result<Object> = serde_json::from_str(body);
        let parsed = parsed.or_else(|error| serde_json::from_str(&without_odd_numbers(body)).map_err(|_| error));
        let mut given = parsed
            .map_err(|error| Refusal::bad("body", format!("failed to parse request: {error}; send a JSON object")))?;
        let mut take = |names: &[&str]| names.iter().find_map(|name| given.remove(*name));
        let Some(Value::String(token)) = take(&["token", "$token", "api_key"]) else {
            return Err(Refusal::unauthorized("token", "send the project token as the string `token`"));
        };
        let distinct_id = match take(&["distinct_id", "$distinct_id"]) {
            Some(id @ (Value::String(_) | Value::Number(_))) => text::distinct_id(&id).into(),
            _ => return Err(Refusal::bad("distinct_id", "send the visitor's `distinct_id` as a string")),
        };
        let mut object = |name| match take(&[name]) {
            Some(Value::Object(object)) => Some(object),
            _ => None,
        };
        let groups = object("groups").unwrap_or_default().into_iter().filter_map(|(kind, key)| match key {
            Value::String(_) | Value::Number(_) => Some((kind, text::without_nul(text::plain(&key))))
                .filter(|(_, key)| !key.is_empty())
                .map(|(kind, key)| (kind, Value::from(key))),
            _ => None,
        });
        Ok(Self {
            groups: groups.collect(),
            person_properties: object("person_properties"),
            group_properties: object("group_properties").unwrap_or_default(),
            token: token::check(&token)?.to_owned(),
            distinct_id,
            anon_distinct_id: match take(&["$anon_distinct_id"]) {
                Some(id @ Value::String(_)) => Some(text::distinct_id(&id)).filter(|id| !id.is_empty()),
                _ => None,
            },
            flag_keys: take(&["flag_keys"]).and_then(|keys| fault::read("flag_keys", &keys).ok()),
            disable_flags: take(&["disable_flags"]) == Some(Value::Bool(true)),
        })
    }
}

/// The text with `NaN`, `Infinity` and `-Infinity` replaced by `null` outside of strings.
fn without_odd_numbers(json: &str) -> String {
    let mut cleaned = String::with_capacity(json.len());
    let (mut rest, mut in_string) = (json, false);
    while let Some(first) = rest.chars().next() {
        let odd = ["NaN", "-Infinity", "Infinity"].into_iter().find(|odd| !in_string && rest.starts_with(odd));
        let length = match odd {
            Some(odd) => odd.len(),
            None if in_string && first == '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            None => first.len_utf8(),
        };
        in_string ^= first == '"';
        cleaned.push_str(odd.map_or(&rest[..length], |_| "null"));
        rest = &rest[length..];
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn odd_numbers_are_null() {
        let odd = r#"{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN \" NaN \\","d":-1,"é":"\é"}"#;
        assert_eq!(without_odd_numbers(odd), r#"{"a":null,"b":[null,null],"c":"NaN \" NaN \\","d":-1,"é":"\é"}"#);
        let asked = Asked::read(r#"{"token":"t","distinct_id":"d","person_properties":{"a":NaN}}"#).unwrap();
        assert_eq!(asked.person_properties, json!({"a": null}).as_object().cloned());
    }

    #[test]
    fn what_is_wrong_and_optional_is_absent() {
        let asked = Asked::read(
            r#"{"api_key":" t ","$distinct_id":5,"groups":{"a":"x","b":7,"c":"","d":null,"e":{}},"person_properties":[],
            "group_properties":3,"$anon_distinct_id":5,"flag_keys":[1],"disable_flags":"yes","timezone":null}"#,
        )
        .unwrap();
        assert_eq!((&*asked.token, &asked.distinct_id), ("t", &json!("5")));
        assert_eq!(asked.groups, [("a".to_owned(), json!("x")), ("b".to_owned(), json!("7"))]);
        assert!(asked.person_properties.is_none() && asked.group_properties.is_empty());
        assert!(asked.anon_distinct_id.is_none() && asked.flag_keys.is_none() && !asked.disable_flags);
    }
}
