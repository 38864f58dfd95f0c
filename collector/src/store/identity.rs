//! The person of an event: found, made, merged and brought up to date.

use rusqlite::{Connection, Result};
use serde_json::json;

use crate::person::merge::{self, Found, Plan, Wish};
use crate::person::{person_uuid, properties};
use crate::store::persons::{self, Person};
use crate::store::submission::{Record, Warning};

/// The person of an event with a profile, after the event's own changes. Returns the person's uuid.
pub(super) fn resolve(connection: &Connection, project: i64, record: &mut Record) -> Result<String> {
    let mut resolver = Resolver { connection, project, record };
    let (mut person, mut changed) = match merge::wish(&resolver.record.event) {
        Wish::Merge { source, dangerously } => resolver.merge(&source, dangerously)?,
        Wish::Illegal(id) => {
            let detail = json!({ "illegal": id, "distinct_id": resolver.record.event.distinct_id });
            resolver.warn("cannot_merge_with_illegal_distinct_id", detail);
            resolver.find_or_create()?
        }
        Wish::None => resolver.find_or_create()?,
    };
    let event = &resolver.record.event;
    changed |= properties::update(&mut person.properties, &event.name, &event.properties);
    if changed && !persons::save(connection, &person)? {
        resolver.warn("person_properties_too_large", json!({ "person": person.uuid }));
    }
    Ok(person.uuid)
}

struct Resolver<'a> {
    connection: &'a Connection,
    project: i64,
    record: &'a mut Record,
}

impl Resolver<'_> {
    fn warn(&mut self, kind: &'static str, detail: serde_json::Value) {
        self.record.warnings.push(Warning { kind, detail });
    }

    fn find(&self, distinct_id: &str) -> Result<Option<Person>> {
        persons::find(self.connection, self.project, distinct_id)
    }

    fn was_personless(&self, distinct_id: &str) -> Result<bool> {
        persons::was_personless(self.connection, self.project, distinct_id)
    }

    fn find_or_create(&self) -> Result<(Person, bool)> {
        let id = &self.record.event.distinct_id;
        match self.find(id)? {
            Some(person) => Ok((person, false)),
            None => Ok((self.create(id, &[id], false)?, false)),
        }
    }

    /// Makes the person of all `ids`, named after `named_after`.
    fn create(&self, named_after: &str, ids: &[&str], is_identified: bool) -> Result<Person> {
        let event = &self.record.event;
        let mut person = Person {
            id: 0,
            uuid: person_uuid(self.project, named_after).to_string(),
            created_at: self.record.time,
            is_identified,
            properties: properties::initial(&event.name, &event.properties, &event.uuid.to_string()),
        };
        persons::create(self.connection, self.project, &mut person)?;
        for id in ids {
            persons::attach(self.connection, self.project, id, person.id)?;
        }
        Ok(person)
    }

    /// Carries out a merge. Says whether the person has to be saved.
    fn merge(&mut self, source_id: &str, dangerously: bool) -> Result<(Person, bool)> {
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
                persons::absorb(self.connection, source.id, target.id)?;
                target.properties = merge::properties(source.properties, target.properties);
                target.created_at = target.created_at.min(source.created_at);
                target.is_identified = true;
                return Ok((target, true));
            }
            (Plan::Refuse, Some(target), _) => {
                self.warn("cannot_merge_already_identified", json!({ "source": source_id, "target": target_id }));
                target
            }
            (Plan::Mark, Some(target), _) => target,
            (plan, ..) => {
                let from_source = plan == Plan::Create { uuid_from_source: true };
                let named_after = if from_source { source_id } else { &target_id };
                return Ok((self.create(named_after, &[&target_id, source_id], true)?, false));
            }
        };
        let changed = !person.is_identified;
        person.is_identified = true;
        Ok((person, changed))
    }
}
