//! Events as the snippet sends them: with all that it says by itself, from visitors who log in, act for companies, and whose
//! requests are sometimes sent twice.

use std::collections::VecDeque;

use fastrand::Rng;
use hoofprint_collector::time;
use hyper::body::Bytes;
use serde_json::{Value, json};
use uuid::{Builder, Uuid};

use crate::object::Object;

/// The project that all events are for.
pub(crate) const TOKEN: &str = "bench";
/// Events in one request.
pub(crate) const BATCH: usize = 50;
/// Events of one visitor in a row: what a page sends together. A request has those of several, as from a site's own relay.
const BURST: usize = 10;
/// Visitors at one time.
const DEVICES: usize = 4000;
/// Of so many bursts one is of a visitor who has not been here before.
const LEAVING: usize = 10;
/// People who log in, each on several devices.
const USERS: usize = 20_000;
const COMPANIES: usize = 500;
/// Of so many events one is sent again, with the same uuid.
const REPEATED: usize = 50;
/// How many events ago the one was that is sent again, at most.
const RECENT: usize = 2000;
/// Milliseconds between two events.
const STEP: i64 = 3;

/// An event on its way to the collector.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) uuid: Uuid,
    /// Its JSON.
    pub(crate) text: String,
    /// Whether it is sent for another time.
    pub(crate) is_repeated: bool,
    /// The two ids of a login.
    pub(crate) login: Option<(String, String)>,
}

/// A browser on someone's desk.
#[derive(Debug, Clone)]
struct Device {
    id: String,
    session: String,
    agent: &'static (&'static str, &'static str, u32, &'static str),
    screen: (u32, u32),
    /// Whether the site makes a person of a visitor who has not logged in.
    always_person: bool,
    user: Option<String>,
    company: String,
}

/// Operating system, browser, its version, and how it calls itself.
const AGENTS: [(&str, &str, u32, &str); 3] = [
    (
        "Linux",
        "Chrome",
        156,
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    ),
    (
        "Mac OS X",
        "Safari",
        26,
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
    ),
    ("Windows", "Firefox", 151, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:151.0) Gecko/20100101 Firefox/151.0"),
];
const PATHS: [&str; 6] =
    ["/", "/pricing", "/projects", "/projects/spring-catalogue", "/settings/members", "/docs/start"];
const SCREENS: [(u32, u32); 3] = [(1920, 1080), (1440, 900), (2560, 1440)];
const CHAIN: &str = r#"button.btn.primary:attr__class="btn primary"attr__id="save"attr_id="save"nth-child="1"nth-of-type="1"text="Save changes";div.nav:attr__class="nav"nth-child="1"nth-of-type="1";body:nth-child="2"nth-of-type="1""#;

/// A source of events, the same ones for the same seed but for their times.
pub(crate) struct Traffic {
    random: Rng,
    devices: Vec<Device>,
    /// How many times over the people stand in the database, see [`crate::flat`].
    copies: u64,
    recent: VecDeque<Event>,
    /// How many events there were, repeated ones aside.
    count: usize,
    /// Whose events they are at the moment.
    at: usize,
    now: i64,
}

impl Traffic {
    /// Visitors as `seed` has them, of whom those who log in are spread over `copies` copies of all users. The first event is
    /// as long ago as `count` events take.
    pub(crate) fn new(seed: u64, copies: u64, count: usize) -> Self {
        let mut traffic = Self {
            random: Rng::with_seed(seed),
            devices: Vec::new(),
            copies,
            recent: VecDeque::new(),
            count: 0,
            at: 0,
            now: time::now() - STEP * count as i64,
        };
        traffic.devices = (0..DEVICES).map(|_| traffic.device()).collect();
        traffic
    }

    /// The next `count` events.
    pub(crate) fn events(&mut self, count: usize) -> Vec<Event> {
        (0..count).map(|_| self.event()).collect()
    }

    /// The next `count` events, none of which is sent twice.
    pub(crate) fn unique_events(&mut self, count: usize) -> Vec<Event> {
        (0..count).map(|_| self.unique_event()).collect()
    }

    fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        Builder::from_unix_timestamp_millis(self.now as u64, &bytes).into_uuid()
    }

    fn device(&mut self) -> Device {
        Device {
            id: self.uuid().to_string(),
            session: self.uuid().to_string(),
            agent: &AGENTS[self.random.usize(..AGENTS.len())],
            screen: SCREENS[self.random.usize(..SCREENS.len())],
            always_person: self.random.bool(),
            user: None,
            company: format!("company-{}", self.random.usize(..COMPANIES)),
        }
    }

    fn user(&mut self) -> String {
        let user = self.random.usize(..USERS);
        match self.random.u64(..=self.copies) {
            0 => format!("user-{user}@example.org"),
            copy => format!("user-{user}@example.org~{copy}"),
        }
    }

    fn event(&mut self) -> Event {
        if !self.recent.is_empty() && self.random.usize(..REPEATED) == 0 {
            let event = self.recent[self.random.usize(..self.recent.len())].clone();
            return Event { is_repeated: true, ..event };
        }
        let event = self.unique_event();
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(event.clone());
        event
    }

    fn unique_event(&mut self) -> Event {
        self.now += STEP;
        if self.count.is_multiple_of(BURST) {
            self.at = self.random.usize(..DEVICES);
            if self.random.usize(..LEAVING) == 0 {
                self.devices[self.at] = self.device();
            }
        }
        self.count += 1;
        self.event_of(self.at)
    }

    fn event_of(&mut self, at: usize) -> Event {
        let uuid = self.uuid();
        let anonymous = self.devices[at].id.clone();
        let (mut extra, mut outer) = (Object::default(), Object::default());
        let mut login = None;
        let name = match (self.random.u32(..100), &self.devices[at].user) {
            (0..8, None) => {
                let user = self.user();
                extra.put("$anon_distinct_id", anonymous.clone());
                let plan = ["free", "pro", "team"][self.random.usize(..3)];
                outer.put("$set", json!({ "email": user, "plan": plan }));
                outer.put("$set_once", initial());
                login = Some((anonymous.clone(), user.clone()));
                self.devices[at].user = Some(user);
                "$identify"
            }
            (0..2, Some(_)) => {
                let company = self.devices[at].company.clone();
                extra.put("$group_type", "company");
                extra.put("$group_set", json!({ "name": company, "seats": self.random.u32(..50) }));
                extra.put("$group_key", company);
                "$groupidentify"
            }
            (2..5, Some(_)) => {
                outer.put("$set", json!({ "project_total": self.random.u32(..100), "seats": self.random.u32(..50) }));
                "$set"
            }
            (5..45, _) => {
                extra.put("title", "Spring catalogue – Projects");
                "$pageview"
            }
            (45..70, _) => {
                extra.put("$event_type", "click");
                extra.put("$ce_version", 1);
                extra.put("$elements_chain", CHAIN);
                extra.put("$el_text", "Save changes");
                "$autocapture"
            }
            (70..80, _) => {
                extra.put("$prev_pageview_pathname", "/pricing");
                extra.put("$prev_pageview_duration", f64::from(self.random.u32(..100_000)) / 1000.0);
                "$pageleave"
            }
            (number, _) => {
                extra.put("name", "Spring catalogue");
                extra.put("amount", number);
                ["project_created", "project_shared", "export finished"][self.random.usize(..3)]
            }
        };
        let mut event = Object::default();
        event.put("uuid", uuid.to_string());
        event.put("event", name);
        event.put_text("properties", &self.properties(at, extra).text());
        event.append(outer);
        event.put("timestamp", time::iso(self.now));
        Event { uuid, text: event.text(), is_repeated: false, login }
    }

    /// What the snippet says with every event, and `extra`.
    fn properties(&mut self, at: usize, extra: Object) -> Object {
        let (window, insert_id) = (self.uuid().to_string(), format!("{:016x}", self.random.u64(..)));
        let path = PATHS[self.random.usize(..PATHS.len())];
        let entry = PATHS[self.random.usize(..PATHS.len())];
        let device = &self.devices[at];
        let (os, browser, version, agent) = *device.agent;
        let (width, height) = device.screen;
        let mut properties = Object::default();
        properties.put("$os", os);
        properties.put("$browser", browser);
        properties.put("$device_type", "Desktop");
        properties.put("$raw_user_agent", agent);
        properties.put("$timezone", "Europe/Berlin");
        properties.put("$browser_language", "en-US");
        properties.put("$browser_language_prefix", "en");
        properties.put("$lib", "web");
        properties.put("$lib_version", "0.1.0");
        properties.put("$sdk_dist_channel", "cdn");
        properties.put("$config_defaults", "unset");
        properties.put("$lib_custom_api_host", "https://collector.example");
        properties.put("$browser_version", version);
        properties.put("$timezone_offset", -60);
        properties.put("$screen_width", width);
        properties.put("$screen_height", height);
        properties.put("$current_url", format!("https://app.example{path}"));
        properties.put("$host", "app.example");
        properties.put("$pathname", path);
        properties.put("$viewport_width", width - 20);
        properties.put("$viewport_height", height - 140);
        properties.put("$initialization_time", time::iso(self.now - 1000));
        properties.put("$configured_session_timeout_ms", 1_800_000);
        properties.put("distinct_id", device.user.as_ref().unwrap_or(&device.id).clone());
        properties.put("$device_id", device.id.clone());
        if let Some(user) = &device.user {
            properties.put("$user_id", user.clone());
            properties.put("$groups", json!({ "company": device.company }));
        }
        properties.put("$referrer", "$direct");
        properties.put("$referring_domain", "$direct");
        properties.append(extra);
        properties.put("$session_entry_referrer", "$direct");
        properties.put("$session_entry_referring_domain", "$direct");
        properties.put("$session_entry_host", "app.example");
        properties.put("$session_entry_pathname", entry);
        properties.put("$session_entry_url", format!("https://app.example{entry}"));
        properties.put("token", TOKEN);
        properties.put("$session_id", device.session.clone());
        properties.put("$window_id", window.clone());
        properties.put("$pageview_id", window);
        properties.put("$insert_id", insert_id);
        properties.put("$time", self.now as f64 / 1000.0);
        properties.put("$is_identified", device.user.is_some());
        properties.put("$process_person_profile", device.user.is_some() || device.always_person);
        properties
    }
}

/// What `$identify` says of a visitor's first page.
fn initial() -> Value {
    let mut set_once = json!({
        "$initial_referrer": "$direct",
        "$initial_referring_domain": "$direct",
        "$initial_current_url": "https://app.example/",
        "$initial_host": "app.example",
        "$initial_pathname": "/",
    });
    for name in ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "gclid", "fbclid", "msclkid"] {
        set_once[format!("$initial_{name}")] = Value::Null;
    }
    set_once
}

/// The requests that carry `events`.
pub(crate) fn bodies(events: &[Event]) -> Vec<Bytes> {
    let body = |batch: &[Event]| {
        let texts: Vec<&str> = batch.iter().map(|event| &*event.text).collect();
        let sent_at = time::iso(time::now());
        format!(r#"{{"api_key":"{TOKEN}","batch":[{}],"sent_at":"{sent_at}"}}"#, texts.join(",")).into()
    };
    events.chunks(BATCH).map(body).collect()
}
