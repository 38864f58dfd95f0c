//! From a question to its answer.

use std::time::Instant;

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

use crate::facts::columns::Key;
use crate::facts::{Facts, View};
use crate::insights::calendar::{Calendar, Range};
use crate::insights::job::{Job, Statement, Stop};
use crate::insights::query::{Kind, Query};
use crate::insights::step::Planner;
use crate::insights::{funnel, lifecycle, paths, profiles, retention, stickiness, trends};
use crate::time;

/// An answer, and how it came about.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// What was found.
    #[serde(flatten)]
    pub found: Found,
    /// The times that counted.
    range: ShownRange,
    /// What was run, in order.
    sql: Vec<Statement>,
    /// How many events were read.
    events_read: u64,
    /// How long it took.
    milliseconds: u64,
    /// When it was answered.
    computed_at: String,
}

#[derive(Debug, Serialize)]
struct ShownRange {
    from: String,
    to: String,
}

/// What was found, by kind.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Found {
    /// Figures over time.
    Trends(trends::Answer),
    /// Figures of persons or groups.
    Profiles(profiles::Answer),
    /// How many go a way to its end.
    Funnel(funnel::Answer),
    /// Who comes back.
    Retention(retention::Answer),
    /// On how many days they come.
    Stickiness(stickiness::Answer),
    /// Who is new, comes back or stays away.
    Lifecycle(lifecycle::Answer),
    /// From which page to which.
    Paths(paths::Answer),
}

/// A question of one kind, read, with its columns at hand.
pub trait Plan {
    /// Answers.
    fn answer(self: Box<Self>, view: &View<'_>, job: &Job) -> Result<Found, Stop>;
}

/// Answers a question about the project of this row.
pub fn answer(facts: &Facts, project: i64, query: &Query, job: &Job) -> Result<Answer, Stop> {
    let begun = Instant::now();
    let calendar = Calendar::new(&query.timezone, query.week_start)?;
    let mut shown = None;
    let plan = |connection: &Connection| {
        let mut failed = Ok(());
        let earliest = || {
            earliest(connection, project).unwrap_or_else(|error| {
                failed = Err(error);
                0
            })
        };
        let range = calendar.range(&query.range, time::now(), earliest)?;
        failed?;
        shown = Some(range);
        plan(connection, project, query, calendar.clone(), range)
    };
    let found = facts.ask(project, job, plan, |view, plan| plan.answer(view, job))?;
    let (sql, events_read) = job.report();
    let range = shown.map_or((0, 0), |range: Range| (range.from, range.to));
    Ok(Answer {
        found,
        range: ShownRange { from: time::iso(range.0), to: time::iso(range.1) },
        sql,
        events_read,
        milliseconds: begun.elapsed().as_millis() as u64,
        computed_at: time::iso(time::now()),
    })
}

fn plan(
    connection: &Connection,
    project: i64,
    query: &Query,
    calendar: Calendar,
    range: Range,
) -> Result<(Box<dyn Plan>, Vec<Key>), Stop> {
    fn boxed<P: Plan + 'static>((plan, columns): (P, Vec<Key>)) -> (Box<dyn Plan>, Vec<Key>) {
        (Box::new(plan), columns)
    }
    let planner = Planner { connection, project, query };
    match query.kind {
        Kind::Trends => trends::Plan::new(&planner, calendar, range).map(boxed),
        Kind::Profiles => profiles::Plan::new(connection, project, query, range).map(boxed),
        Kind::Funnel => funnel::Plan::new(&planner, range).map(boxed),
        Kind::Retention => {
            let earliest = earliest(connection, project)?;
            retention::Plan::new(&planner, &calendar, range, earliest).map(boxed)
        }
        Kind::Stickiness => stickiness::Plan::new(&planner, &calendar, range).map(boxed),
        Kind::Lifecycle => lifecycle::Plan::new(&planner, &calendar, range).map(boxed),
        Kind::Paths => paths::Plan::new(&planner, range).map(boxed),
    }
}

/// When the project's first event happened.
fn earliest(connection: &Connection, project: i64) -> rusqlite::Result<i64> {
    let sql = "SELECT min((SELECT min(f.at) FROM facts f WHERE f.name = n.id)) FROM names n WHERE n.project = ?1";
    let earliest = connection.query_row(sql, [project], |row| row.get(0)).optional()?;
    Ok(earliest.flatten().unwrap_or_else(time::now))
}
