//! Questions about stored events.

use rusqlite::{Connection, Result, params};

/// Those of `uuids` that a project's stored events have.
pub fn stored(connection: &Connection, token: &str, mut uuids: Vec<String>) -> Result<Vec<String>> {
    let sql = "SELECT 1 FROM events WHERE project_id = (SELECT id FROM projects WHERE token = ?1) AND uuid = ?2";
    let mut stored = connection.prepare_cached(sql)?;
    let mut failure = None;
    uuids.retain(|uuid| {
        stored.exists(params![token, uuid.to_lowercase()]).unwrap_or_else(|error| {
            failure = Some(error);
            false
        })
    });
    failure.map_or(Ok(uuids), Err)
}
