//! Who is in a cohort.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::facts::View;
use crate::flags::cohort::{Cohort, Group, Member};
use crate::flags::fault::Fault;
use crate::flags::filter::Filter;
use crate::insights::job::Stop;
use crate::insights::properties::Properties;
use crate::limits;
use crate::text::Object;

/// Refuses the id of a cohort that the project does not have.
pub fn check(connection: &Connection, project: i64, field: &str, id: i64) -> Result<(), Stop> {
    let sql = "SELECT 1 FROM store.cohorts WHERE project_id = ?1 AND id = ?2";
    let is_there = connection.prepare_cached(sql)?.exists([project, id])?;
    if is_there { Ok(()) } else { Err(Fault::new(field, format!("there is no cohort of the id {id}")).into()) }
}

/// By number, whether a person is in it.
pub fn members(view: &View<'_>, properties: &Properties<'_>, id: i64, now: i64) -> Result<Vec<bool>, Stop> {
    find(view, properties, id, now, limits::COHORT_DEPTH)
}

fn find(view: &View<'_>, properties: &Properties<'_>, id: i64, now: i64, depth: usize) -> Result<Vec<bool>, Stop> {
    let mut members = vec![false; view.people.count()];
    let sql = "SELECT filters FROM store.cohorts WHERE project_id = ?1 AND id = ?2";
    let mut statement = view.connection.prepare_cached(sql)?;
    let filters: Option<Option<String>> = statement.query_row([view.project, id], |row| row.get(0)).optional()?;
    let Some(filters) = filters.filter(|_| depth > 0) else { return Ok(members) };
    let filters: Option<Value> = filters.and_then(|filters| serde_json::from_str(&filters).ok());
    match Cohort::new(filters.as_ref())? {
        Cohort::List => {
            let sql = "SELECT i.id FROM store.cohort_distinct_ids c
                JOIN ids i ON i.project = ?1 AND i.distinct_id = c.distinct_id WHERE c.cohort_id = ?2";
            let mut statement = view.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![view.project, id])?;
            while let Some(row) = rows.next()? {
                members[view.people.number(row.get(0)?) as usize] = true;
            }
        }
        Cohort::Properties(group) => {
            let inner = |id| find(view, properties, id, now, depth - 1);
            let group = Resolved::new(&group, &inner)?;
            let nothing = Object::new();
            members.iter_mut().enumerate().for_each(|(number, is_in)| *is_in = group.holds(number, &nothing, now));
            properties.each_person(|number, text| {
                let properties: Object = serde_json::from_str(text).unwrap_or_default();
                members[number] = group.holds(number, &properties, now);
            })?;
        }
    }
    Ok(members)
}

/// A group of filters whose cohorts were looked up.
struct Resolved<'a> {
    any: bool,
    members: Vec<Condition<'a>>,
}

enum Condition<'a> {
    Group(Resolved<'a>),
    Filter(&'a Filter, bool),
    /// By the person's number.
    Members(Vec<bool>),
}

impl<'a> Resolved<'a> {
    fn new(group: &'a Group, find: &dyn Fn(i64) -> Result<Vec<bool>, Stop>) -> Result<Self, Stop> {
        let resolve = |member: &'a Member| {
            Ok(match member {
                Member::Group(group) => Condition::Group(Self::new(group, find)?),
                Member::Filter { filter: Filter::Cohort { id, member }, negated } => {
                    let wanted = member != negated;
                    Condition::Members(find(*id)?.into_iter().map(|is_in| is_in == wanted).collect())
                }
                Member::Filter { filter, negated } => Condition::Filter(filter, *negated),
                Member::Past { .. } => Condition::Members(Vec::new()),
            })
        };
        let members = group.members.iter().map(resolve).collect::<Result<_, Stop>>()?;
        Ok(Self { any: group.any, members })
    }

    fn holds(&self, number: usize, properties: &Object, now: i64) -> bool {
        let mut conditions = self.members.iter().map(|condition| match condition {
            Condition::Group(group) => group.holds(number, properties, now),
            Condition::Members(members) => members[number],
            Condition::Filter(Filter::Property(filter), negated) => {
                filter.matches(properties.get(&filter.key), now) != *negated
            }
            Condition::Filter(..) => false,
        });
        if self.any { conditions.any(|holds| holds) } else { conditions.all(|holds| holds) }
    }
}
