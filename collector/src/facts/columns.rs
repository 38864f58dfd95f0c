//! Columns of properties: made when a question first asks for one, and kept up to date from then on.

use rusqlite::{Connection, OptionalExtension, Result, TransactionBehavior, params};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use crate::facts::members::members;
use crate::facts::state;
use crate::facts::value::Column;
use crate::flags::fault::Fault;
use crate::insights::job::{Job, Stop};
use crate::{limits, time};

/// In place of a name: the column holds all events.
pub const ALL_NAMES: i64 = 0;

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) id: i64,
    pub(super) property: String,
}

/// A column that a question needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The name's row in `names`, or [`ALL_NAMES`].
    pub name: i64,
    /// The property.
    pub property: String,
}

/// Those that hold every event so far, by project and name.
pub(super) fn complete(connection: &Connection) -> Result<FxHashMap<(i64, i64), Vec<Wanted>>> {
    let mut columns: FxHashMap<_, Vec<_>> = FxHashMap::default();
    let mut statement =
        connection.prepare_cached("SELECT project, name, id, property FROM columns WHERE until IS NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let wanted = Wanted { id: row.get(2)?, property: row.get(3)? };
        columns.entry((row.get(0)?, row.get(1)?)).or_default().push(wanted);
    }
    Ok(columns)
}

/// Writes the value of an event, if it has one.
pub(super) fn store(connection: &Connection, column: i64, event: i64, value: Option<Value>) -> Result<()> {
    let Some(value) = value else { return Ok(()) };
    let sql = format!("INSERT OR REPLACE INTO column_{column} (event, value) VALUES (?1, ?2)");
    connection.prepare_cached(&sql)?.execute(params![event, Column(value)])?;
    Ok(())
}

