//! Feature flags, of which the core knows what events carry and what a server is told; the rest is the facade's
//! (`src/js/flags/`).

use super::Client;
use crate::json;
use crate::platform::Platform;
use crate::properties::attribution;

impl<P: Platform> Client<P> {
    /// What a server is told of the visitor to decide flags by (posthog-wire §5), as the JSON text of an object.
    pub fn flag_request(&mut self) -> String {
        self.ensure_distinct_id();
        let mut request = String::from("{");
        json::push_string_member(&mut request, "token", &self.config.token);
        json::push_string_member(&mut request, "distinct_id", &self.distinct_id());
        json::push_member(&mut request, "groups", self.store.get("$groups").unwrap_or("{}"));
        let mut initial = attribution::initial_person_properties(&self.platform, &self.store);
        self.automatic.deny(&mut initial);
        json::push_member(&mut request, "person_properties", &initial.text());
        json::push_string_member(&mut request, "timezone", &self.automatic.get_string("$timezone"));
        if let Some(device) = self.store.get("$device_id").filter(|device| *device != "null") {
            json::push_member(&mut request, "$device_id", device);
        }
        request.push('}');
        request
    }
}
