//! Some members of a JSON object, without reading the others.

use std::fmt;

use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// The values of `keys`, which may be asked for more than once, in the object `json`, in the order of `keys`. What is no
/// object has none. Of a key that stands several times in it the last value counts.
pub fn members(json: &str, keys: &[&str]) -> Vec<Option<Value>> {
    let mut found = vec![None; keys.len()];
    // What was found before a fault is kept; the collector stores no faulty text.
    let _ = serde_json::Deserializer::from_str(json).deserialize_map(Members { keys, found: &mut found });
    found
}

struct Members<'a> {
    keys: &'a [&'a str],
    found: &'a mut [Option<Value>],
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let mut places = (0..self.keys.len()).filter(|place| self.keys[*place] == key);
            let Some(first) = places.next() else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            self.found[first] = Some(map.next_value()?);
            for place in places {
                self.found[place] = self.found[first].clone();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_found_whatever_stands_between() {
        let text = r#"{"a\"b":1,"x":{"a":2,"$group_0":"no"},"$group_0":"acme","l":[1,{"x":3}],"x":null}"#;
        let found = members(text, &["$group_0", "x", "missing", "a\"b", "$group_0"]);
        assert_eq!(found, [Some(json!("acme")), Some(Value::Null), None, Some(json!(1)), Some(json!("acme"))]);
        assert_eq!(members("[1]", &["a"]), [None]);
    }
}
