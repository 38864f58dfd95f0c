//! One JSON object under one key, mirrored in memory (posthog-state §2).
//!
//! Tabs share the key. A save therefore carries this tab's changes over to what is stored by then, key by key, and never
//! overwrites the object as a whole.

mod backend;

pub use backend::Backend;
use backend::Stored;

use std::mem;

use crate::json::{self, Object};
use crate::platform::Platform;

/// A stored object and the changes that are not stored yet.
#[derive(Debug)]
pub struct Store {
    backend: Backend,
    entries: Object,
    stored: Stored,
    /// The names of the entries that are not stored as they are, each with a value that does not matter.
    changed: Object,
    enabled: bool,
    is_moving: bool,
    was_stored: bool,
    revision: u32,
    /// The revision that could not be stored; it is not tried again before something changes.
    failed: Option<u32>,
    /// The age in seconds of the cookie that the next save writes, where it is not the usual one.
    age: Option<u64>,
}

impl Store {
    /// Reads the object. Text that is no JSON object counts as nothing. With `enabled` false the object lives in memory
    /// only, and what an earlier page stored is neither read nor kept.
    pub fn open<P: Platform>(platform: &P, backend: Backend, enabled: bool) -> Self {
        let mut store = Self {
            backend,
            entries: Object::default(),
            stored: Stored::default(),
            changed: Object::default(),
            enabled,
            is_moving: false,
            was_stored: enabled,
            revision: 0,
            failed: None,
            age: None,
        };
        if enabled {
            if let Some(entries) = store.backend.read(platform, &mut store.stored, true) {
                store.entries = entries;
                store.note_all();
            }
        } else {
            store.backend.remove(platform);
        }
        store
    }

    /// Rises with every change, so that what was derived from the entries can be kept until then.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Whether the entries are stored at all.
    pub fn is_enabled(&self) -> bool {
        self.enabled && self.backend.is_somewhere()
    }

    /// Where the entries are stored.
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    /// The entries, stored and not yet stored.
    pub fn entries(&self) -> &Object {
        &self.entries
    }

