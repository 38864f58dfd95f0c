//! A world that tests play by script: a clock that stands still until it is moved, stores that can be full, a network that
//! answers when it is told to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::json::Object;
use crate::outbox::Handed;
use crate::platform::{Area, Environment, Place, Platform, Request, Shelf};
use crate::wire::Batch;

/// A request with its body.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) id: u32,
    pub(crate) attempt: u32,
    pub(crate) body: String,
}

/// Clones are the same world.
#[derive(Debug, Clone, Default)]
pub(crate) struct World(Rc<State>);

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) now: Cell<u64>,
    pub(crate) location: RefCell<String>,
    /// What [`Platform::place`] told last.
    told_location: RefCell<String>,
    pub(crate) environment: RefCell<Environment>,
    pub(crate) visible: Cell<bool>,
    /// How the browser takes what a page that goes hands over.
    pub(crate) handed: Cell<Handed>,
    pub(crate) online: Cell<bool>,
    /// The events that are kept.
    texts: RefCell<BTreeMap<u32, String>>,
    /// The durable copies, and what else was asked of them.
    pub(crate) kept: RefCell<BTreeMap<u32, String>>,
    pub(crate) shelf: RefCell<Vec<Shelf>>,
    /// The properties that tell how far the page was scrolled.
    pub(crate) scrolled: RefCell<String>,
    pub(crate) sent: RefCell<Vec<Sent>>,
    pub(crate) beacons: RefCell<Vec<String>>,
    pub(crate) wake_at: Cell<Option<u64>>,
    pub(crate) messages: RefCell<Vec<String>>,
    /// The name that no site can set cookies for.
    pub(crate) public_suffix: RefCell<String>,
    /// What the page puts before a new visitor's id.
    pub(crate) device_prefix: RefCell<String>,
    /// Of the origin: its tabs share it.
    local: Rc<RefCell<BTreeMap<String, String>>>,
    /// Of the site: its subdomains share them. Value and attributes.
    cookies: Rc<RefCell<BTreeMap<String, (String, String)>>>,
    tab: RefCell<BTreeMap<String, String>>,
    full: Cell<bool>,
    writes: Cell<usize>,
    random: Cell<u64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            now: Cell::new(1_700_000_000_000),
            location: RefCell::new("https://app.example/start?utm_source=news".into()),
            told_location: RefCell::default(),
            environment: RefCell::new(Environment {
                properties: object(r#"{"$browser":"Chrome","$timezone":"Europe/Berlin","$lib":"web"}"#),
                notes_first_page: true,
                referral: object(r#"{"$referrer":"$direct","$referring_domain":"$direct"}"#),
                ..Environment::default()
            }),
            visible: Cell::new(true),
            handed: Cell::new(Handed::Gone),
            online: Cell::new(true),
            texts: RefCell::default(),
            kept: RefCell::default(),
            shelf: RefCell::default(),
            scrolled: RefCell::new("{}".into()),
            sent: RefCell::default(),
            beacons: RefCell::default(),
            wake_at: Cell::default(),
            messages: RefCell::default(),
            public_suffix: RefCell::new("example".into()),
            device_prefix: RefCell::default(),
            local: Rc::default(),
            cookies: Rc::default(),
            tab: RefCell::default(),
            full: Cell::default(),
            writes: Cell::default(),
            random: Cell::new(1),
        }
    }
}

impl std::ops::Deref for World {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

fn object(text: &str) -> Object {
    Object::parse(text).unwrap()
}

impl World {
    pub(crate) fn pass(&self, milliseconds: u64) {
        self.now.set(self.now.get() + milliseconds);
    }

    pub(crate) fn stored(&self, key: &str) -> Option<String> {
        self.read(Area::Local, key)
    }

    pub(crate) fn stored_keys(&self) -> Vec<String> {
        self.local.borrow().keys().chain(self.tab.borrow().keys()).cloned().collect()
    }

    pub(crate) fn writes(&self) -> usize {
        self.writes.get()
    }

    pub(crate) fn fill_storage(&self, full: bool) {
        self.full.set(full);
    }

    /// What follows a cookie's value in the text that set it.
    pub(crate) fn cookie_attributes(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).map(|(_, attributes)| attributes.clone())
    }

    /// A page of another subdomain: no storage, the same cookies.
    pub(crate) fn subdomain(&self) -> Self {
        Self(Rc::new(State {
            now: Cell::new(self.now.get()),
            location: RefCell::new("https://shop.app.example/".into()),
            cookies: Rc::clone(&self.cookies),
            random: Cell::new(self.random.get() ^ 0x5555),
            ..State::default()
        }))
    }

    /// Another tab: the same storage and cookies, a sessionStorage of its own.
    pub(crate) fn another_tab(&self) -> Self {
        Self(Rc::new(State {
            now: Cell::new(self.now.get()),
            local: Rc::clone(&self.local),
            cookies: Rc::clone(&self.cookies),
            random: Cell::new(self.random.get() ^ 0xaaaa),
            ..State::default()
        }))
    }

    fn body(&self, request: &Request) -> String {
        let texts = self.texts.borrow();
        let batch = request.events.iter().map(|id| serde_json::from_str(&texts[id]).unwrap()).collect();
        let offered = request.offered.as_str();
        let offered = if offered.is_empty() { Vec::new() } else { serde_json::from_str(offered).unwrap() };
        let sent_at = self.iso(self.now.get());
        serde_json::to_string(&Batch::<serde_json::Value> { api_key: "t".into(), batch, offered, sent_at }).unwrap()
    }

