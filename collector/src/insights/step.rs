//! The events of one step, read actor by actor.

use rusqlite::Connection;

use crate::facts::View;
use crate::facts::columns::Key;
use crate::insights::breakdown;
use crate::insights::calendar::Range;
use crate::insights::filter::{self, Sieve};
use crate::insights::job::{Job, Stop};
use crate::insights::properties::Properties;
use crate::insights::query::{Query, Step};
use crate::insights::selection::{Actors, Event, Needs, Source, type_index};

/// What plans are made with.
#[derive(Debug, Clone, Copy)]
pub struct Planner<'a> {
    /// The facts.
    pub connection: &'a Connection,
    /// The project's row.
    pub project: i64,
    /// The question.
    pub query: &'a Query,
}

/// A step, ready to be read.
#[derive(Debug)]
pub struct Planned {
    /// What it is called.
    pub label: String,
    source: Source,
    filters: Vec<filter::Planned>,
    actors: Actors,
    /// The place of the property that the answer is broken down by.
    pub split_by: usize,
    /// The place of the property that was asked for.
    pub property: usize,
}

/// What steps are read with.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The facts.
    pub view: &'a View<'a>,
    /// What is known of persons and groups.
    pub properties: &'a Properties<'a>,
    /// The question's way.
    pub job: &'a Job,
    /// What ages such as `7d` are counted from.
    pub now: i64,
}

impl Planner<'_> {
    /// Plans the step at `field`.
    pub fn step(&self, field: &str, step: &Step) -> Result<Planned, Stop> {
        self.plan(field, step, None, None)
    }

    /// Plans the step at `field`, whose events have a value of the breakdown.
    pub fn broken_down(&self, field: &str, step: &Step, by: Option<&breakdown::Planned>) -> Result<Planned, Stop> {
        self.plan(field, step, by, None)
    }

    /// Plans all events of a name, with one of their properties.
    pub fn with_property(&self, event: &str, property: &str) -> Result<Planned, Stop> {
        let step = Step { event: Some(event.to_owned()), filters: Vec::new(), label: None };
        self.plan("", &step, None, Some(property))
    }

    fn plan(
        &self,
        field: &str,
        step: &Step,
        breakdown: Option<&breakdown::Planned>,
        property: Option<&str>,
    ) -> Result<Planned, Stop> {
        let Self { connection, project, query } = *self;
        let mut needs = Needs::default();
        let actors = match &query.actor {
            Some(actor) => Actors::Groups(type_index(connection, project, &actor.group_type)?),
            None => Actors::Persons,
        };
        let of_all = filter::plan(connection, project, "filters", &query.filters, actors, &mut needs)?;
        let field = format!("{field}.filters");
        let own = filter::plan(connection, project, &field, &step.filters, actors, &mut needs)?;
        let filters = of_all.into_iter().chain(own).collect();
        actors.needs(&mut needs);
        let split_by = breakdown.map_or(0, |breakdown| breakdown.needs(&mut needs));
        let property = property.map_or(0, |property| needs.property(property));
        let label = step.label.clone().or_else(|| step.event.clone()).unwrap_or_else(|| "all events".into());
        let source = Source::new(connection, project, step.event.as_deref(), needs)?;
        Ok(Planned { label, source, filters, actors, split_by, property })
    }
}

impl Planned {
    /// The columns that have to be there.
    pub fn columns(&self) -> Vec<Key> {
        self.source.columns().into_iter().chain(self.filters.iter().flat_map(filter::Planned::columns)).collect()
    }

    /// Whom it counts.
    pub fn actors(&self) -> Actors {
        self.actors
    }

    /// Hands each event of the range that counts to `each`, with its actor: those of one name after the other, each name's in
    /// the order of time.
    pub fn read(
        self,
        reading: &Reading<'_>,
        range: Range,
        mut each: impl FnMut(u32, &Event<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let Reading { view, job, .. } = *reading;
        let mut sieve = Sieve::new(reading, self.filters)?;
        self.source.read(view, range, job, |event| match self.actors.of(&view.people, event) {
            Some(actor) if sieve.passes(&view.people, event) => each(actor, event),
            _ => Ok(()),
        })
    }
}
