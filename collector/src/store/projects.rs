//! Projects, each known by its token.

use rusqlite::{Connection, OptionalExtension, Result, params};

/// The row of the project of `token`, made if there is none.
pub(super) fn find_or_create(connection: &Connection, token: &str, now: i64) -> Result<i64> {
    if let Some(id) = find(connection, token)? {
        return Ok(id);
    }
    let sql = "INSERT INTO projects (token, created_at) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.insert(params![token, now])
}

/// The row of the project of `token`, if there is one.
pub fn find(connection: &Connection, token: &str) -> Result<Option<i64>> {
    let sql = "SELECT id FROM projects WHERE token = ?1";
    connection.prepare_cached(sql)?.query_row([token], |row| row.get(0)).optional()
}

/// The tokens of all projects, with their rows.
pub fn all(connection: &Connection) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT id, token FROM projects ORDER BY id";
    connection.prepare_cached(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The tokens of the projects that have flags or cohorts, with their rows.
pub fn with_flags(connection: &Connection) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT id, token FROM projects
        WHERE id IN (SELECT project_id FROM flags UNION SELECT project_id FROM cohorts) ORDER BY id";
    connection.prepare_cached(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The names of a project's types of groups, in their order.
pub fn group_types(connection: &Connection, project: i64) -> Result<Vec<String>> {
    let sql = "SELECT name FROM group_types WHERE project_id = ?1 ORDER BY type_index";
    connection.prepare_cached(sql)?.query_map([project], |row| row.get(0))?.collect()
}
