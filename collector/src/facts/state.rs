//! How far the facts have come.

use rusqlite::{Connection, OptionalExtension, Result, ToSql, params};

/// A number of the table `state`, 0 if it is not there.
pub(super) fn number(connection: &Connection, key: &str) -> Result<i64> {
    let mut statement = connection.prepare_cached("SELECT value FROM state WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// A text of the table `state`.
pub(super) fn text(connection: &Connection, key: &str) -> Result<Option<String>> {
    connection.prepare_cached("SELECT value FROM state WHERE key = ?1")?.query_row([key], |row| row.get(0)).optional()
}

/// Writes a row of `state`.
pub(super) fn set(connection: &Connection, key: &str, value: impl ToSql) -> Result<()> {
    let sql = "INSERT INTO state (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute(params![key, value])?;
    Ok(())
}
