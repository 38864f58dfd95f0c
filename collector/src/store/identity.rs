//! The person of an event: found, made, merged and brought up to date.

use rusqlite::{Connection, Result};
use serde_json::json;

use crate::person::merge::{self, Found, Plan, Wish};
use crate::person::{person_uuid, properties};
use crate::store::memberships;
use crate::store::persons::{self, Person};
use crate::store::submission::{Record, Warning};
use crate::text::Object;

/// The person of an event with a profile, after the event's own changes.
pub(super) fn resolve(
    connection: &Connection,
    project: i64,
    record: &Record,
    warnings: &mut Vec<Warning>,
) -> Result<Person> {
    let mut resolver = Resolver { connection, project, record, warnings };
    match merge::wish(&resolver.record.event) {
        Wish::Merge { source, dangerously } => resolver.merge(&source, dangerously),
        Wish::Illegal(id) => {
            let detail = json!({ "illegal": id, "distinct_id": resolver.record.event.distinct_id });
            resolver.warn("cannot_merge_with_illegal_distinct_id", detail);
            resolver.find_or_create()
        }
        Wish::None => resolver.find_or_create(),
    }
}

struct Resolver<'a> {
    connection: &'a Connection,
    project: i64,
    record: &'a Record,
    warnings: &'a mut Vec<Warning>,
}

impl Resolver<'_> {
    fn warn(&mut self, kind: &'static str, detail: serde_json::Value) {
        self.warnings.push(Warning { kind, detail });
    }

    fn find(&self, distinct_id: &str) -> Result<Option<Person>> {
        persons::find(self.connection, self.project, distinct_id)
    }

    fn was_personless(&self, distinct_id: &str) -> Result<bool> {
        persons::was_personless(self.connection, self.project, distinct_id)
    }

    fn find_or_create(&mut self) -> Result<Person> {
        let id = &self.record.event.distinct_id;
        match self.find(id)? {
            Some(person) => {
                self.update(&person)?;
                Ok(person)
            }
            None => self.create(id, &[id], false),
        }
    }

    /// Follows what the event says about the properties of a person that was there before it.
    fn update(&mut self, person: &Person) -> Result<()> {
        let event = &self.record.event;
        if !properties::mentions_any(&event.name, &event.properties) {
            return Ok(());
        }
        let mut known = persons::properties(self.connection, person.id)?;
        if properties::update(&mut known, &event.name, &event.properties) {
            self.save_properties(person, &known)?;
        }
        Ok(())
    }

    /// Writes a person's properties, or warns that they are too large. Says which.
    fn save_properties(&mut self, person: &Person, properties: &Object) -> Result<bool> {
        let fits = persons::save_properties(self.connection, person.id, properties)?;
        if !fits {
            self.warn("person_properties_too_large", json!({ "person": person.uuid }));
        }
        Ok(fits)
    }

    /// Makes the person of all `ids`, named after `named_after`.
    fn create(&mut self, named_after: &str, ids: &[&str], is_identified: bool) -> Result<Person> {
        let uuid = person_uuid(self.project, named_after).to_string();
        let mut person = Person { id: 0, uuid, created_at: self.record.time, is_identified };
        persons::create(self.connection, self.project, &mut person)?;
        for id in ids {
            persons::attach(self.connection, self.project, id, person.id)?;
        }
        let event = &self.record.event;
        let creator = event.uuid.to_string();
        let initial = properties::initial(&event.name, &event.properties, &creator);
        if !self.save_properties(&person, &initial)? {
            self.save_properties(&person, &properties::initial("", &Object::new(), &creator))?;
        }
        Ok(person)
    }

    /// Carries out a merge, and what else the event says about the person.
    fn merge(&mut self, source_id: &str, dangerously: bool) -> Result<Person> {
        let target_id = self.record.event.distinct_id.clone();
        let (target, source) = (self.find(&target_id)?, self.find(source_id)?);
        let found = match (&target, &source) {
            (None, None) => Found::Neither {
                only_source_personless: self.was_personless(source_id)? && !self.was_personless(&target_id)?,
            },
            (Some(_), None) => Found::Target,
            (None, Some(_)) => Found::Source,
            (Some(target), Some(source)) if target.id == source.id => Found::Same,
            (Some(_), Some(source)) => Found::Both { source_identified: source.is_identified },
        };
        let attach = |id: &str, person: &Person| persons::attach(self.connection, self.project, id, person.id);
        let mut person = match (merge::plan(found, dangerously), target, source) {
            (Plan::AttachSource, Some(target), _) => {
                attach(source_id, &target)?;
                target
            }
            (Plan::AttachTarget, _, Some(source)) => {
                attach(&target_id, &source)?;
                source
            }
            (Plan::Merge, Some(mut target), Some(source)) => {
                let absorbed = persons::properties(self.connection, source.id)?;
                if !memberships::absorb(self.connection, source.id, target.id)? {
                    self.warn("person_groups_not_remembered", json!({ "source": source_id, "target": target_id }));
                }
                persons::absorb(self.connection, source.id, target.id)?;
                target.created_at = target.created_at.min(source.created_at);
                target.is_identified = true;
                persons::save(self.connection, &target)?;
                let own = persons::properties(self.connection, target.id)?;
                // Should both be too much for one person, the target keeps its own.
                self.save_properties(&target, &merge::properties(absorbed, own))?;
                self.update(&target)?;
                return Ok(target);
            }
            (Plan::Refuse, Some(target), _) => {
                self.warn("cannot_merge_already_identified", json!({ "source": source_id, "target": target_id }));
                target
            }
            (Plan::Mark, Some(target), _) => target,
            (plan, ..) => {
                let from_source = plan == Plan::Create { uuid_from_source: true };
                let named_after = if from_source { source_id } else { &target_id };
                return self.create(named_after, &[&target_id, source_id], true);
            }
        };
        if !person.is_identified {
            person.is_identified = true;
            persons::save(self.connection, &person)?;
        }
        self.update(&person)?;
        Ok(person)
    }
}
