//! Properties that the page registers once and every later event carries (posthog-state §7).

use super::Client;
use crate::json::Object;
use crate::platform::Platform;

impl<P: Platform> Client<P> {
    /// Adds super properties, from the JSON text of an object; existing ones are overwritten. Anything but an object is
    /// ignored. `age` is that of the cookie that carries them, in seconds.
    pub fn register(&mut self, properties: &str, age: Option<u64>) {
        let Some(properties) = self.parse("register", properties) else { return };
        self.store.set_all(&properties);
        self.save_for(age);
    }

    /// Adds the super properties that are missing, or whose value is the one given as `default` (JSON text; the string
    /// `None` where empty).
    pub fn register_once(&mut self, properties: &str, default: &str, age: Option<u64>) {
        let Some(properties) = self.parse("register_once", properties) else { return };
        self.synchronise();
        self.store.set_missing(&properties, if default.is_empty() { "\"None\"" } else { default });
        self.save_for(age);
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

    pub(super) fn parse(&self, call: &str, properties: &str) -> Option<Object> {
        let parsed = Object::parse(properties);
        if parsed.is_none() {
            self.log(&[call, ": not an object, ignored: ", properties]);
        }
        parsed
    }

    fn save_for(&mut self, age: Option<u64>) {
        if let Some(age) = age {
            self.store.expire_after(age);
        }
        self.save();
    }
}