    /// The text of an entry's value.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entries.get(key)
    }

    /// An entry's value, where it is a string.
    pub fn get_string(&self, key: &str) -> Option<String> {
        self.entries.get_string(key)
    }

    /// Writes an entry; `value` must be JSON text.
    pub fn set(&mut self, key: &str, value: impl AsRef<str>) {
        if self.entries.put(key, value.as_ref()) {
            self.note(key);
        }
    }

    /// Writes every member of `properties` as an entry.
    pub fn set_all(&mut self, properties: &Object) {
        for (key, value) in properties.members() {
            self.set(key, value);
        }
    }

    /// Writes the members that have no entry yet, or one whose value is `default` (JSON text).
    pub fn set_missing(&mut self, properties: &Object, default: &str) {
        for (key, value) in properties.members() {
            if self.get(key).is_none_or(|current| current == default) {
                self.set(key, value);
            }
        }
    }

    /// Writes an entry whose value is a string.
    pub fn set_string(&mut self, key: &str, value: &str) {
        self.set(key, json::string(value));
    }

    /// Deletes an entry.
    pub fn remove(&mut self, key: &str) {
        if self.entries.delete(key) {
            self.note(key);
        }
    }

    /// Deletes the entries whose key does not pass `test`.
    pub fn retain(&mut self, test: impl Fn(&str) -> bool) {
        for (key, value) in mem::take(&mut self.entries).members() {
            if test(key) {
                self.entries.put(key, value);
            } else {
                self.note(key);
            }
        }
    }

    /// Deletes every entry.
    pub fn clear(&mut self) {
        self.note_all();
        self.entries = Object::default();
    }

    /// Has the next save write a cookie of that age in seconds.
    pub fn expire_after(&mut self, age: u64) {
        self.age = Some(age);
    }

    fn note(&mut self, key: &str) {
        self.revision += 1;
        self.changed.put(key, "null");
    }

    fn note_all(&mut self) {
        self.revision += 1;
        self.changed.put_all(&self.entries);
    }

    /// Takes over what other tabs stored; this tab's unsaved changes stay on top. Says whether there was anything.
    pub fn reload<P: Platform>(&mut self, platform: &P) -> bool {
        if !self.enabled {
            return false;
        }
        let Some(mut fresh) = self.backend.read(platform, &mut self.stored, false) else { return false };
        for (key, _) in self.changed.members() {
            match self.entries.get(key) {
                Some(value) => fresh.put(key, value),
                None => fresh.delete(key),
            };
        }
        self.entries = fresh;
        self.revision += 1;
        true
    }

    /// Where the cookie told of another visitor than the storage: what it told. Asked once.
    pub fn take_overruling(&mut self) -> Option<Object> {
        let is_overruled = mem::take(&mut self.stored.is_overruled);
        is_overruled.then(|| self.backend.cookie_entries(&self.stored))
    }

    /// Whether there are changes to be stored.
    pub fn has_changes(&self) -> bool {
        self.enabled && !self.changed.is_empty()
    }

    /// Stores the changes, if there are any, over what other tabs have stored by now.
    pub fn save<P: Platform>(&mut self, platform: &P) {
        if self.has_changes() {
            self.reload(platform);
        }
        self.write(platform);
    }

    /// Stores the changes, if there are any, over what was reloaded just now. Says whether the cookie is too long to be
    /// safe.
    pub fn write<P: Platform>(&mut self, platform: &P) -> bool {
        if !self.enabled || self.changed.is_empty() && self.age.is_none() || self.failed == Some(self.revision) {
            return false;
        }
        let age = self.age.take();
        let Some(long) = self.backend.write(platform, &mut self.stored, &self.entries, age) else {
            self.failed = Some(self.revision);
            return false;
        };
        self.failed = None;
        self.changed = Object::default();
        long
    }

    /// Switches storing on or off (and deletes what is stored). Where another tab has stored a visitor by then, that one is
    /// taken as a whole; unless these entries were stored elsewhere until now. Entries that were never stored, and of which
    /// `is_ours` says that they tell nothing of a visitor, are added to it.
    pub fn enable<P: Platform>(&mut self, platform: &P, enabled: bool, is_ours: fn(&str) -> bool) {
        if self.enabled == enabled {
            return;
        }
        self.enabled = enabled;
        self.stored = Stored::default();
        if !enabled {
            return self.backend.remove(platform);
        }
        match self.backend.read(platform, &mut self.stored, true) {
            Some(mut stored) if !self.is_moving => {
                for (key, value) in self.entries.members() {
                    if !self.was_stored && is_ours(key) && !stored.contains(key) {
                        stored.put(key, value);
                    }
                }
                self.entries = stored;
            }
            _ => {}
        }
        (self.is_moving, self.was_stored) = (false, true);
        self.note_all();
        self.write(platform);
    }

    /// Deletes the entries where they are stored; they are to be stored elsewhere as soon as storing is switched on again.
    pub fn leave<P: Platform>(&mut self, platform: &P, backend: Backend) {
        self.is_moving |= self.is_enabled();
        self.enable(platform, false, |_| true);
        self.backend = backend;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Area;
    use crate::testing::World;

    fn open(world: &World) -> Store {
        Store::open(world, Backend::area(Area::Local, "k".into()), true)
    }

    #[test]
    fn two_tabs_keep_each_others_changes() {
        let world = World::default();
        let (mut one, mut two) = (open(&world), open(&world));
        one.set("a", "1");
        one.save(&world);
        two.set("b", "2");
        two.save(&world);
        one.remove("a");
        one.save(&world);
        assert_eq!(world.stored("k").unwrap(), r#"{"b":2}"#);
        assert_eq!(one.get("b"), Some("2"));
    }

    #[test]
    fn a_save_without_a_change_writes_nothing() {
        let world = World::default();
        let mut store = open(&world);
        store.set("a", "1");
        store.save(&world);
        store.set("a", "1");
        store.save(&world);
        assert_eq!(world.writes(), 1);
    }

    #[test]
    fn damaged_text_counts_as_nothing_and_is_replaced() {
        let world = World::default();
        world.write(Area::Local, "k", "{\"a\":oops");
        let mut store = open(&world);
        assert!(store.entries().is_empty());
        store.set("b", "2");
        store.save(&world);
        assert_eq!(world.stored("k").unwrap(), r#"{"b":2}"#);
    }

    #[test]
    fn a_full_store_leaves_the_entries_in_memory() {
        let world = World::default();
        world.fill_storage(true);
        let mut store = open(&world);
        store.set("a", "1");
        store.save(&world);
        assert_eq!((store.get("a"), world.stored("k")), (Some("1"), None));
    }

    #[test]
    fn a_change_that_could_not_be_stored_outlives_another_tabs_save() {
        let world = World::default();
        let (mut one, mut two) = (open(&world), open(&world));
        world.fill_storage(true);
        one.set("id", "\"user\"");
        one.save(&world);
        world.fill_storage(false);
        two.set("b", "2");
        two.save(&world);
        one.set("c", "3");
        one.save(&world);
        assert_eq!((one.get("id"), one.get("b"), one.get("c")), (Some("\"user\""), Some("2"), Some("3")));
        assert_eq!(world.stored("k").unwrap(), r#"{"b":2,"id":"user","c":3}"#);
    }

    #[test]
    fn what_the_visitor_cleared_is_written_again_with_the_next_change() {
        let world = World::default();
        let mut store = open(&world);
        store.set("a", "1");
        store.save(&world);
        world.remove(Area::Local, "k");
        store.set("b", "2");
        store.save(&world);
        assert_eq!(world.stored("k").unwrap(), r#"{"a":1,"b":2}"#);
    }

    #[test]
    fn disabled_stores_nothing_and_enabling_stores_all() {
        let world = World::default();
        world.write(Area::Local, "k", "{\"old\":1}");
        let mut store = Store::open(&world, Backend::area(Area::Local, "k".into()), false);
        store.set("a", "1");
        store.save(&world);
        assert_eq!(world.stored("k"), None);
        store.enable(&world, true, |_| true);
        assert_eq!(world.stored("k").unwrap(), r#"{"a":1}"#);
        store.enable(&world, false, |_| true);
        assert_eq!(world.stored("k"), None);
    }
}
