//! Person properties that are taken from an event's own properties.

use serde_json::Value;

use crate::text::Object;

const LIFTED: &[&str] = &[
    "$app_build",
    "$app_name",
    "$app_namespace",
    "$app_version",
    "$browser",
    "$browser_version",
    "$device_type",
    "$current_url",
    "$pathname",
    "$os",
    "$os_version",
    "$referring_domain",
    "$referrer",
    "$screen_height",
    "$screen_width",
    "$viewport_height",
    "$viewport_width",
    "$raw_user_agent",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_name",
    "utm_term",
    "gclid",
    "gad_source",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "msclkid",
    "twclid",
    "li_fat_id",
    "mc_cid",
    "igshid",
    "ttclid",
    "rdt_cid",
    "irclid",
    "_kx",
    "epik",
    "qclid",
    "sccid",
];

/// Person properties found on an event.
#[derive(Debug, Default, PartialEq)]
pub struct Lifted {
    /// The latest values. Null is kept: a visit without a campaign clears the last one.
    pub set: Object,
    /// The first values, as `$initial_…`. Null says nothing and is left out.
    pub set_once: Object,
}

/// Takes the person properties from an event's `properties`.
pub fn person_properties(properties: &Object) -> Lifted {
    let on_server = properties.get("$is_server") == Some(&Value::Bool(true));
    let mut lifted = Lifted::default();
    for key in LIFTED {
        if on_server && matches!(*key, "$os" | "$os_version") {
            continue;
        }
        let value = match properties.get(*key) {
            // Mobile libraries say `$os_name`; it is stored under the one name.
            None if *key == "$os" => properties.get("$os_name"),
            value => value,
        };
        let Some(value) = value else { continue };
        lifted.set.insert((*key).into(), value.clone());
        if !value.is_null() {
            lifted.set_once.insert(format!("$initial_{}", key.trim_start_matches('$')), value.clone());
        }
    }
    lifted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_table() {
        let cases = [
            (json!({"x": 1, "$lib": "web"}), json!({}), json!({})),
            (json!({"$browser": "B"}), json!({"$browser": "B"}), json!({"$initial_browser": "B"})),
            (json!({"utm_source": "s"}), json!({"utm_source": "s"}), json!({"$initial_utm_source": "s"})),
            (json!({"gclid": null}), json!({"gclid": null}), json!({})),
            (json!({"_kx": "k"}), json!({"_kx": "k"}), json!({"$initial__kx": "k"})),
            (json!({"$os_name": "iOS"}), json!({"$os": "iOS"}), json!({"$initial_os": "iOS"})),
            (json!({"$os_name": "a", "$os": "b"}), json!({"$os": "b"}), json!({"$initial_os": "b"})),
            (json!({"$is_server": true, "$os": "Linux", "$os_version": "6"}), json!({}), json!({})),
        ];
        for (properties, set, set_once) in cases {
            let lifted = person_properties(properties.as_object().unwrap());
            assert_eq!((Value::Object(lifted.set), Value::Object(lifted.set_once)), (set, set_once), "{properties}");
        }
    }
}
