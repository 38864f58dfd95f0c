//! Properties that the page registers once and every later event carries (posthog-state §7).

use super::Client;
use crate::json::Object;
use crate::platform::Platform;

impl<P: Platform> Client<P> {
    /// Adds super properties, from the JSON text of an object; existing ones are overwritten. Anything but an object is
    /// ignored.
    pub fn register(&mut self, properties: &str) {
        let Some(properties) = Object::parse(properties) else {
            return self.log(&["register: not an object, ignored: ", properties]);
        };
        self.store.set_all(&properties);
        self.save();
    }

    /// Adds the super properties that are missing, or whose value is the one given as `default` (JSON text; the string
    /// `None` where empty).
    pub fn register_once(&mut self, properties: &str, default: &str) {
        let Some(properties) = Object::parse(properties) else {
            return self.log(&["register_once: not an object, ignored: ", properties]);
        };
        let default = if default.is_empty() { "\"None\"" } else { default };
        for (key, value) in properties.members() {
            if self.store.get(key).is_none_or(|current| current == default) {
                self.store.set(key, String::from(&**value));
            }
        }
        self.save();
    }

    /// Deletes a super property.
    pub fn unregister(&mut self, key: &str) {
        self.store.remove(key);
        self.save();
    }

    /// The JSON text of a super property, or of one of our own stored values.
    pub fn property(&self, key: &str) -> Option<&str> {
        self.store.get(key)
    }
}
