//! Whose each distinct id is, in memory: what turns the `who` of a fact into a person.

use rusqlite::{Connection, Result};
use rustc_hash::FxHashMap;

/// The persons of one project, numbered from 0 without gaps.
#[derive(Debug, Default)]
pub struct People {
    /// By `who`: the person's number. Rows of other projects have none.
    numbers: Vec<u32>,
    /// By number: the row in `persons`, or none for a distinct id without a person.
    rows: Vec<Option<i64>>,
    /// By number: the latest of the person's rows in `ids`.
    ids: Vec<i64>,
}

const NOBODY: u32 = u32::MAX;

impl People {
    /// Reads those of `project` from `ids`.
    pub(super) fn read(connection: &Connection, project: i64) -> Result<Self> {
        let mut people = Self::default();
        let mut by_row = FxHashMap::default();
        let mut statement = connection.prepare_cached("SELECT id, person FROM ids WHERE project = ?1 ORDER BY id")?;
        let mut rows = statement.query([project])?;
        while let Some(row) = rows.next()? {
            let (id, person): (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
            let number = match person {
                Some(row) => *by_row.entry(row).or_insert_with(|| people.add(person, id)),
                None => people.add(None, id),
            };
            // Who was anonymous first has a name later.
            people.ids[number as usize] = id;
            people.numbers.resize(id as usize, NOBODY);
            people.numbers.push(number);
        }
        Ok(people)
    }

    fn add(&mut self, row: Option<i64>, id: i64) -> u32 {
        self.rows.push(row);
        self.ids.push(id);
        self.rows.len() as u32 - 1
    }

    /// The number of the person behind the `who` of a fact.
    pub fn number(&self, who: i64) -> u32 {
        self.numbers[who as usize]
    }

    /// How many persons there are.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The row in `persons` of each number.
    pub fn rows(&self) -> &[Option<i64>] {
        &self.rows
    }

    /// The latest of the person's rows in `ids`.
    pub fn id(&self, number: u32) -> i64 {
        self.ids[number as usize]
    }
}
