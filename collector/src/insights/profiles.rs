//! Figures of persons or groups as they are now.

use std::cmp::Ordering;

use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::Value;

use crate::facts::columns::Key;
use crate::facts::{View, members};
use crate::flags::fault::Fault;
use crate::insights::answer::{self, Found};
use crate::insights::breakdown::{self, Labels, NONE, OTHER};
use crate::insights::calendar::Range;
use crate::insights::cell;
use crate::insights::cohort::Members;
use crate::insights::filter::{self, Planned};
use crate::insights::job::{Job, Stop};
use crate::insights::properties::Properties;
use crate::insights::query::{Breakdown, Math, Query, Subject};
use crate::insights::selection::{Actors, Needs, Source, type_index};
use crate::insights::step::Reading;
use crate::time;

/// The number of persons who have acted for a group.
const MEMBERS: &str = "$members";
/// The number of events of the range.
const EVENTS: &str = "$events";

/// The answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// One row for each value of the breakdown, the largest first.
    pub rows: Vec<Row>,
}

/// A figure.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The value of the breakdown, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breakdown: Option<Option<String>>,
    /// The figure.
    pub value: f64,
    /// How many persons or groups it is of.
    pub count: u64,
}

/// A question, ready to be asked.
#[derive(Debug)]
pub struct Plan {
    of: Actors,
    math: Math,
    property: Option<String>,
    filters: Vec<Planned>,
    breakdown: Option<(Option<String>, breakdown::Planned)>,
    /// All events, where they are counted.
    events: Option<Source>,
    range: Range,
}

/// A person or a group.
struct Profile {
    /// The person's number or the group's row; none for a group of which there is no event.
    actor: Option<u32>,
    name: String,
    properties: String,
}

impl answer::Plan for Plan {
    fn answer(self: Box<Self>, view: &View<'_>, job: &Job) -> Result<Found, Stop> {
        self.found(view, job).map(Found::Profiles)
    }
}

impl Plan {
    /// Reads what `query` asks, and which columns that takes.
    pub fn new(connection: &Connection, project: i64, query: &Query, range: Range) -> Result<(Self, Vec<Key>), Stop> {
        let of = match &query.of {
            None => Actors::Persons,
            Some(of) => Actors::Groups(type_index(connection, project, &of.group_type)?),
        };
        let mut needs = Needs::default();
        let filters = filter::plan(connection, project, "filters", &query.filters, of, &mut needs)?;
        for (index, filter) in filters.iter().enumerate() {
            let fits = match filter {
                Planned::Person(_) => of == Actors::Persons,
                Planned::Cohort(cohort, _) => of == Actors::Persons || !cohort.asks_for_persons(),
                Planned::Group(type_index, _) => of == Actors::Groups(*type_index),
                Planned::Event(..) => false,
            };
            if !fits {
                let message = "profiles are filtered by properties of their own, and by cohorts that ask for no others";
                return Err(Fault::new(format!("filters[{index}].type"), message).into());
            }
        }
        let math = query.math.unwrap_or(Math::Count);
        let property = query.property.clone().filter(|property| !property.is_empty());
        if math != Math::Count && !math.is_of_values() {
            return Err(Fault::new("math", "profiles have `count` and the figures of properties").into());
        }
        if math != Math::Count && property.is_none() {
            return Err(Fault::new("property", "this figure needs the name of a property").into());
        }
        if property.as_deref() == Some(MEMBERS) && of == Actors::Persons {
            return Err(Fault::new("property", "groups have `$members`, persons have none").into());
        }
        let breakdown = query.breakdown.as_ref().map(|by| Self::breakdown(connection, project, of, by)).transpose()?;
        let events = match property.as_deref() {
            Some(EVENTS) => {
                of.needs(&mut needs);
                Some(Source::new(connection, project, None, needs)?)
            }
            _ => None,
        };
        let columns = filters.iter().flat_map(Planned::columns).collect();
        Ok((Self { of, math, property, filters, breakdown, events, range }, columns))
    }

