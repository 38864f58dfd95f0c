//! Experiments in the database.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use crate::experiments::record::{ExperimentRecord, Goal};
use crate::store::flags::{json, text};
use crate::store::projects;

/// The experiments of a project, or of all, newest first.
pub fn all(connection: &Connection, token: Option<&str>) -> Result<Vec<ExperimentRecord>> {
    let sql = format!("{SELECT} WHERE ?1 IS NULL OR p.token = ?1 ORDER BY x.id DESC");
    connection.prepare_cached(&sql)?.query_map([token], record)?.collect()
}

/// How many a project has.
pub fn count(connection: &Connection, token: &str) -> Result<i64> {
    let sql = "SELECT count(*) FROM experiments x JOIN projects p ON p.id = x.project_id WHERE p.token = ?1";
    connection.prepare_cached(sql)?.query_row([token], |row| row.get(0))
}

/// The experiment of an id.
pub fn find(connection: &Connection, id: i64) -> Result<Option<ExperimentRecord>> {
    connection.prepare_cached(&format!("{SELECT} WHERE x.id = ?1"))?.query_row([id], record).optional()
}

const SELECT: &str =
    "SELECT x.id, p.token, x.name, x.flag_key, x.goal_event, x.goal_properties, x.starts_at, x.ends_at,
        x.created_at, x.updated_at
    FROM experiments x JOIN projects p ON p.id = x.project_id";

fn record(row: &Row<'_>) -> Result<ExperimentRecord> {
    Ok(ExperimentRecord {
        id: row.get(0)?,
        token: row.get(1)?,
        name: row.get(2)?,
        flag_key: row.get(3)?,
        goal: Goal { event: row.get(4)?, properties: json(row, 5)?.unwrap_or_default() },
        starts_at: row.get(6)?,
        ends_at: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
    })
}

/// Stores a new experiment, whose `id` is ignored. Returns it with the one it got.
pub fn insert(connection: &Connection, experiment: &ExperimentRecord) -> Result<ExperimentRecord> {
    let project = projects::find_or_create(connection, &experiment.token, experiment.created_at)?;
    let sql = "INSERT INTO experiments (project_id, name, flag_key, goal_event, goal_properties, starts_at, ends_at,
            created_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let id = connection.prepare_cached(sql)?.insert(params![
        project,
        experiment.name,
        experiment.flag_key,
        experiment.goal.event,
        text(&experiment.goal.properties),
        experiment.starts_at,
        experiment.ends_at,
        experiment.created_at,
        experiment.updated_at,
    ])?;
    Ok(ExperimentRecord { id, ..experiment.clone() })
}

/// Stores a changed experiment; its flag stays.
pub fn update(connection: &Connection, experiment: &ExperimentRecord) -> Result<()> {
    let sql = "UPDATE experiments
        SET name = ?2, goal_event = ?3, goal_properties = ?4, starts_at = ?5, ends_at = ?6, updated_at = ?7
        WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![
        experiment.id,
        experiment.name,
        experiment.goal.event,
        text(&experiment.goal.properties),
        experiment.starts_at,
        experiment.ends_at,
        experiment.updated_at,
    ])?;
    Ok(())
}

/// Deletes an experiment.
pub fn delete(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("DELETE FROM experiments WHERE id = ?1", [id])?;
    Ok(())
}
