//! Looks up who is in a cohort.

use std::cell::RefCell;
use std::rc::Rc;

use rusqlite::params;
use rustc_hash::FxHashMap;

use crate::facts::value;
use crate::flags::behaviour::Behaviour;
use crate::flags::property::PropertyFilter;
use crate::insights::calendar::Range;
use crate::insights::cohort::{Asked, Joined, Members, Part, Planned};
use crate::insights::job::Stop;
use crate::insights::selection::{Actors, Source};
use crate::insights::step::Reading;

/// Cohorts of one question.
struct Lookup<'a> {
    planned: &'a Planned,
    reading: &'a Reading<'a>,
    known: RefCell<FxHashMap<i64, Rc<Members>>>,
}

impl Planned {
    /// Looks up who is in it.
    pub fn members(&self, reading: &Reading<'_>) -> Result<Members, Stop> {
        let lookup = Lookup { planned: self, reading, known: RefCell::default() };
        Ok(Members::clone(&*lookup.cohort(self.id)?))
    }
}

impl Lookup<'_> {
    fn cohort(&self, id: i64) -> Result<Rc<Members>, Stop> {
        if let Some(known) = self.known.borrow().get(&id) {
            return Ok(Rc::clone(known));
        }
        // Until it is known, nobody is in it: no cohort that can be made is inside of itself.
        self.known.borrow_mut().insert(id, Rc::new(Members::Joined(true, Vec::new())));
        let members = match self.planned.parts.get(&id) {
            Some(Part::List) => self.list(id)?,
            Some(Part::Filters(joined)) => self.joined(joined)?,
            None => Members::Joined(true, Vec::new()),
        };
        let members = Rc::new(members);
        self.known.borrow_mut().insert(id, Rc::clone(&members));
        Ok(members)
    }

    fn joined(&self, joined: &Joined) -> Result<Members, Stop> {
        let parts = joined.conditions.iter().map(|condition| {
            let members = self.asked(&condition.asked)?;
            Ok(if condition.negated { members.negated() } else { members })
        });
        Ok(Members::joined(joined.any, parts.collect::<Result<_, Stop>>()?))
    }

    fn asked(&self, asked: &Asked) -> Result<Members, Stop> {
        self.reading.job.check()?;
        match asked {
            Asked::Joined(joined) => self.joined(joined),
            Asked::Cohort(id) => Ok(Members::clone(&*self.cohort(*id)?)),
            Asked::Person(filter) => {
                let values = self.reading.properties.of_persons(&filter.key)?;
                let flags = values.iter().map(|value| filter.matches(value.as_ref(), self.reading.now)).collect();
                Ok(Members::Persons(flags))
            }
            Asked::Group(index, filter) if self.planned.actors == Actors::Groups(*index) => {
                Ok(Members::Groups(self.groups(*index, filter)?))
            }
            Asked::Group(index, filter) => self.acted_for(*index, filter),
            Asked::Did(source, places, behaviour) => self.did(source, places, behaviour),
        }
    }

    fn list(&self, id: i64) -> Result<Members, Stop> {
        let view = self.reading.view;
        // The person may be known here by ids that are not on the list, as who is listed by an alias.
        let sql = "SELECT i.id FROM store.cohort_distinct_ids c
            JOIN ids i ON i.project = ?1 AND i.distinct_id = c.distinct_id WHERE c.cohort_id = ?2
            UNION SELECT i.id FROM store.cohort_distinct_ids c
            JOIN store.person_distinct_ids d ON d.project_id = ?1 AND d.distinct_id = c.distinct_id
            JOIN store.person_distinct_ids other ON other.person_id = d.person_id
            JOIN ids i ON i.project = ?1 AND i.distinct_id = other.distinct_id WHERE c.cohort_id = ?2";
        let mut statement = view.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![view.project, id])?;
        let mut flags = vec![false; view.people.end()];
        while let Some(row) = rows.next()? {
            flags[view.people.number(row.get(0)?) as usize] = true;
        }
        Ok(Members::Persons(flags))
    }

    /// By row, which groups of a type pass.
    fn groups(&self, index: Option<usize>, filter: &PropertyFilter) -> Result<Vec<bool>, Stop> {
        let Some(index) = index else { return Ok(Vec::new()) };
        let values = self.reading.properties.of_groups(Some(index), &filter.key)?;
        let view = self.reading.view;
        let sql = "SELECT id FROM groups WHERE project = ?1 AND type_index = ?2";
        let mut statement = view.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![view.project, index])?;
        let mut flags = self.no_groups()?;
        while let Some(row) = rows.next()? {
            let row: usize = row.get(0)?;
            let value = values.get(row).and_then(Option::as_ref);
            flags[row] = filter.matches(value, self.reading.now);
        }
        Ok(flags)
    }

    fn no_groups(&self) -> Result<Vec<bool>, Stop> {
        let sql = "SELECT coalesce(max(id), 0) FROM groups";
        let last: usize = self.reading.view.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(vec![false; last + 1])
    }

    /// The persons who have acted for a group that passes.
    fn acted_for(&self, index: Option<usize>, filter: &PropertyFilter) -> Result<Members, Stop> {
        let view = self.reading.view;
        let mut flags = vec![false; view.people.end()];
        let passing = self.groups(index, filter)?;
        let sql = "SELECT p.person_id, g.id FROM groups g
            JOIN store.person_groups p ON p.project_id = g.project AND p.type_index = g.type_index AND p.key = g.key
            WHERE g.project = ?1 AND g.type_index = ?2";
        let mut statement = view.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![view.project, index])?;
        while let Some(row) = rows.next()? {
            if passing[row.get::<_, usize>(1)?]
                && let Some(number) = view.people.number_of_row(row.get(0)?)
            {
                flags[number as usize] = true;
            }
        }
        Ok(Members::Persons(flags))
    }

    /// The actors who did something so many times.
    fn did(&self, source: &Source, places: &[usize], behaviour: &Behaviour) -> Result<Members, Stop> {
        let Reading { view, job, now, .. } = *self.reading;
        let actors = self.planned.actors;
        let mut counts = match actors {
            Actors::Persons => vec![0; view.people.end()],
            Actors::Groups(_) => vec![0; self.no_groups()?.len()],
        };
        // What clocks that are fast have sent counts, too.
        let range = Range { from: behaviour.since(now).max(-FAR), to: FAR };
        source.read(view, range, job, |event| {
            let passes = behaviour
                .filters
                .iter()
                .zip(places)
                .all(|(filter, place)| filter.matches(value::read(event.value(*place)).as_ref(), now));
            if passes && let Some(actor) = actors.of(&view.people, event) {
                counts[actor as usize] += 1;
            }
            Ok(())
        })?;
        let flags = counts.into_iter().map(|count| behaviour.holds(count)).collect();
        Ok(if actors == Actors::Persons { Members::Persons(flags) } else { Members::Groups(flags) })
    }
}

/// Beyond all events, so that differences of times stay in bounds.
const FAR: i64 = i64::MAX / 4;
