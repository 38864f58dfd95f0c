//! Whose each distinct id is, in memory: what turns the `who` of a fact into a person.

use rusqlite::{Connection, Result, Rows};
use rustc_hash::FxHashMap;

/// The persons of one project, numbered from 0. A number whose person has none of its distinct ids left is nobody's until the
/// next person gets it.
#[derive(Debug, Clone, Default)]
pub struct People {
    seen: Seen,
    /// By `who`: the person's number. Rows of other projects have none.
    numbers: Vec<u32>,
    /// By number.
    persons: Vec<Person>,
    /// The numbers of those with a row in `persons`.
    by_row: FxHashMap<i64, u32>,
    /// Numbers that are nobody's.
    free: Vec<u32>,
}

/// How far `ids` and `moves` have come: their last rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    id: i64,
    moved: i64,
}

#[derive(Debug, Clone)]
struct Person {
    /// The row in `persons`; none for a distinct id without a person.
    row: Option<i64>,
    /// How many rows of `ids` are theirs.
    ids: u32,
    /// The latest of these.
    latest: i64,
}

const NOBODY: u32 = u32::MAX;

impl Seen {
    /// How far they have come by now.
    pub(super) fn now(connection: &Connection) -> Result<Self> {
        let sql = "SELECT (SELECT coalesce(max(id), 0) FROM ids), (SELECT coalesce(max(id), 0) FROM moves)";
        connection.prepare_cached(sql)?.query_row([], |row| Ok(Self { id: row.get(0)?, moved: row.get(1)? }))
    }
}

impl People {
    /// Whether they were read not later than `seen`.
    pub(super) fn is_until(&self, seen: Seen) -> bool {
        self.seen.id <= seen.id && self.seen.moved <= seen.moved
    }

    /// Whether they are as they were at `seen`.
    pub(super) fn is_of(&self, seen: Seen) -> bool {
        self.seen == seen
    }

    /// Reads what has come for `project` since the last time, which is up to `seen`; all of it the first time.
    pub(super) fn follow(&mut self, connection: &Connection, project: i64, seen: Seen) -> Result<()> {
        // By the table itself, as an index would give the new ones out of order.
        let sql = "SELECT id, person FROM ids NOT INDEXED WHERE id > ?1 AND project = ?2 ORDER BY id";
        self.put_all(connection.prepare_cached(sql)?.query([self.seen.id, project])?)?;
        let sql = "SELECT i.id, i.person FROM moves m JOIN ids i ON i.id = m.who WHERE m.id > ?1 AND i.project = ?2";
        self.put_all(connection.prepare_cached(sql)?.query([self.seen.moved, project])?)?;
        self.seen = seen;
        Ok(())
    }

    fn put_all(&mut self, mut rows: Rows<'_>) -> Result<()> {
        while let Some(row) = rows.next()? {
            self.put(row.get(0)?, row.get(1)?);
        }
        Ok(())
    }

    /// Gives a row of `ids` to a person.
    fn put(&mut self, id: i64, row: Option<i64>) {
        let at = id as usize;
        if self.numbers.len() <= at {
            self.numbers.resize(at + 1, NOBODY);
        }
        let before = self.numbers[at];
        if before != NOBODY {
            if self.persons[before as usize].row == row {
                return;
            }
            self.numbers[at] = NOBODY;
            self.leave(before, id);
        }
        let known = row.and_then(|row| self.number_of_row(row));
        let number = known.unwrap_or_else(|| self.add(row));
        self.numbers[at] = number;
        let person = &mut self.persons[number as usize];
        person.ids += 1;
        // Who was anonymous first has a name later.
        person.latest = person.latest.max(id);
    }

    fn leave(&mut self, number: u32, id: i64) {
        let person = &mut self.persons[number as usize];
        person.ids -= 1;
        if person.ids == 0 {
            if let Some(row) = person.row.take() {
                self.by_row.remove(&row);
            }
            self.free.push(number);
        } else if person.latest == id {
            let latest = self.numbers.iter().rposition(|of| *of == number);
            person.latest = latest.map_or(0, |latest| latest as i64);
        }
    }

    fn add(&mut self, row: Option<i64>) -> u32 {
        let person = Person { row, ids: 0, latest: 0 };
        let number = match self.free.pop() {
            Some(free) => {
                self.persons[free as usize] = person;
                free
            }
            None => {
                self.persons.push(person);
                self.persons.len() as u32 - 1
            }
        };
        if let Some(row) = row {
            self.by_row.insert(row, number);
        }
        number
    }

    /// The number of the person behind the `who` of a fact.
    pub fn number(&self, who: i64) -> u32 {
        self.numbers[who as usize]
    }

    /// The number of the person with a row in `persons`, if one of its distinct ids has an event.
    pub fn number_of_row(&self, row: i64) -> Option<u32> {
        self.by_row.get(&row).copied()
    }

    /// One more than the last number.
    pub fn end(&self) -> usize {
        self.persons.len()
    }

    /// The numbers that are somebody's.
    pub fn all(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.persons).filter(|(_, person)| person.ids > 0).map(|(number, _)| number)
    }

    /// The latest of the person's rows in `ids`.
    pub fn id(&self, number: u32) -> i64 {
        self.persons[number as usize].latest
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const PROJECT: i64 = 1;

    /// By the row of each one's latest distinct id: its row in `persons`, and all its distinct ids.
    fn described(people: &People, connection: &Connection) -> BTreeMap<i64, (Option<i64>, Vec<i64>)> {
        let mut statement = connection.prepare("SELECT id FROM ids WHERE project = ?1 ORDER BY id").unwrap();
        let ids: Vec<i64> = statement.query_map([PROJECT], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let described = |number: u32| {
            let own = ids.iter().copied().filter(|id| people.number(*id) == number).collect();
            (people.id(number), (people.persons[number as usize].row, own))
        };
        people.all().map(described).collect()
    }

    proptest! {
        /// Whoever follows each step knows the same as one who reads everything at the end.
        #[test]
        fn following_is_reading_everything(
            steps in prop::collection::vec((1_i64..=2, 0_i64..12, prop::option::of(1_i64..5), any::<bool>()), 1..60),
        ) {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(include_str!("schema.sql")).unwrap();
            let mut people = People::default();
            for (project, id, person, follows) in steps {
                let sql = "INSERT INTO ids (project, distinct_id, person, since) VALUES (?1, ?2, ?3, 0)
                    ON CONFLICT DO UPDATE SET person = excluded.person";
                connection.execute(sql, (project, id, person)).unwrap();
                if follows {
                    people.follow(&connection, PROJECT, Seen::now(&connection).unwrap()).unwrap();
                }
            }
            let seen = Seen::now(&connection).unwrap();
            people.follow(&connection, PROJECT, seen).unwrap();
            let mut anew = People::default();
            anew.follow(&connection, PROJECT, seen).unwrap();
            prop_assert_eq!(described(&people, &connection), described(&anew, &connection));
            prop_assert!(people.end() <= 12);
            for row in 1..5 {
                let id = |people: &People| people.number_of_row(row).map(|number| people.id(number));
                prop_assert_eq!(id(&people), id(&anew));
            }
            prop_assert!(people.is_of(seen));
        }
    }
}
