//! Events, with about half of what the snippet says by itself.

use fastrand::Rng;
use hoofprint_collector::time;
use serde_json::json;
use uuid::{Builder, Uuid};

use super::people::{Company, User};
use crate::object::Object;

/// The project that all events are for.
pub(crate) const TOKEN: &str = "bench";

const PATHS: [&str; 8] =
    ["/", "/pricing", "/projects", "/projects/spring", "/projects/autumn", "/settings", "/members", "/docs/start"];
const SYSTEMS: [(&str, &str, u32, &str); 4] = [
    ("Windows", "Chrome", 156, "Europe/Berlin"),
    ("Mac OS X", "Safari", 26, "America/New_York"),
    ("Linux", "Firefox", 151, "Europe/Paris"),
    ("Android", "Chrome", 156, "Asia/Tokyo"),
];

/// A browser, and who uses it in which session.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    device: String,
    session: String,
    user: Option<String>,
    company: Option<String>,
    system: usize,
}

impl Sender {
    /// A new one at `time`, of a stranger.
    pub(crate) fn new(random: &mut Rng, time: i64) -> Self {
        let (device, session) = (uuid(random, time).to_string(), uuid(random, time).to_string());
        Self { device, session, user: None, company: None, system: random.usize(..SYSTEMS.len()) }
    }

    /// Another session.
    pub(crate) fn begin_session(&mut self, random: &mut Rng, time: i64) {
        self.session = uuid(random, time).to_string();
    }
}

/// An event before its time is known.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) time: i64,
    pub(crate) properties: Object,
    pub(crate) name: &'static str,
    random: [u8; 10],
}

impl Event {
    /// An event with what every event says.
    pub(crate) fn new(random: &mut Rng, sender: &Sender, time: i64, name: &'static str) -> Self {
        let (os, browser, version, timezone) = SYSTEMS[sender.system];
        let path = PATHS[random.usize(..PATHS.len()).min(random.usize(..PATHS.len()))];
        let mut properties = Object::default();
        properties.put("$os", os);
        properties.put("$browser", browser);
        properties.put("$browser_version", version);
        properties.put("$device_type", "Desktop");
        properties.put("$timezone", timezone);
        properties.put("$browser_language", "en-US");
        properties.put("$lib", "web");
        properties.put("$lib_version", "0.1.0");
        properties.put("$current_url", format!("https://app.example{path}"));
        properties.put("$host", "app.example");
        properties.put("$pathname", path);
        properties.put("distinct_id", sender.user.as_ref().unwrap_or(&sender.device).clone());
        properties.put("$device_id", sender.device.clone());
        properties.put("$session_id", sender.session.clone());
        properties.put("$is_identified", sender.user.is_some());
        properties.put("$process_person_profile", sender.user.is_some());
        if let Some(company) = &sender.company {
            properties.put("$groups", json!({ "company": company }));
        }
        let mut bytes = [0; 10];
        random.fill(&mut bytes);
        Self { time, properties, name, random: bytes }
    }

    /// The login of `user` on a device that is a stranger's until then.
    pub(crate) fn login(random: &mut Rng, sender: &mut Sender, time: i64, user: &User, company: &Company) -> Self {
        sender.user = Some(user.email.clone());
        let mut event = Self::new(random, sender, time, "$identify");
        event.properties.put("$anon_distinct_id", sender.device.clone());
        let name = format!("User {} of {}", user.number, company.number);
        event.properties.put("$set", json!({ "email": user.email, "name": name, "company": company.key }));
        event.properties.put("$set_once", json!({ "$initial_pathname": "/" }));
        sender.company = Some(company.key.clone());
        event
    }

    /// What is known of an organisation.
    pub(crate) fn group(random: &mut Rng, sender: &Sender, time: i64, company: &Company) -> Self {
        let mut event = Self::new(random, sender, time, "$groupidentify");
        event.properties.put("$group_type", "company");
        event.properties.put("$group_key", company.key.clone());
        let set = json!({ "name": company.key, "plan": company.plan, "seats": company.seats });
        event.properties.put("$group_set", set);
        event
    }

    /// One more project of its user.
    pub(crate) fn count_project(&mut self, user: &mut User) {
        user.projects += 1;
        self.properties.put("$set", json!({ "project_total": user.projects }));
    }

    /// What a click says.
    pub(crate) fn click(&mut self) {
        self.properties.put("$event_type", "click");
        self.properties.put("$el_text", "Save changes");
    }

    /// As it is sent, if the history begins at `start`.
    pub(crate) fn text(&self, start: i64) -> String {
        let time = start + self.time;
        let uuid = Builder::from_unix_timestamp_millis(time as u64, &self.random).into_uuid();
        format!(
            r#"{{"uuid":"{uuid}","event":"{}","properties":{},"timestamp":"{}"}}"#,
            self.name,
            self.properties.text(),
            time::iso(time)
        )
    }
}

fn uuid(random: &mut Rng, time: i64) -> Uuid {
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    Builder::from_unix_timestamp_millis(time as u64, &bytes).into_uuid()
}
