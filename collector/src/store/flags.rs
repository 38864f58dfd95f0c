//! Flags and their history in the database.

use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Result, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::flags::record::FlagRecord;
use crate::limits;
use crate::store::projects;

/// One change of a flag.
#[derive(Debug, Serialize)]
pub struct Change {
    /// When it was made, in milliseconds.
    pub changed_at: i64,
    /// The flag before it; none when the flag was made.
    pub before: Option<Value>,
    /// The flag after it; none when the flag was deleted.
    pub after: Option<Value>,
}

/// The flags of a project, or of all.
pub fn all(connection: &Connection, token: Option<&str>) -> Result<Vec<FlagRecord>> {
    let sql = format!("{SELECT} WHERE ?1 IS NULL OR p.token = ?1 ORDER BY p.id, f.key");
    connection.prepare_cached(&sql)?.query_map([token], record)?.collect()
}

/// The flag of an id.
pub fn find(connection: &Connection, id: i64) -> Result<Option<FlagRecord>> {
    connection.prepare_cached(&format!("{SELECT} WHERE f.id = ?1"))?.query_row([id], record).optional()
}

const SELECT: &str = "SELECT f.id, p.token, f.key, f.name, f.active, f.filters, f.ensure_experience_continuity,
        f.early_access, f.version, f.created_at, f.updated_at
    FROM flags f JOIN projects p ON p.id = f.project_id";

fn record(row: &Row<'_>) -> Result<FlagRecord> {
    Ok(FlagRecord {
        id: row.get(0)?,
        token: row.get(1)?,
        key: row.get(2)?,
        name: row.get(3)?,
        active: row.get(4)?,
        filters: json(row, 5)?.unwrap_or_default(),
        ensure_experience_continuity: row.get(6)?,
        early_access: json(row, 7)?,
        version: row.get(8)?,
        created_at: row.get(9)?,
        updated_at: row.get(10)?,
    })
}

/// Reads a column of JSON. The collector wrote it, so that a failure means a damaged file.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<Option<T>> {
    let Some(text) = row.get_ref(column)?.as_str_or_null()? else { return Ok(None) };
    let read = serde_json::from_str(text).map(Some);
    read.map_err(|error| Error::FromSqlConversionFailure(column, Type::Text, error.into()))
}

/// The JSON text of a value. There is no value without one.
pub fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".into())
}

/// Stores a new flag, whose `id` is ignored. Returns it with the one it got.
pub fn insert(connection: &Connection, flag: &FlagRecord) -> Result<FlagRecord> {
    let project = projects::find_or_create(connection, &flag.token, flag.created_at)?;
    let sql = "INSERT INTO flags (project_id, key, name, active, filters, ensure_experience_continuity, early_access,
            version, created_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let id = connection.prepare_cached(sql)?.insert(params![
        project,
        flag.key,
        flag.name,
        flag.active,
        text(&flag.filters),
        flag.ensure_experience_continuity,
        flag.early_access.as_ref().map(text),
        flag.version,
        flag.created_at,
        flag.updated_at,
    ])?;
    let made = FlagRecord { id, ..flag.clone() };
    remember(connection, made.updated_at, id, None, Some(&made))?;
    Ok(made)
}

/// Stores a changed flag in place of what it was `before`.
pub fn update(connection: &Connection, before: &FlagRecord, after: &FlagRecord) -> Result<()> {
    let sql = "UPDATE flags SET key = ?2, name = ?3, active = ?4, filters = ?5, ensure_experience_continuity = ?6,
            early_access = ?7, version = ?8, updated_at = ?9
        WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![
        after.id,
        after.key,
        after.name,
        after.active,
        text(&after.filters),
        after.ensure_experience_continuity,
        after.early_access.as_ref().map(text),
        after.version,
        after.updated_at,
    ])?;
    remember(connection, after.updated_at, after.id, Some(before), Some(after))
}

/// Deletes a flag. Its history stays.
pub fn delete(connection: &Connection, flag: &FlagRecord, now: i64) -> Result<()> {
    connection.execute("DELETE FROM flag_overrides WHERE flag_id = ?1", [flag.id])?;
    connection.execute("DELETE FROM flags WHERE id = ?1", [flag.id])?;
    remember(connection, now, flag.id, Some(flag), None)
}

fn remember(
    connection: &Connection,
    now: i64,
    flag: i64,
    before: Option<&FlagRecord>,
    after: Option<&FlagRecord>,
) -> Result<()> {
    let sql = "INSERT INTO flag_history (flag_id, changed_at, before, after) VALUES (?1, ?2, ?3, ?4)";
    connection.execute(sql, params![flag, now, before.map(text), after.map(text)])?;
    let sql = "DELETE FROM flag_history WHERE flag_id = ?1 AND id <=
        (SELECT id FROM flag_history WHERE flag_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
    connection.execute(sql, params![flag, limits::FLAG_HISTORY_ROWS])?;
    Ok(())
}

/// The changes of a flag, newest first, be it there still or not.
pub fn history(connection: &Connection, flag: i64, limit: i64) -> Result<Vec<Change>> {
    let sql = "SELECT changed_at, before, after FROM flag_history WHERE flag_id = ?1 ORDER BY id DESC LIMIT ?2";
    let change = |row: &Row<'_>| Ok(Change { changed_at: row.get(0)?, before: json(row, 1)?, after: json(row, 2)? });
    connection.prepare_cached(sql)?.query_map([flag, limit], change)?.collect()
}
