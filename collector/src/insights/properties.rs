//! Properties of persons and groups as they are now, for whole projects at once.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rusqlite::params;
use rusqlite::types::ValueRef;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::facts::{View, members};
use crate::flags::fault::Fault;
use crate::insights::job::{Job, Stop};
use crate::limits;

/// One property of everybody: by a person's number, or by a group's row.
pub type Values = Rc<Vec<Option<Value>>>;

/// Properties that were read for one question.
#[derive(Debug)]
pub struct Properties<'a> {
    view: &'a View<'a>,
    job: &'a Job,
    known: RefCell<FxHashMap<(Option<usize>, String), Values>>,
    held: Cell<usize>,
}

impl<'a> Properties<'a> {
    /// Those that `view` sees, for `job`.
    pub fn new(view: &'a View<'a>, job: &'a Job) -> Self {
        Self { view, job, known: RefCell::default(), held: Cell::default() }
    }

    /// A property of every person, by number.
    ///
    /// # Errors
    ///
    /// When the question would remember more than [`limits::INSIGHT_HELD_BYTES`], as from [`Self::of_groups`].
    pub fn of_persons(&self, key: &str) -> Result<Values, Stop> {
        self.remembered(None, key, || {
            let mut values = vec![None; self.view.people.end()];
            self.hold(size_of_val(&*values))?;
            let sql = "SELECT id, properties FROM store.persons WHERE project_id = ?1";
            let mut statement = self.view.connection.prepare_cached(sql)?;
            let mut rows = statement.query([self.view.project])?;
            while let Some(row) = rows.next()? {
                self.job.check()?;
                if let Some(number) = self.view.people.number_of_row(row.get(0)?) {
                    values[number as usize] = self.value(row.get_ref(1)?, key)?;
                }
            }
            Ok(values)
        })
    }

    /// A property of every group of a type, by row.
    pub fn of_groups(&self, type_index: Option<usize>, key: &str) -> Result<Values, Stop> {
        let Some(index) = type_index else { return Ok(Values::default()) };
        self.remembered(type_index, key, || {
            let sql = "SELECT g.id, s.properties FROM groups g
                JOIN store.groups s ON s.project_id = g.project AND s.type_index = g.type_index AND s.key = g.key
                WHERE g.project = ?1 AND g.type_index = ?2 ORDER BY g.id";
            let mut statement = self.view.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![self.view.project, index])?;
            let mut values = Vec::new();
            while let Some(row) = rows.next()? {
                self.job.check()?;
                let group: usize = row.get(0)?;
                self.hold((group + 1 - values.len()) * size_of::<Option<Value>>())?;
                values.resize(group, None);
                values.push(self.value(row.get_ref(1)?, key)?);
            }
            Ok(values)
        })
    }

    fn value(&self, properties: ValueRef<'_>, key: &str) -> Result<Option<Value>, Stop> {
        let value = members(properties.as_str().map_err(rusqlite::Error::from)?, &[key]).swap_remove(0);
        self.hold(value.as_ref().map_or(0, beyond))?;
        Ok(value)
    }

    fn hold(&self, bytes: usize) -> Result<(), Stop> {
        self.held.set(self.held.get() + bytes);
        if self.held.get() > limits::INSIGHT_HELD_BYTES {
            let message = "they ask for more properties of persons or groups than can be remembered; ask for fewer";
            return Err(Fault::new("filters", message).into());
        }
        Ok(())
    }

    fn remembered(
        &self,
        type_index: Option<usize>,
        key: &str,
        read: impl FnOnce() -> Result<Vec<Option<Value>>, Stop>,
    ) -> Result<Values, Stop> {
        let entry = (type_index, key.to_owned());
        if let Some(values) = self.known.borrow().get(&entry) {
            return Ok(Rc::clone(values));
        }
        let values = Rc::new(read()?);
        self.known.borrow_mut().insert(entry, Rc::clone(&values));
        Ok(values)
    }
}

/// The bytes of a value beyond its own.
fn beyond(value: &Value) -> usize {
    let of = |value: &Value| size_of::<Value>() + beyond(value);
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(of).sum(),
        Value::Object(members) => members.iter().map(|(key, value)| size_of::<String>() + key.len() + of(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rusqlite::Connection;
    use serde_json::json;

    use super::*;

    /// A project with one group.
    fn connection() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        let sql = r#"ATTACH ':memory:' AS store;
            CREATE TABLE main.groups (id, project, type_index, key);
            CREATE TABLE store.groups (project_id, type_index, key, properties);
            INSERT INTO main.groups VALUES (2, 1, 0, 'acme');
            INSERT INTO store.groups VALUES (1, 0, 'acme', '{"tier":"gold"}');"#;
        connection.execute_batch(sql).unwrap();
        connection
    }

    #[test]
    fn what_is_read_is_bounded_and_ends_with_the_job() {
        let (connection, job) = (connection(), Job::default());
        let view = View { connection: &connection, project: 1, people: Arc::default() };
        let properties = Properties::new(&view, &job);
        assert_eq!(*properties.of_groups(Some(0), "tier").unwrap(), [None, None, Some(json!("gold"))]);
        assert_eq!(properties.held.get(), 3 * size_of::<Option<Value>>() + 4);
        properties.held.set(limits::INSIGHT_HELD_BYTES);
        let refused = properties.of_groups(Some(0), "size");
        assert!(matches!(refused, Err(Stop::Fault(fault)) if fault.field == "filters"));
        // What is remembered costs nothing more.
        assert!(properties.of_groups(Some(0), "tier").is_ok());
        job.cancel();
        assert!(matches!(properties.of_groups(Some(0), "plan"), Err(Stop::Cancelled)));
    }

    #[test]
    fn bytes_of_values() {
        let value = size_of::<Value>();
        for (json, bytes) in [
            (json!(1), 0),
            (json!("gold"), 4),
            (json!([1, "ab", []]), 3 * value + 2),
            (json!({ "key": [null] }), size_of::<String>() + 3 + 2 * value),
        ] {
            assert_eq!(beyond(&json), bytes, "{json}");
        }
    }
}
