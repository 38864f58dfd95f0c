//! Properties of persons and groups as they are now, for whole projects at once.

use std::cell::RefCell;
use std::rc::Rc;

use rusqlite::{Result, params};
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::facts::{View, members};

/// One property of everybody: by a person's number, or by a group's row.
pub type Values = Rc<Vec<Option<Value>>>;

/// Properties that were read for one question.
#[derive(Debug)]
pub struct Properties<'a> {
    view: &'a View<'a>,
    known: RefCell<FxHashMap<(Option<usize>, String), Values>>,
}

impl<'a> Properties<'a> {
    /// Those that `view` sees.
    pub fn new(view: &'a View<'a>) -> Self {
        Self { view, known: RefCell::default() }
    }

    /// A property of every person, by number.
    pub fn of_persons(&self, key: &str) -> Result<Values> {
        self.remembered(None, key, || {
            let mut values = vec![None; self.view.people.end()];
            self.each_person(|number, properties| values[number] = members(properties, &[key]).swap_remove(0))?;
            Ok(values)
        })
    }

    /// Hands the number and the properties of each person that has a row to `each`.
    pub fn each_person(&self, mut each: impl FnMut(usize, &str)) -> Result<()> {
        let sql = "SELECT id, properties FROM store.persons WHERE project_id = ?1";
        let mut statement = self.view.connection.prepare_cached(sql)?;
        let mut rows = statement.query([self.view.project])?;
        while let Some(row) = rows.next()? {
            if let Some(number) = self.view.people.number_of_row(row.get(0)?) {
                each(number as usize, row.get_ref(1)?.as_str()?);
            }
        }
        Ok(())
    }

    /// A property of every group of a type, by row.
    pub fn of_groups(&self, type_index: Option<usize>, key: &str) -> Result<Values> {
        let Some(index) = type_index else { return Ok(Values::default()) };
        self.remembered(type_index, key, || {
            let sql = "SELECT g.id, s.properties FROM groups g
                JOIN store.groups s ON s.project_id = g.project AND s.type_index = g.type_index AND s.key = g.key
                WHERE g.project = ?1 AND g.type_index = ?2 ORDER BY g.id";
            let mut statement = self.view.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![self.view.project, index])?;
            let mut values = Vec::new();
            while let Some(row) = rows.next()? {
                values.resize(row.get::<_, usize>(0)?, None);
                values.push(members(row.get_ref(1)?.as_str()?, &[key]).swap_remove(0));
            }
            Ok(values)
        })
    }

    fn remembered(
        &self,
        type_index: Option<usize>,
        key: &str,
        read: impl FnOnce() -> Result<Vec<Option<Value>>>,
    ) -> Result<Values> {
        let entry = (type_index, key.to_owned());
        if let Some(values) = self.known.borrow().get(&entry) {
            return Ok(Rc::clone(values));
        }
        let values = Rc::new(read()?);
        self.known.borrow_mut().insert(entry, Rc::clone(&values));
        Ok(values)
    }
}
