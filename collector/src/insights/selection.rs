//! Which events a question reads, and what of each.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::facts::columns::{ALL_NAMES, Key};
use crate::facts::{People, View};
use crate::flags::fault::Fault;
use crate::insights::calendar::Range;
use crate::insights::job::{Job, Stop};
use crate::limits;

/// Rows after which it is time to say how far one has come.
const STEP: u64 = 16_384;

/// What is read of each event beside its time and whose it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Needs {
    /// Its session.
    session: bool,
    /// Its groups.
    groups: [bool; limits::GROUP_TYPES],
    /// Its properties.
    properties: Vec<String>,
}

impl Needs {
    /// Asks for the session.
    pub fn session(&mut self) {
        self.session = true;
    }

    /// Asks for the group of a type; a type that the project does not have has none.
    pub fn group(&mut self, type_index: Option<usize>) {
        if let Some(index) = type_index {
            self.groups[index] = true;
        }
    }

    /// Asks for a property. Its place among the values of an [`Event`].
    pub fn property(&mut self, key: &str) -> usize {
        self.properties.iter().position(|known| known == key).unwrap_or_else(|| {
            self.properties.push(key.to_owned());
            self.properties.len() - 1
        })
    }
}

/// The events of one name, or all.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    names: Vec<i64>,
    /// The name that columns of properties belong to.
    column_name: i64,
    needs: Needs,
}

/// An event on its way through a fold.
#[derive(Debug)]
pub struct Event<'a> {
    /// When it happened.
    pub at: i64,
    /// Its row.
    pub id: i64,
    /// Whose it is, as a row of `ids`.
    pub who: i64,
    /// Its session.
    pub session: Option<u32>,
    groups: [u32; limits::GROUP_TYPES],
    row: &'a Row<'a>,
    first_value: usize,
}

impl Event<'_> {
    /// The group of a type, as a row of `groups`.
    pub fn group(&self, type_index: Option<usize>) -> Option<u32> {
        type_index.map(|index| self.groups[index]).filter(|group| *group != 0)
    }

    /// The property that [`Needs::property`] gave this place.
    pub fn value(&self, place: usize) -> ValueRef<'_> {
        self.row.get_ref(self.first_value + place).unwrap_or(ValueRef::Null)
    }
}

impl Source {
    /// The events named `event`, or all; of each what is needed.
    pub fn new(connection: &Connection, project: i64, event: Option<&str>, needs: Needs) -> Result<Self, Stop> {
        if needs.properties.len() > limits::INSIGHT_PROPERTIES {
            let most = limits::INSIGHT_PROPERTIES;
            return Err(Fault::new("filters", format!("at most {most} properties of an event are possible")).into());
        }
        let Some(event) = event else {
            let mut statement = connection.prepare_cached("SELECT id FROM names WHERE project = ?1 ORDER BY id")?;
            let names = statement.query_map([project], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            return Ok(Self { names, column_name: ALL_NAMES, needs });
        };
        let mut statement = connection.prepare_cached("SELECT id FROM names WHERE project = ?1 AND name = ?2")?;
        let name: Option<i64> = statement.query_row(params![project, event], |row| row.get(0)).optional()?;
        Ok(Self { names: name.into_iter().collect(), column_name: name.unwrap_or(ALL_NAMES), needs })
    }

    /// The columns that have to be there.
    pub fn columns(&self) -> Vec<Key> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let key = |property: &String| Key { name: self.column_name, property: property.clone() };
        self.needs.properties.iter().map(key).collect()
    }

    /// Hands each event of the range to `each`: those of one name after the other, each name's in the order of time.
    pub fn read(
        &self,
        view: &View<'_>,
        range: Range,
        job: &Job,
        mut each: impl FnMut(&Event<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let text = self.sql(view)?;
        for (done, name) in self.names.iter().enumerate() {
            let parameters: [&dyn ToSql; 3] = [name, &range.from, &range.to];
            job.ran(&text, [*name, range.from, range.to].iter().map(i64::to_string).collect());
            let mut statement = view.connection.prepare_cached(&text)?;
            let mut rows = statement.query(parameters)?;
            let mut read = 0;
            while let Some(row) = rows.next()? {
                let event = self.event(row)?;
                each(&event)?;
                read += 1;
                if read % STEP == 0 {
                    job.check()?;
                    let of_name = (event.at - range.from) as f64 / (range.to - range.from) as f64;
                    job.tell("reading events", (done as f64 + of_name) / self.names.len() as f64);
                }
            }
            job.read(read);
            job.check()?;
        }
        Ok(())
    }

    fn event<'a>(&self, row: &'a Row<'a>) -> rusqlite::Result<Event<'a>> {
        let mut column = 3;
        let mut session = None;
        if self.needs.session {
            session = row.get(column)?;
            column += 1;
        }
        let mut groups = [0; limits::GROUP_TYPES];
        for (index, _) in self.needs.groups.iter().enumerate().filter(|(_, needed)| **needed) {
            groups[index] = row.get::<_, Option<u32>>(column)?.unwrap_or(0);
            column += 1;
        }
        let (at, id, who) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Event { at, id, who, session, groups, row, first_value: column })
    }

    /// What is put together here are numbers of ours alone; all values are bound.
    fn sql(&self, view: &View<'_>) -> Result<String, Stop> {
        let mut selected = String::from("f.at, f.event, f.who");
        let mut joins = String::new();
        if self.needs.session {
            selected += ", f.session";
        }
        for (index, _) in self.needs.groups.iter().enumerate().filter(|(_, needed)| **needed) {
            selected += &format!(", f.group_{index}");
        }
        for (place, key) in self.columns().iter().enumerate() {
            let column = view.column(key)?;
            selected += &format!(", c{place}.value");
            joins += &format!(" LEFT JOIN column_{column} c{place} ON c{place}.event = f.event");
        }
        Ok(format!("SELECT {selected} FROM facts f{joins} WHERE f.name = ?1 AND f.at >= ?2 AND f.at < ?3"))
    }
}

/// Whom an insight counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Actors {
    /// Persons.
    Persons,
    /// The groups of a type; of one that the project does not have there are none.
    Groups(Option<usize>),
}

impl Actors {
    /// Asks for what tells them.
    pub fn needs(self, needs: &mut Needs) {
        if let Self::Groups(index) = self {
            needs.group(index);
        }
    }

    /// The group that an event counts for, where groups are counted.
    pub fn group(self, event: &Event<'_>) -> Option<u32> {
        match self {
            Self::Persons => None,
            Self::Groups(index) => event.group(index),
        }
    }

    /// The number of an event's actor, if it has one.
    pub fn of(self, people: &People, event: &Event<'_>) -> Option<u32> {
        match self {
            Self::Persons => Some(people.number(event.who)),
            Self::Groups(index) => event.group(index),
        }
    }
}

/// The index of a type of groups, if the project has it.
pub fn type_index(connection: &Connection, project: i64, name: &str) -> rusqlite::Result<Option<usize>> {
    let sql = "SELECT type_index FROM store.group_types WHERE project_id = ?1 AND name = ?2";
    connection.prepare_cached(sql)?.query_row(params![project, name], |row| row.get(0)).optional()
}