    fn breakdown(
        connection: &Connection,
        project: i64,
        of: Actors,
        by: &Breakdown,
    ) -> Result<(Option<String>, breakdown::Planned), Stop> {
        // It is the profile's own property, so that its type says nothing new.
        let subject = if of == Actors::Persons { Subject::Person } else { Subject::Group };
        if by.subject != Subject::default() && by.subject != subject {
            return Err(Fault::new("breakdown.type", "profiles are broken down by properties of their own").into());
        }
        let by = Breakdown { subject: Subject::Person, ..by.clone() };
        let key = by.key.clone().filter(|key| !key.is_empty());
        Ok((key, breakdown::Planned::new(connection, project, &by)?))
    }

    fn found(self, view: &View<'_>, job: &Job) -> Result<Answer, Stop> {
        let now = time::now();
        let properties = Properties::new(view, job);
        let cohorts = self.filters.iter().filter_map(|filter| match filter {
            Planned::Cohort(cohort, wanted) => Some((cohort, *wanted)),
            _ => None,
        });
        let reading = Reading { view, properties: &properties, job, now };
        let cohorts: Vec<(Members, bool)> =
            cohorts.map(|(cohort, wanted)| Ok((cohort.members(&reading)?, wanted))).collect::<Result<_, Stop>>()?;
        let counts = self.counts(view, job)?;
        let mut labels = self.breakdown.as_ref().map_or_else(|| Labels::of(None), |(_, by)| Labels::of(Some(by)));
        let mut found: FxHashMap<u32, (Vec<f64>, u64)> = FxHashMap::default();
        self.each(view, job, |profile| {
            let (person, group) = match self.of {
                Actors::Persons => (profile.actor, None),
                Actors::Groups(_) => (None, profile.actor),
            };
            let is_member = cohorts.iter().all(|(members, wanted)| members.holds(person, group) == *wanted);
            let passes = is_member
                && self.filters.iter().all(|filter| match filter {
                    Planned::Person(filter) | Planned::Group(_, filter) => {
                        filter.matches(members(&profile.properties, &[&filter.key])[0].as_ref(), now)
                    }
                    Planned::Event(..) | Planned::Cohort(..) => true,
                });
            if !passes {
                return;
            }
            let key = match &self.breakdown {
                None => NONE,
                Some((None, _)) => labels.key_of(Some(&Value::String(profile.name.clone()))).unwrap_or(NONE),
                Some((Some(property), _)) => match labels.key_of(members(&profile.properties, &[property])[0].as_ref())
                {
                    Some(key) => key,
                    None => return,
                },
            };
            let (values, count) = found.entry(key).or_default();
            *count += 1;
            if self.math != Math::Count
                && let Some(value) = self.value(&profile, &counts)
            {
                values.push(value);
            }
        })?;
        Ok(Answer { rows: self.rows(found, &labels) })
    }

    fn value(&self, profile: &Profile, counts: &Counts) -> Option<f64> {
        match (counts, self.property.as_deref()) {
            (Counts::ByName(counts), _) => Some(counts.get(&profile.name).copied().unwrap_or(0) as f64),
            (Counts::ByActor(counts), _) => {
                Some(profile.actor.and_then(|actor| counts.get(&actor).copied()).unwrap_or(0) as f64)
            }
            (Counts::None, Some(property)) => {
                let value = members(&profile.properties, &[property]).swap_remove(0)?;
                let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
                number.is_finite().then_some(number)
            }
            (Counts::None, None) => None,
        }
    }

    fn rows(&self, found: FxHashMap<u32, (Vec<f64>, u64)>, labels: &Labels) -> Vec<Row> {
        let figure = |values: &[f64], count: u64| match self.math {
            Math::Count => count as f64,
            math => cell::of_values(values, math),
        };
        let Some((_, breakdown)) = &self.breakdown else {
            let (values, count) = found.get(&NONE).cloned().unwrap_or_default();
            return vec![Row { breakdown: None, value: figure(&values, count), count }];
        };
        let ranked = found.into_iter().map(|(key, (values, count))| {
            let label = labels.text(key).map(str::to_owned);
            (figure(&values, count), label, values, count)
        });
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_by(|(a, name_a, ..), (b, name_b, ..)| {
            b.partial_cmp(a).unwrap_or(Ordering::Equal).then_with(|| name_a.cmp(name_b))
        });
        let others = ranked.split_off(breakdown.limit.min(ranked.len()));
        let mut rows: Vec<Row> =
            ranked.into_iter().map(|(value, label, _, count)| Row { breakdown: Some(label), value, count }).collect();
        if !others.is_empty() {
            let values: Vec<f64> = others.iter().flat_map(|(_, _, values, _)| values).copied().collect();
            let count = others.iter().map(|(.., count)| count).sum();
            rows.push(Row { breakdown: Some(Some(OTHER.into())), value: figure(&values, count), count });
        }
        rows
    }

