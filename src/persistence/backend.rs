//! Where a stored object lies: in an area of the page's storage, in a cookie, in both, or nowhere (posthog-state §2.1).

use crate::config::{Config, Persistence};
use crate::cookie::Jar;
use crate::json::Object;
use crate::platform::{Area, Platform};
use crate::text::{self, is_in};

/// The entries that a cookie carries beside localStorage: what tells the visitor on the site's other subdomains.
const MIRRORED: &str = "$device_id,distinct_id,$sesid,$session_is_sampled,$epp,$initial_person_info,$user_state";
/// A longer value of these is left out of the cookie: it goes with every request to the site.
const MAX_MIRRORED: usize = 400;
/// Values that tell nothing, and what `$user_state` can tell.
const NOTHING: &str = "null,\"\"";
const STATES: &str = "\"anonymous\",\"identified\"";
/// A probe's key, and what posthog-js writes there.
const PROBE: (&str, &str) = ("__mplssupport__", "\"xyz\"");

/// A place for one object.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Backend {
    key: String,
    area: Option<Area>,
    cookie: Option<CookieCopy>,
}

/// A cookie that holds the object, or its most important entries.
#[derive(Debug, Clone, PartialEq)]
struct CookieCopy {
    jar: Jar,
    further: Vec<String>,
    wins: bool,
}

/// What lies there, as read or written last; empty where there is nothing.
#[derive(Debug, Default, PartialEq)]
pub struct Stored {
    area: String,
    cookie: String,
    /// The cookie is right, and told of another visitor than the storage did.
    pub(super) is_overruled: bool,
}

impl Backend {
    /// An area of the page's storage.
    pub fn area(area: Area, key: String) -> Self {
        Self { key, area: Some(area), cookie: None }
    }

    /// The place that the options ask for, or where the page cannot use that, the next best. To find out, something is
    /// stored for a moment, unless nothing may be: then the place serves for deleting only.
    pub fn choose<P: Platform>(platform: &P, config: &Config, may_store: bool) -> Self {
        let is_usable = |area| !may_store || works(platform, area);
        let (mut area, mut with_cookie) = match config.persistence {
            Persistence::Memory => (None, false),
            Persistence::SessionStorage => (Some(Area::Tab), false),
            Persistence::Cookie => (None, true),
            Persistence::LocalStorage => (Some(Area::Local), false),
            Persistence::LocalStorageAndCookie => (Some(Area::Local), true),
        };
        if area == Some(Area::Tab) && !is_usable(Area::Tab) {
            (area, with_cookie) = (Some(Area::Local), true);
        }
        if area == Some(Area::Local) && !is_usable(Area::Local) {
            (area, with_cookie) = (None, true);
        }
        let cookie = with_cookie.then(|| CookieCopy {
            jar: if may_store { Jar::open(platform, &config.cookie) } else { Jar::default() },
            further: config.cookie.properties.clone(),
            wins: config.cookie.wins,
        });
        Self { key: config.storage_key(), area, cookie }
    }

    /// Whether there is a place at all.
    pub fn is_somewhere(&self) -> bool {
        self.area.is_some() || self.cookie.is_some()
    }

    /// The object's name there.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether other pages may change it without this page being told.
    pub fn changes_silently(&self) -> bool {
        self.cookie.as_ref().is_some_and(|cookie| self.area.is_none() || cookie.wins)
    }

    fn cookie_wins(&self) -> bool {
        self.area.is_some() && self.cookie.as_ref().is_some_and(|cookie| cookie.wins)
    }

    /// Reads the object; `None` where nothing has changed since `last`, or nothing is there. `first` reads the cookie too,
    /// even where the storage is right.
    pub fn read<P: Platform>(&self, platform: &P, last: &mut Stored, first: bool) -> Option<Object> {
        let read_cookie = first || self.changes_silently();
        let area = self.area.and_then(|area| platform.read(area, &self.key)).unwrap_or_default();
        let cookie = match &self.cookie {
            Some(_) if read_cookie => Jar::read(platform, &self.key).unwrap_or_default(),
            _ => last.cookie.clone(),
        };
        if area == last.area && cookie == last.cookie {
            return None;
        }
        (last.area, last.cookie) = (area, cookie);
        let cookie = if read_cookie { Object::parse(&last.cookie) } else { None };
        let Some(mut merged) = Object::parse(&last.area) else { return cookie };
        let cookie_wins = self.cookie_wins();
        for (key, value) in cookie.unwrap_or_default().members() {
            let is_known = merged.contains(key);
            let wins = cookie_wins && !is_in(NOTHING, value) && (key != "$user_state" || is_in(STATES, value));
            if (wins || !is_known) && merged.put(key, value) {
                last.is_overruled |= is_known && is_in("distinct_id,$user_state", key);
            }
        }
        Some(merged)
    }

    /// What the cookie told when it was read or written last.
    pub fn cookie_entries(&self, stored: &Stored) -> Object {
        Object::read(&stored.cookie)
    }

    /// Writes the object, where it differs from what is there; `age` is that of its cookie in seconds. `None` where the storage
    /// is full; otherwise whether the cookie is too long to be safe.
    pub fn write<P: Platform>(
        &self,
        platform: &P,
        last: &mut Stored,
        entries: &Object,
        age: Option<u64>,
    ) -> Option<bool> {
        let mut long = false;
        if let Some(cookie) = &self.cookie {
            let text = if self.area.is_none() { entries.text() } else { cookie.pick(entries) };
            if text != "{}" && (last.cookie != text || age.is_some()) {
                long = cookie.jar.write(platform, &self.key, &text, age);
                last.cookie = text;
            }
        }
        if let Some(area) = self.area {
            let text = entries.text();
            if last.area != text {
                if !platform.write(area, &self.key, &text) {
                    return None;
                }
                last.area = text;
            }
        }
        Some(long)
    }

    /// Deletes the object.
    pub fn remove<P: Platform>(&self, platform: &P) {
        if let Some(area) = self.area {
            platform.remove(area, &self.key);
        }
        if self.cookie.is_some() {
            Jar::remove(platform, &self.key);
        }
    }
}

impl CookieCopy {
    /// The entries for the cookie, as text.
    fn pick(&self, entries: &Object) -> String {
        let mut picked = Object::default();
        let mut pick = |key: &str, most: usize| match entries.get(key) {
            Some(value) if value.len() <= most && !is_in(NOTHING, value) => _ = picked.put(key, value),
            _ => {}
        };
        for key in text::split(MIRRORED, b',') {
            pick(key, MAX_MIRRORED);
        }
        for key in &self.further {
            pick(key, usize::MAX);
        }
        picked.text()
    }
}

/// Whether the page can use an area: some have one that takes nothing.
fn works<P: Platform>(platform: &P, area: Area) -> bool {
    let (key, value) = PROBE;
    let works = platform.write(area, key, value) && platform.read(area, key).as_deref() == Some(value);
    platform.remove(area, key);
    works
}
