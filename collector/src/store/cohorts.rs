//! Cohorts in the database.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use crate::flags::record::CohortRecord;
use crate::store::flags::{json, text};
use crate::store::projects;

/// The cohorts of a project, or of all.
pub fn all(connection: &Connection, token: Option<&str>) -> Result<Vec<CohortRecord>> {
    let sql = format!("{SELECT} WHERE ?1 IS NULL OR p.token = ?1 ORDER BY c.id");
    connection.prepare_cached(&sql)?.query_map([token], record)?.collect()
}

/// The cohort of an id.
pub fn find(connection: &Connection, id: i64) -> Result<Option<CohortRecord>> {
    connection.prepare_cached(&format!("{SELECT} WHERE c.id = ?1"))?.query_row([id], record).optional()
}

const SELECT: &str = "SELECT c.id, p.token, c.name, c.filters,
        (SELECT count(*) FROM cohort_distinct_ids d WHERE d.cohort_id = c.id), c.created_at, c.updated_at
    FROM cohorts c JOIN projects p ON p.id = c.project_id";

fn record(row: &Row<'_>) -> Result<CohortRecord> {
    Ok(CohortRecord {
        id: row.get(0)?,
        token: row.get(1)?,
        name: row.get(2)?,
        filters: json(row, 3)?,
        listed: row.get(4)?,
        created_at: row.get(5)?,
        updated_at: row.get(6)?,
    })
}

/// Stores a new cohort, whose `id` is ignored. Returns the one it got.
pub fn insert(connection: &Connection, cohort: &CohortRecord) -> Result<i64> {
    let project = projects::find_or_create(connection, &cohort.token, cohort.created_at)?;
    let sql = "INSERT INTO cohorts (project_id, name, filters, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let filters = cohort.filters.as_ref().map(text);
    connection.prepare_cached(sql)?.insert(params![project, cohort.name, filters, cohort.created_at, cohort.updated_at])
}

/// Stores a changed cohort.
pub fn update(connection: &Connection, cohort: &CohortRecord) -> Result<()> {
    let sql = "UPDATE cohorts SET name = ?2, filters = ?3, updated_at = ?4 WHERE id = ?1";
    let filters = cohort.filters.as_ref().map(text);
    connection.execute(sql, params![cohort.id, cohort.name, filters, cohort.updated_at])?;
    Ok(())
}

/// Puts these distinct ids on the list of a cohort, in place of those that were there.
pub fn list(connection: &Connection, cohort: i64, distinct_ids: &[String]) -> Result<()> {
    connection.execute("DELETE FROM cohort_distinct_ids WHERE cohort_id = ?1", [cohort])?;
    let sql = "INSERT INTO cohort_distinct_ids (cohort_id, distinct_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    let mut insert = connection.prepare_cached(sql)?;
    distinct_ids.iter().try_for_each(|id| insert.execute(params![cohort, id]).map(drop))
}

/// The distinct ids on the list of a cohort.
pub fn listed(connection: &Connection, cohort: i64) -> Result<Vec<String>> {
    let sql = "SELECT distinct_id FROM cohort_distinct_ids WHERE cohort_id = ?1 ORDER BY distinct_id";
    connection.prepare_cached(sql)?.query_map([cohort], |row| row.get(0))?.collect()
}

/// Deletes a cohort and its list.
pub fn delete(connection: &Connection, cohort: i64) -> Result<()> {
    connection.execute("DELETE FROM cohort_distinct_ids WHERE cohort_id = ?1", [cohort])?;
    connection.execute("DELETE FROM cohorts WHERE id = ?1", [cohort])?;
    Ok(())
}