    /// Hands each profile to `take`.
    fn each(&self, view: &View<'_>, job: &Job, take: impl FnMut(Profile)) -> Result<(), Stop> {
        match self.of {
            Actors::Persons => each_person(view, job, take),
            Actors::Groups(None) => Ok(()),
            Actors::Groups(Some(index)) => each_group(view, index, job, take),
        }
    }

    /// What is counted of each profile, where it is no property.
    fn counts(&self, view: &View<'_>, job: &Job) -> Result<Counts, Stop> {
        match (self.property.as_deref(), self.of, &self.events) {
            _ if self.math == Math::Count => Ok(Counts::None),
            (Some(MEMBERS), Actors::Groups(Some(index)), _) => {
                let sql = "SELECT key, count(*) FROM store.person_groups WHERE project_id = ?1 AND type_index = ?2 GROUP BY key";
                job.ran(sql, vec![view.project.to_string(), index.to_string()]);
                let mut statement = view.connection.prepare_cached(sql)?;
                let rows = statement.query_map(params![view.project, index], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok(Counts::ByName(rows.collect::<rusqlite::Result<_>>()?))
            }
            (_, _, Some(events)) => {
                let mut counts = FxHashMap::default();
                events.read(view, self.range, job, |event| {
                    if let Some(actor) = self.of.of(&view.people, event) {
                        *counts.entry(actor).or_default() += 1;
                    }
                    Ok(())
                })?;
                Ok(Counts::ByActor(counts))
            }
            _ => Ok(Counts::None),
        }
    }
}

enum Counts {
    None,
    ByName(FxHashMap<String, u64>),
    ByActor(FxHashMap<u32, u64>),
}

fn each_person(view: &View<'_>, job: &Job, mut take: impl FnMut(Profile)) -> Result<(), Stop> {
    let sql = "SELECT id, properties FROM store.persons WHERE project_id = ?1";
    job.ran(sql, vec![view.project.to_string()]);
    let mut statement = view.connection.prepare_cached(sql)?;
    let mut rows = statement.query([view.project])?;
    let mut name = view.connection.prepare_cached("SELECT distinct_id FROM ids WHERE id = ?1")?;
    while let Some(row) = rows.next()? {
        job.check()?;
        // One who came after the facts were read is for the next question.
        let Some(number) = view.people.number_of_row(row.get(0)?) else { continue };
        let name = name.query_row([view.people.id(number)], |row| row.get(0))?;
        take(Profile { actor: Some(number), name, properties: row.get(1)? });
    }
    Ok(())
}

/// Groups that events or the site itself have named.
fn each_group(view: &View<'_>, type_index: usize, job: &Job, mut take: impl FnMut(Profile)) -> Result<(), Stop> {
    let sql = "SELECT g.id, g.key, coalesce(s.properties, '{}') FROM groups g
        LEFT JOIN store.groups s ON s.project_id = g.project AND s.type_index = g.type_index AND s.key = g.key
        WHERE g.project = ?1 AND g.type_index = ?2
        UNION ALL
        SELECT NULL, s.key, s.properties FROM store.groups s
        WHERE s.project_id = ?1 AND s.type_index = ?2 AND NOT EXISTS (
            SELECT 1 FROM groups g WHERE g.project = ?1 AND g.type_index = ?2 AND g.key = s.key)";
    job.ran(sql, vec![view.project.to_string(), type_index.to_string()]);
    let mut statement = view.connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![view.project, type_index])?;
    while let Some(row) = rows.next()? {
        job.check()?;
        take(Profile { actor: row.get(0)?, name: row.get(1)?, properties: row.get(2)? });
    }
    Ok(())
}
