//! The elements chain: what was clicked, innermost first, as one line of text.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::limits;
use crate::text::{self, Object};

/// Takes the elements out of `properties`, as a chain. A chain that was sent wins over a list.
pub fn take_chain(properties: &mut Object) -> Option<String> {
    let chain = properties.remove("$elements_chain");
    let list = properties.remove("$elements");
    match (chain, list) {
        (Some(Value::String(chain)), _) => Some(chain),
        (_, Some(Value::Array(elements))) => Some(chain_of(&elements)),
        _ => None,
    }
}

fn chain_of(elements: &[Value]) -> String {
    let elements: Vec<String> = elements.iter().filter_map(Value::as_object).map(element).collect();
    elements.join(";")
}

fn element(element: &Map<String, Value>) -> String {
    let given = |key: &str| element.get(key).filter(|value| text::truthy(value)).map(text::plain);
    let mut out = given("tag_name").unwrap_or_default();
    for class in classes(element.get("attr__class")) {
        out.push('.');
        out.push_str(&class.replace('"', ""));
    }

    let mut pairs: Vec<(&str, String)> = Vec::new();
    if let Some(content) = given("$el_text") {
        pairs.push(("text", text::cut_utf16(&content, limits::ELEMENT_TEXT_UNITS).to_owned()));
    }
    pairs.push(("nth-child", given("nth_child").unwrap_or_else(|| "0".into())));
    pairs.push(("nth-of-type", given("nth_of_type").unwrap_or_else(|| "0".into())));
    if let Some(href) = given("attr__href") {
        pairs.push(("href", text::cut_utf16(&href, limits::ELEMENT_HREF_UNITS).to_owned()));
    }
    if let Some(id) = given("attr__id") {
        pairs.push(("attr_id", id));
    }
    let attributes = element.iter().filter(|(key, _)| key.starts_with("attr__"));
    pairs.extend(attributes.map(|(key, value)| (key.as_str(), text::plain(value))));
    pairs.sort_by(|left, right| locale_order(left.0, right.0));

    out.push(':');
    for (key, value) in pairs {
        out.push_str(&escape(key));
        out.push_str("=\"");
        out.push_str(&escape(&value));
        out.push('"');
    }
    out
}

/// The classes in order. An empty one, between two spaces, would end up as a lone dot.
fn classes(value: Option<&Value>) -> Vec<String> {
    let mut classes: Vec<String> = match value {
        Some(Value::Array(list)) => list.iter().map(text::plain).collect(),
        Some(Value::String(list)) => list.split(' ').map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    classes.retain(|class| !class.is_empty());
    classes.sort();
    classes
}

fn escape(text: &str) -> String {
    text.replace('"', "\\\"")
}

/// The order of attribute names in a browser's `localeCompare`: `_`, then `-`, then letters whatever their case.
fn locale_order(left: &str, right: &str) -> Ordering {
    let rank = |character: char| match character {
        '_' => '\0',
        '-' => '\u{1}',
        other => other.to_ascii_lowercase(),
    };
    // Only among names that differ in nothing but case do lower-case letters come first.
    left.chars().map(rank).cmp(right.chars().map(rank)).then_with(|| right.cmp(left))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_become_one_line() {
        let mut properties = json!({"x": 1, "$elements": [
            {"tag_name": "a", "$el_text": "Go \"on\"", "attr__class": "nav btn", "attr__href": "/x", "attr__id": "i",
             "nth_child": 1, "nth_of_type": 2, "attr__data-a": "1", "attr__data_b": "2"},
            {"tag_name": "div", "attr__class": ["b\"", "a"]},
        ]});
        let chain = take_chain(properties.as_object_mut().unwrap()).unwrap();
        let expected = concat!(
            r#"a.btn.nav:attr__class="nav btn"attr__data_b="2"attr__data-a="1"attr__href="/x"attr__id="i"attr_id="i""#,
            r#"href="/x"nth-child="1"nth-of-type="2"text="Go \"on\"";"#,
            r#"div.a.b:attr__class="[\"b\\"\",\"a\"]"nth-child="0"nth-of-type="0""#,
        );
        assert_eq!(chain, expected);
        assert_eq!(properties, json!({"x": 1}));
    }

    #[test]
    fn a_chain_that_was_sent_wins() {
        let mut properties = json!({"$elements_chain": "a:", "$elements": [{"tag_name": "b"}]});
        assert_eq!(take_chain(properties.as_object_mut().unwrap()).as_deref(), Some("a:"));
        assert_eq!(properties, json!({}));
    }

    #[test]
    fn no_elements_no_chain() {
        let mut properties = json!({"$elements": "no list"});
        assert_eq!(take_chain(properties.as_object_mut().unwrap()), None);
    }
}
