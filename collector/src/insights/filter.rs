//! What events have to pass.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use rustc_hash::FxHashMap;

use crate::facts::columns::Key;
use crate::facts::{People, value};
use crate::flags::fault::Fault;
use crate::flags::property::{PropertyFilter, Unusable};
use crate::insights::cohort::{self, Members};
use crate::insights::job::Stop;
use crate::insights::query::{Filter, Subject};
use crate::insights::selection::{Actors, Event, Needs, type_index};
use crate::insights::step::Reading;

/// Texts of which the tests of one sieve together remember whether they pass.
const REMEMBERED: usize = 50_000;
/// A longer text is tested anew each time.
const REMEMBERED_BYTES: usize = 256;

/// A filter that was read, and that knows what it needs of each event.
#[derive(Debug)]
pub enum Planned {
    /// A property of the event, at its place.
    Event(usize, PropertyFilter),
    /// A property of the person.
    Person(PropertyFilter),
    /// A property of the group of a type.
    Group(Option<usize>, PropertyFilter),
    /// Membership of a cohort, or not.
    Cohort(cohort::Planned, bool),
}

/// Reads the filters at `field`, of a question that counts `actors`.
pub fn plan(
    connection: &Connection,
    project: i64,
    field: &str,
    filters: &[Filter],
    actors: Actors,
    needs: &mut Needs,
) -> Result<Vec<Planned>, Stop> {
    let plan = |(index, filter): (usize, &Filter)| {
        let field = format!("{field}[{index}]");
        Ok(match filter.subject {
            Subject::Event => {
                let test = property(&field, filter)?;
                Planned::Event(needs.property(&test.key), test)
            }
            Subject::Person => Planned::Person(property(&field, filter)?),
            Subject::Group => {
                let index = type_index(connection, project, group_type(&field, filter.group_type.as_deref())?)?;
                needs.group(index);
                Planned::Group(index, property(&field, filter)?)
            }
            Subject::Cohort => {
                let (id, member) = membership(&field, filter)?;
                let field = format!("{field}.value");
                Planned::Cohort(cohort::plan(connection, project, &field, id, actors)?, member)
            }
        })
    };
    filters.iter().enumerate().map(plan).collect()
}

impl Planned {
    /// The columns that have to be there, beside those of the events that are filtered.
    pub fn columns(&self) -> Vec<Key> {
        match self {
            Self::Cohort(cohort, _) => cohort.columns(),
            Self::Event(..) | Self::Person(_) | Self::Group(..) => Vec::new(),
        }
    }
}

/// The name of a type of groups, which has to be there.
pub fn group_type<'a>(field: &str, name: Option<&'a str>) -> Result<&'a str, Fault> {
    name.ok_or_else(|| {
        Fault::new(format!("{field}.group_type"), "the name of a type of groups is needed, as `company`")
    })
}

fn property(field: &str, filter: &Filter) -> Result<PropertyFilter, Fault> {
    let key = filter.key.clone().filter(|key| !key.is_empty());
    let key = key.ok_or_else(|| Fault::new(format!("{field}.key"), "the name of a property is needed"))?;
    let operator = filter.operator.as_deref().unwrap_or("exact");
    PropertyFilter::new(key, operator, &filter.value).map_err(|unusable| match unusable {
        Unusable::Operator => Fault::new(format!("{field}.operator"), format!("there is no operator `{operator}`")),
        Unusable::Value(message) => Fault::new(format!("{field}.value"), message),
    })
}

fn membership(field: &str, filter: &Filter) -> Result<(i64, bool), Fault> {
    let member = match filter.operator.as_deref() {
        None | Some("in" | "exact") => true,
        Some("not_in") => false,
        Some(_) => return Err(Fault::new(format!("{field}.operator"), "a cohort takes `in` or `not_in`")),
    };
    let id = filter.value.as_i64();
    let id = id.ok_or_else(|| Fault::new(format!("{field}.value"), "the id of a cohort is needed, a whole number"))?;
    Ok((id, member))
}

/// Filters, ready for events.
#[derive(Debug, Default)]
pub struct Sieve(Vec<Test>);

#[derive(Debug)]
enum Test {
    Event {
        place: usize,
        filter: PropertyFilter,
        now: i64,
        known: FxHashMap<Box<[u8]>, bool>,
        most: usize,
    },
    /// By the person's number.
    Persons(Vec<bool>),
    /// By the group's row, and what counts for events without such a group.
    Groups {
        type_index: Option<usize>,
        passing: Vec<bool>,
        absent: bool,
    },
    /// Who is in a cohort, of the type of groups that is counted, and whether those are wanted.
    Cohort {
        members: Members,
        actors: Actors,
        wanted: bool,
    },
}

impl Sieve {
    /// Looks up who passes.
    pub fn new(reading: &Reading<'_>, planned: Vec<Planned>) -> Result<Self, Stop> {
        let Reading { properties, job, now, .. } = *reading;
        let most = REMEMBERED / planned.len().max(1);
        let mut tests = Vec::new();
        for planned in planned {
            job.check()?;
            match planned {
                Planned::Event(place, filter) => {
                    tests.push(Test::Event { place, filter, now, known: FxHashMap::default(), most });
                }
                Planned::Person(filter) => {
                    let values = properties.of_persons(&filter.key)?;
                    let passing = values.iter().map(|value| filter.matches(value.as_ref(), now));
                    let known = tests.iter_mut().find_map(|test| match test {
                        Test::Persons(known) => Some(known),
                        _ => None,
                    });
                    match known {
                        Some(known) => known.iter_mut().zip(passing).for_each(|(known, passes)| *known &= passes),
                        None => tests.push(Test::Persons(passing.collect())),
                    }
                }
                Planned::Group(type_index, filter) => {
                    let values = properties.of_groups(type_index, &filter.key)?;
                    let passing = values.iter().map(|value| filter.matches(value.as_ref(), now)).collect();
                    tests.push(Test::Groups { type_index, passing, absent: filter.matches(None, now) });
                }
                Planned::Cohort(cohort, wanted) => {
                    tests.push(Test::Cohort { members: cohort.members(reading)?, actors: cohort.actors(), wanted });
                }
            }
        }
        Ok(Self(tests))
    }

    /// Whether an event passes all.
    pub fn passes(&mut self, people: &People, event: &Event<'_>) -> bool {
        self.0.iter_mut().all(|test| match test {
            Test::Event { place, filter, now, known, most } => {
                let stored = event.value(*place);
                let (ValueRef::Text(bytes) | ValueRef::Blob(bytes)) = stored else {
                    return filter.matches(value::read(stored).as_ref(), *now);
                };
                // A blob is JSON of what is no text: the same bytes may mean two things.
                let is_text = matches!(stored, ValueRef::Text(_));
                if is_text && let Some(passes) = known.get(bytes) {
                    return *passes;
                }
                let passes = filter.matches(value::read(stored).as_ref(), *now);
                if is_text && bytes.len() <= REMEMBERED_BYTES && known.len() < *most {
                    known.insert(bytes.into(), passes);
                }
                passes
            }
            Test::Persons(passing) => passing[people.number(event.who) as usize],
            Test::Groups { type_index, passing, absent } => match event.group(*type_index) {
                Some(group) => passing.get(group as usize).copied().unwrap_or(*absent),
                None => *absent,
            },
            Test::Cohort { members, actors, wanted } => {
                members.holds(Some(people.number(event.who)), actors.group(event)) == *wanted
            }
        })
    }
}
