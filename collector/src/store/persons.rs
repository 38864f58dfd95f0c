//! Persons in the database.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use crate::limits;
use crate::text::{self, Object};

/// A person as stored.
#[derive(Debug, Clone)]
pub struct Person {
    /// The row.
    pub id: i64,
    /// The public name.
    pub uuid: String,
    /// When the first event that made it happened.
    pub created_at: i64,
    /// Whether the site named the person itself.
    pub is_identified: bool,
}

/// Reads a column of JSON. The collector wrote it, so that a failure means a damaged file.
pub(super) fn object(row: &Row<'_>, column: usize) -> Result<Object> {
    let json = row.get_ref(column)?.as_str()?;
    serde_json::from_str(json)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into()))
}

/// Not a join: SQLite would plan that anew for each distinct id.
const FIND: &str = "SELECT id, uuid, created_at, is_identified FROM persons
    WHERE id = (SELECT person_id FROM person_distinct_ids WHERE project_id = ?1 AND distinct_id = ?2)";

/// The person of `distinct_id`. Its properties are read apart, as most events do not touch them.
pub(super) fn find(connection: &Connection, project: i64, distinct_id: &str) -> Result<Option<Person>> {
    let person = |row: &Row<'_>| {
        Ok(Person { id: row.get(0)?, uuid: row.get(1)?, created_at: row.get(2)?, is_identified: row.get(3)? })
    };
    connection.prepare_cached(FIND)?.query_row(params![project, distinct_id], person).optional()
}

/// What is known of a person.
pub(super) fn properties(connection: &Connection, person: i64) -> Result<Object> {
    connection.prepare_cached("SELECT properties FROM persons WHERE id = ?1")?.query_row([person], |row| object(row, 0))
}

/// Makes a person without properties. Its `id` is set to the new row's.
pub(super) fn create(connection: &Connection, project: i64, person: &mut Person) -> Result<()> {
    let sql =
        "INSERT INTO persons (project_id, uuid, created_at, is_identified, properties) VALUES (?1, ?2, ?3, ?4, '{}')";
    let values = params![project, person.uuid, person.created_at, person.is_identified];
    person.id = connection.prepare_cached(sql)?.insert(values)?;
    Ok(())
}

/// Writes all but the properties.
pub(super) fn save(connection: &Connection, person: &Person) -> Result<()> {
    let sql = "UPDATE persons SET created_at = ?2, is_identified = ?3 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![person.id, person.created_at, person.is_identified])?;
    Ok(())
}

/// Writes a person's properties. False if they are too large; then nothing is written.
pub(super) fn save_properties(connection: &Connection, person: i64, properties: &Object) -> Result<bool> {
    let json = text::profile_json(properties);
    let fits = json.len() <= limits::PROFILE_BYTES;
    if fits {
        connection
            .prepare_cached("UPDATE persons SET properties = ?2 WHERE id = ?1")?
            .execute(params![person, json])?;
    }
    Ok(fits)
}

/// Gives `distinct_id`, which has no person, to one.
pub(super) fn attach(connection: &Connection, project: i64, distinct_id: &str, person: i64) -> Result<()> {
    let sql = "INSERT INTO person_distinct_ids (project_id, distinct_id, person_id) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![project, distinct_id, person])?;
    Ok(())
}

/// Moves all distinct ids of `source` to `target`, and deletes `source`.
pub(super) fn absorb(connection: &Connection, source: i64, target: i64) -> Result<()> {
    let sql = "UPDATE person_distinct_ids SET person_id = ?2 WHERE person_id = ?1";
    connection.prepare_cached(sql)?.execute([source, target])?;
    connection.prepare_cached("DELETE FROM persons WHERE id = ?1")?.execute([source])?;
    Ok(())
}

/// Remembers that `distinct_id` has events without a person.
pub(super) fn remember_personless(connection: &Connection, project: i64, distinct_id: &str) -> Result<()> {
    let sql = "INSERT INTO personless_distinct_ids (project_id, distinct_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    connection.prepare_cached(sql)?.execute(params![project, distinct_id])?;
    Ok(())
}

/// Whether `distinct_id` has events without a person.
pub(super) fn was_personless(connection: &Connection, project: i64, distinct_id: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM personless_distinct_ids WHERE project_id = ?1 AND distinct_id = ?2";
    connection.prepare_cached(sql)?.exists(params![project, distinct_id])
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::database;

    #[test]
    fn finding_a_person_is_planned_once() {
        let directory = tempfile::tempdir().unwrap();
        let connection = database::open_writer(&directory.path().join("test.sqlite3")).unwrap();
        connection.execute("INSERT INTO projects (id, token, created_at) VALUES (1, 't', 0)", []).unwrap();
        for id in ["a", "b", "c"] {
            let mut person = Person { id: 0, uuid: id.into(), created_at: 0, is_identified: false };
            create(&connection, 1, &mut person).unwrap();
            attach(&connection, 1, id, person.id).unwrap();
            assert_eq!(find(&connection, 1, id).unwrap().map(|person| person.uuid).as_deref(), Some(id));
        }
        let statement = connection.prepare_cached(FIND).unwrap();
        assert_eq!(
            (statement.get_status(StatementStatus::Run), statement.get_status(StatementStatus::RePrepare)),
            (3, 0)
        );
    }
}