    fn area(&self, area: Area) -> &RefCell<BTreeMap<String, String>> {
        match area {
            Area::Local => &self.local,
            Area::Tab => &self.tab,
        }
    }
}

impl Platform for World {
    fn now(&self) -> u64 {
        self.now.get()
    }

    fn elapsed(&self) -> u64 {
        self.now.get() - 1_600_000_000_000
    }

    fn iso(&self, milliseconds: u64) -> String {
        let time = jiff::Timestamp::from_millisecond(milliseconds as i64).unwrap();
        format!("{time:.3}")
    }

    fn random(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let next =
                self.random.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.random.set(next);
            *byte = (next >> 56) as u8;
        }
    }

    fn read(&self, area: Area, key: &str) -> Option<String> {
        self.area(area).borrow().get(key).cloned()
    }

    fn write(&self, area: Area, key: &str, value: &str) -> bool {
        if self.full.get() {
            return false;
        }
        self.writes.set(self.writes.get() + 1);
        self.area(area).borrow_mut().insert(key.to_string(), value.to_string());
        true
    }

    fn remove(&self, area: Area, key: &str) {
        self.area(area).borrow_mut().remove(key);
    }

    fn cookies(&self) -> String {
        let cookies = self.cookies.borrow();
        let pairs: Vec<String> = cookies.iter().map(|(name, (value, _))| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn set_cookie(&self, cookie: &str) {
        let (name, rest) = cookie.split_once('=').unwrap();
        let at = rest.find(';').unwrap_or(rest.len());
        let (value, attributes) = rest.split_at(at);
        let domain = attributes.split("domain=.").nth(1).unwrap_or("none");
        let suffix = self.public_suffix.borrow();
        if suffix.ends_with(domain) && !domain.is_empty() {
            return;
        }
        if attributes.contains("max-age=0") {
            self.cookies.borrow_mut().remove(name);
        } else {
            self.cookies.borrow_mut().insert(name.into(), (value.into(), attributes.into()));
        }
    }

    fn device_id(&self, id: String) -> String {
        format!("{}{id}", self.device_prefix.borrow())
    }

    fn send(&self, request: Request) {
        let body = self.body(&request);
        self.sent.borrow_mut().push(Sent { id: request.id, attempt: request.attempt, body });
    }

    fn allowance(&self) -> usize {
        usize::MAX
    }

    fn hand_over(&self, request: Request) -> Handed {
        let handed = self.handed.get();
        if handed != Handed::Refused {
            self.beacons.borrow_mut().push(self.body(&request));
        }
        handed
    }

    fn keep(&self, id: u32, event: &str, is_durable: bool) {
        self.texts.borrow_mut().insert(id, event.to_string());
        if is_durable {
            self.kept.borrow_mut().insert(id, event.to_string());
        }
    }

    fn discard(&self, ids: &[u32]) {
        self.texts.borrow_mut().retain(|id, _| !ids.contains(id));
        self.kept.borrow_mut().retain(|id, _| !ids.contains(id));
    }

    fn shelf(&self, command: Shelf) {
        self.shelf.borrow_mut().push(command);
        match command {
            Shelf::Open => self.kept.borrow_mut().extend(self.texts.borrow().clone()),
            Shelf::Spill => {}
            Shelf::Leave => self.texts.borrow_mut().clear(),
            Shelf::Wipe => self.kept.borrow_mut().clear(),
        }
    }

    fn is_online(&self) -> bool {
        self.online.get()
    }

    fn wake_after(&self, milliseconds: u32) {
        self.wake_at.set(Some(self.now.get() + u64::from(milliseconds)));
    }

    fn environment(&self) -> Environment {
        self.told_location.take();
        self.environment.borrow().clone()
    }

    fn place(&self) -> Option<Place> {
        let location = self.location.borrow();
        if *self.told_location.borrow() == *location {
            return None;
        }
        self.told_location.replace(location.clone());
        let (page, query) = location.split_once('?').unwrap_or((&location, ""));
        let pathname = page.splitn(4, '/').nth(3).unwrap_or_default();
        let source = query.strip_prefix("utm_source=").map(|source| format!(r#""utm_source":"{source}""#));
        let source = source.unwrap_or_default();
        let comma = if source.is_empty() { "" } else { "," };
        Some(Place {
            properties: object(&format!(r#"{{"$current_url":"{location}","$pathname":"/{pathname}"}}"#)),
            campaign: object(&format!("{{{source}}}")),
            info: format!(r#"{{"$current_url":"{location}","$referrer":"$direct"{comma}{source}}}"#),
        })
    }

    fn touch(&self, info: &str, prefix: &str, _is_whole: bool) -> String {
        let mut touched = Object::default();
        for (name, value) in object(info).members() {
            let name = if prefix.is_empty() { name } else { name.trim_start_matches('$') };
            touched.set(format!("{prefix}{name}"), value.clone());
        }
        touched.text()
    }

    fn location(&self) -> String {
        self.location.borrow().clone()
    }

    fn title(&self) -> String {
        "Start".into()
    }

    fn scrolled(&self, _begins: bool) -> String {
        self.scrolled.borrow().clone()
    }

    fn is_visible(&self) -> bool {
        self.visible.get()
    }

    fn log(&self, message: &str) {
        self.messages.borrow_mut().push(message.to_string());
    }
}
