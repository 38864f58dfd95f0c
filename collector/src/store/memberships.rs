//! Memberships: which groups a person has acted for, and from when to when.

use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::limits;

/// Remembers that `person` acted for a group at `time`. False if there is no room for another group; then nothing is written.
///
/// Most events say what is known already: those cost one look. `last_seen` is written only when it would grow by more
/// than [`limits::MEMBERSHIP_STEP`], as a write an event would double the work of a busy site to little use.
pub(super) fn remember(
    connection: &Connection,
    project: i64,
    person: i64,
    type_index: i64,
    key: &str,
    time: i64,
) -> Result<bool> {
    let sql = "SELECT first_seen, last_seen FROM person_groups WHERE person_id = ?1 AND type_index = ?2 AND key = ?3";
    let known: Option<(i64, i64)> = connection
        .prepare_cached(sql)?
        .query_row(params![person, type_index, key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((first, last)) = known else {
        let sql = "INSERT INTO person_groups (person_id, project_id, type_index, key, first_seen, last_seen)
            SELECT ?1, ?2, ?3, ?4, ?5, ?5 WHERE (SELECT count(*) FROM person_groups WHERE person_id = ?1) < ?6";
        let values = params![person, project, type_index, key, time, limits::PERSON_GROUPS];
        return Ok(connection.prepare_cached(sql)?.execute(values)? == 1);
    };
    if time < first || time > last + limits::MEMBERSHIP_STEP {
        let sql = "UPDATE person_groups SET first_seen = min(first_seen, ?4), last_seen = max(last_seen, ?4)
            WHERE person_id = ?1 AND type_index = ?2 AND key = ?3";
        connection.prepare_cached(sql)?.execute(params![person, type_index, key, time])?;
    }
    Ok(true)
}

/// Moves the memberships of `source` to `target`. False if they were too many for one person; those that ended first are
/// forgotten.
pub(super) fn absorb(connection: &Connection, source: i64, target: i64) -> Result<bool> {
    let sql = "INSERT INTO person_groups (person_id, project_id, type_index, key, first_seen, last_seen)
        SELECT ?2, project_id, type_index, key, first_seen, last_seen FROM person_groups WHERE person_id = ?1
        ON CONFLICT DO UPDATE SET first_seen = min(first_seen, excluded.first_seen),
            last_seen = max(last_seen, excluded.last_seen)";
    connection.prepare_cached(sql)?.execute([source, target])?;
    connection.prepare_cached("DELETE FROM person_groups WHERE person_id = ?1")?.execute([source])?;
    let sql = "DELETE FROM person_groups WHERE person_id = ?1 AND (type_index, key) IN (
        SELECT type_index, key FROM person_groups WHERE person_id = ?1
        ORDER BY last_seen DESC, type_index, key LIMIT -1 OFFSET ?2)";
    Ok(connection.prepare_cached(sql)?.execute([target, limits::PERSON_GROUPS])? == 0)
}
