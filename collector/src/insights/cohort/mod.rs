//! Who is in a cohort: read from its filters, with what they need of the facts.

mod lookup;
mod members;

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

pub use self::members::Members;
use crate::facts::Facts;
use crate::facts::columns::Key;
use crate::flags::behaviour::{Behaviour, Past};
use crate::flags::cohort::{Cohort, Group, Member};
use crate::flags::fault::Fault;
use crate::flags::filter::Filter;
use crate::flags::property::PropertyFilter;
use crate::insights::job::{Job, Stop};
use crate::insights::properties::Properties;
use crate::insights::selection::{Actors, Needs, Source, type_index};
use crate::insights::step::Reading;
use crate::time;

/// A cohort and those inside of it, ready to be looked up.
#[derive(Debug)]
pub struct Planned {
    id: i64,
    parts: BTreeMap<i64, Part>,
    /// Whose deeds count: those of persons, or those done for groups.
    actors: Actors,
}

#[derive(Debug)]
enum Part {
    List,
    Filters(Joined),
}

/// Conditions of which one is enough, or all are needed.
#[derive(Debug)]
struct Joined {
    any: bool,
    conditions: Vec<Condition>,
}

/// A condition, turned round where `negated`.
#[derive(Debug)]
struct Condition {
    asked: Asked,
    negated: bool,
}

#[derive(Debug)]
enum Asked {
    Joined(Joined),
    Cohort(i64),
    Person(PropertyFilter),
    /// A property of the groups of a type; of one that the project does not have there are none.
    Group(Option<usize>, PropertyFilter),
    /// An event, with the places of the properties that its filters ask for.
    Did(Source, Vec<usize>, Behaviour),
}

/// Reads the cohort of an id, which `field` names, and what it needs.
pub fn plan(connection: &Connection, project: i64, field: &str, id: i64, actors: Actors) -> Result<Planned, Stop> {
    let mut parts = BTreeMap::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        if parts.contains_key(&id) {
            continue;
        }
        let sql = "SELECT filters FROM store.cohorts WHERE project_id = ?1 AND id = ?2";
        let mut statement = connection.prepare_cached(sql)?;
        let filters: Option<Option<String>> = statement.query_row([project, id], |row| row.get(0)).optional()?;
        let filters = filters.ok_or_else(|| Fault::new(field, format!("there is no cohort of the id {id}")))?;
        let filters: Option<Value> = filters.and_then(|filters| serde_json::from_str(&filters).ok());
        let part = match Cohort::new(filters.as_ref())? {
            Cohort::List => Part::List,
            Cohort::Properties(group) => {
                let mut reader = Reader { connection, project, actors, inside: &mut waiting };
                Part::Filters(reader.group(group)?)
            }
        };
        parts.insert(id, part);
    }
    Ok(Planned { id, parts, actors })
}

/// How many persons are in the cohort of an id.
pub fn count(facts: &Facts, project: i64, id: i64, job: &Job) -> Result<u64, Stop> {
    let plan = |connection: &Connection| {
        let planned = plan(connection, project, "id", id, Actors::Persons)?;
        let columns = planned.columns();
        Ok((planned, columns))
    };
    facts.ask(project, job, plan, |view, planned| {
        let properties = Properties::new(view, job);
        let members = planned.members(&Reading { view, properties: &properties, job, now: time::now() })?;
        Ok(view.people.all().filter(|person| members.holds(Some(*person), None)).count() as u64)
    })
}

/// Turns what a cohort asks for into what is looked up.
struct Reader<'a> {
    connection: &'a Connection,
    project: i64,
    actors: Actors,
    /// Cohorts that are asked for.
    inside: &'a mut Vec<i64>,
}

impl Reader<'_> {
    fn group(&mut self, group: Group) -> Result<Joined, Stop> {
        let any = group.any;
        let conditions = group.members.into_iter().map(|member| self.condition(member));
        Ok(Joined { any, conditions: conditions.collect::<Result<_, _>>()? })
    }

    fn condition(&mut self, member: Member) -> Result<Condition, Stop> {
        let (asked, negated) = match member {
            Member::Group(group) => (Asked::Joined(self.group(group)?), false),
            Member::Filter { filter: Filter::Property(filter), negated } => (Asked::Person(filter), negated),
            Member::Filter { filter: Filter::Cohort { id, member }, negated } => {
                self.inside.push(id);
                (Asked::Cohort(id), member == negated)
            }
            // No cohort asks for a flag.
            Member::Filter { filter: Filter::Flag { .. }, .. } => {
                (Asked::Joined(Joined { any: true, conditions: Vec::new() }), false)
            }
            Member::Past { past: Past::ActedFor { group_type, filter }, negated } => {
                (Asked::Group(type_index(self.connection, self.project, &group_type)?, filter), negated)
            }
            Member::Past { past: Past::Did(behaviour), negated } => {
                let mut needs = Needs::default();
                self.actors.needs(&mut needs);
                let places = behaviour.filters.iter().map(|filter| needs.property(&filter.key)).collect();
                let source = Source::new(self.connection, self.project, Some(&behaviour.event), needs)?;
                (Asked::Did(source, places, behaviour), negated)
            }
        };
        Ok(Condition { asked, negated })
    }
}

impl Planned {
    /// The columns that have to be there.
    pub fn columns(&self) -> Vec<Key> {
        let mut columns = Vec::new();
        self.each(&mut |asked| {
            if let Asked::Did(source, ..) = asked {
                columns.extend(source.columns());
            }
        });
        columns
    }

    /// Whose deeds count.
    pub fn actors(&self) -> Actors {
        self.actors
    }

    /// Whether groups alone say nothing about it: it is a list, or asks for what persons are.
    pub fn asks_for_persons(&self) -> bool {
        let mut found = self.parts.values().any(|part| matches!(part, Part::List));
        self.each(&mut |asked| {
            found |= match asked {
                Asked::Person(_) => true,
                Asked::Group(index, _) => self.actors != Actors::Groups(*index),
                Asked::Did(..) => self.actors == Actors::Persons,
                Asked::Joined(_) | Asked::Cohort(_) => false,
            }
        });
        found
    }

    fn each<'a>(&'a self, take: &mut impl FnMut(&'a Asked)) {
        fn walk<'a>(joined: &'a Joined, take: &mut impl FnMut(&'a Asked)) {
            for condition in &joined.conditions {
                take(&condition.asked);
                if let Asked::Joined(joined) = &condition.asked {
                    walk(joined, take);
                }
            }
        }
        for part in self.parts.values() {
            if let Part::Filters(joined) = part {
                walk(joined, take);
            }
        }
    }
}