/// Removes the values of an event from all columns. Those that are not complete will not read it again, so they begin anew.
pub(super) fn forget(connection: &Connection, project: i64, name: i64, event: i64) -> Result<()> {
    let sql = "SELECT id, until FROM columns WHERE project = ?1 AND name IN (?2, ?3)";
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.query_map([project, name, ALL_NAMES], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (column, until) in columns.collect::<Result<Vec<(i64, Option<i64>)>>>()? {
        match until {
            Some(until) if until >= event => {
                connection.execute(&format!("DELETE FROM column_{column}"), [])?;
                connection.execute("UPDATE columns SET until = 0 WHERE id = ?1", [column])?;
            }
            _ => {
                connection
                    .prepare_cached(&format!("DELETE FROM column_{column} WHERE event = ?1"))?
                    .execute([event])?;
            }
        }
    }
    Ok(())
}

/// The row of a complete column.
pub(super) fn find(connection: &Connection, project: i64, key: &Key) -> Result<i64> {
    let sql = "SELECT id FROM columns WHERE project = ?1 AND name = ?2 AND property = ?3 AND until IS NULL";
    connection.prepare_cached(sql)?.query_row(params![project, key.name, key.property], |row| row.get(0))
}

/// Makes what is missing of these columns. The facts have to be caught up.
pub(super) fn ensure(connection: &mut Connection, project: i64, keys: &[Key], job: &Job) -> Result<(), Stop> {
    let keys: FxHashSet<&Key> = keys.iter().collect();
    if keys.len() > limits::FACTS_COLUMNS {
        let most = limits::FACTS_COLUMNS;
        return Err(Fault::new("filters", format!("one question reads at most {most} properties of events")).into());
    }
    let mut own = Vec::with_capacity(keys.len());
    let mut unknown = Vec::new();
    for key in keys {
        match known(connection, project, key)? {
            Some(column) => own.push(column),
            None => unknown.push(key),
        }
    }
    for key in unknown {
        own.push(make(connection, project, key, &own)?);
    }
    let mut missing: FxHashMap<i64, Vec<Wanted>> = FxHashMap::default();
    let mut unfinished =
        connection.prepare_cached("SELECT name, property FROM columns WHERE id = ?1 AND until IS NOT NULL")?;
    for id in own {
        let found = unfinished.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        if let Some((name, property)) = found {
            missing.entry(name).or_default().push(Wanted { id, property });
        }
    }
    drop(unfinished);
    missing.into_iter().try_for_each(|(name, columns)| fill(connection, project, name, &columns, job))
}

/// The row of a column, which counts as used today.
fn known(connection: &Connection, project: i64, key: &Key) -> Result<Option<i64>> {
    let sql = "SELECT id, used_on FROM columns WHERE project = ?1 AND name = ?2 AND property = ?3";
    let values = params![project, key.name, key.property];
    let found: Option<(i64, i64)> =
        connection.prepare_cached(sql)?.query_row(values, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((column, used_on)) = found else { return Ok(None) };
    if used_on != today() {
        connection.execute("UPDATE columns SET used_on = ?2 WHERE id = ?1", [column, today()])?;
    }
    Ok(Some(column))
}

/// Makes an empty column. Where there are too many, the one that was not used for longest goes, but none of `own`.
fn make(connection: &mut Connection, project: i64, key: &Key, own: &[i64]) -> Result<i64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let count: usize = transaction.query_row("SELECT count(*) FROM columns", [], |row| row.get(0))?;
    if count >= limits::FACTS_COLUMNS {
        let own = own.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let sql = format!("SELECT id FROM columns WHERE id NOT IN ({own}) ORDER BY used_on, id LIMIT 1");
        let superfluous: i64 = transaction.query_row(&sql, [], |row| row.get(0))?;
        transaction.execute_batch(&format!("DROP TABLE column_{superfluous}"))?;
        transaction.execute("DELETE FROM columns WHERE id = ?1", [superfluous])?;
    }
    let sql = "INSERT INTO columns (project, name, property, until, used_on) VALUES (?1, ?2, ?3, 0, ?4)";
    transaction.execute(sql, params![project, key.name, key.property, today()])?;
    let column = transaction.last_insert_rowid();
    transaction.execute_batch(&format!("CREATE TABLE column_{column} (event INTEGER PRIMARY KEY, value)"))?;
    transaction.commit()?;
    Ok(column)
}

/// In days since 1970.
fn today() -> i64 {
    time::now() / 86_400_000
}

/// Reads the events of a name, or all, for columns that stand at the same event or are filled from the first of them on.
fn fill(connection: &mut Connection, project: i64, name: i64, columns: &[Wanted], job: &Job) -> Result<(), Stop> {
    let ids = columns.iter().map(|column| column.id.to_string()).collect::<Vec<_>>().join(",");
    let keys: Vec<&str> = columns.iter().map(|column| column.property.as_str()).collect();
    let last = state::number(connection, "event")?;
    // The index of names leads to the events of one; for all of them SQLite walks the table.
    let events = if name == ALL_NAMES {
        "SELECT id, properties FROM store.events WHERE project_id = ?1 AND id > ?2 AND id <= ?3 AND ?4 IS NOT NULL
            ORDER BY id LIMIT ?5"
    } else {
        "SELECT id, properties FROM store.events WHERE project_id = ?1 AND id > ?2 AND id <= ?3
            AND event = (SELECT name FROM names WHERE id = ?4) ORDER BY id LIMIT ?5"
    };
    let begun: i64 =
        connection.query_row(&format!("SELECT min(until) FROM columns WHERE id IN ({ids})"), [], |row| row.get(0))?;
    let mut from = begun;
    loop {
        job.check()?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut read = 0;
        {
            let mut statement = transaction.prepare_cached(events)?;
            let mut rows = statement.query(params![project, from, last, name, limits::FACTS_PER_TRANSACTION])?;
            while let Some(row) = rows.next()? {
                let event = row.get(0)?;
                for (column, value) in
                    columns.iter().zip(members(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?, &keys))
                {
                    store(&transaction, column.id, event, value)?;
                }
                (from, read) = (event, read + 1);
            }
        }
        let is_done = read < limits::FACTS_PER_TRANSACTION;
        let until = (!is_done).then_some(from);
        transaction.execute(&format!("UPDATE columns SET until = ?1 WHERE id IN ({ids})"), [until])?;
        transaction.commit()?;
        if is_done {
            return Ok(());
        }
        job.tell("reading properties", (from - begun) as f64 / (last - begun).max(1) as f64);
    }
}
