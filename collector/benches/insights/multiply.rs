//! A small database many times over: everything for other people at a slightly other time, the events in the order of time as
//! if all had been sent.

use std::path::Path;

use anyhow::Result;
use rusqlite::{Connection, params};

use crate::say;

/// So many copies work for the same organisations.
const FAMILY: usize = 10;
/// The shift between two copies, and the most of all, in milliseconds.
const SHIFT: i64 = 7_919_000;
const MOST_SHIFT: i64 = 7 * 86_400_000;
const DAY: i64 = 86_400_000;

/// Makes `target` of `copies` times what `first` holds. Gives the number of its last person.
pub(crate) fn multiply(first: &Path, target: &Path, copies: usize) -> Result<i64> {
    // With the collector's own tables, and what it notes about them.
    Connection::open(first)?.execute("VACUUM INTO ?1", [target.to_str()])?;
    let connection = Connection::open(target)?;
    // The collector's own settings come back with its next start.
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -500_000)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.execute("ATTACH ?1 AS first", [first.to_str()])?;
    connection.execute_batch(
        "CREATE INDEX first.by_time ON events (timestamp);
        CREATE TEMP TABLE copies (copy INTEGER PRIMARY KEY, shift INTEGER NOT NULL, family INTEGER NOT NULL)",
    )?;
    for copy in 0..copies {
        let shift = -(copy as i64 * SHIFT % MOST_SHIFT);
        connection
            .execute("INSERT INTO copies VALUES (?1, ?2, ?3)", params![copy as i64, shift, (copy / FAMILY) as i64])?;
    }
    let indices = without_indices(&connection)?;
    people(&connection)?;
    events(&connection)?;
    say("making indices");
    for sql in indices {
        connection.execute_batch(&sql)?;
    }
    Ok(connection.query_row("SELECT max(id) FROM persons", [], |row| row.get(0))?)
}

/// Drops what would slow down the filling of the events. Gives what makes it again.
fn without_indices(connection: &Connection) -> Result<Vec<String>> {
    let sql =
        "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND tbl_name = 'events' AND sql IS NOT NULL";
    let indices: Vec<(String, String)> =
        connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (name, _) in &indices {
        connection.execute_batch(&format!("DROP INDEX main.{name}"))?;
    }
    Ok(indices.into_iter().map(|(_, sql)| sql).collect())
}

/// A copy's own uuid: unique in the front, the number of the copy behind.
fn uuid(column: &str) -> String {
    format!("substr({column}, 1, 28) || format('%08x', copy)")
}

/// A copy's own distinct id.
fn distinct_id(column: &str) -> String {
    format!("CASE WHEN instr({column}, '@') THEN copy || '.' || {column} ELSE {} END", uuid(column))
}

/// A copy's own organisation in any text.
fn company(column: &str) -> String {
    format!("replace({column}, 'company-0-', 'company-' || family || '-')")
}

fn people(connection: &Connection) -> Result<()> {
    let persons: i64 = connection.query_row("SELECT max(id) FROM first.persons", [], |row| row.get(0))?;
    let email = r#"replace(properties, '"email":"', '"email":"' || copy || '.')"#;
    let (of_person, of_id, key) = (uuid("uuid"), distinct_id("distinct_id"), company("key"));
    let (properties, of_group) = (company(email), company("properties"));
    connection.execute_batch(&format!(
        "DELETE FROM main.person_groups; DELETE FROM main.person_distinct_ids; DELETE FROM main.personless_distinct_ids;
        DELETE FROM main.persons; DELETE FROM main.groups; DELETE FROM main.events;
        INSERT INTO main.persons (id, project_id, uuid, created_at, is_identified, properties)
            SELECT id + copy * {persons}, project_id, {of_person}, created_at + shift, is_identified, {properties}
            FROM copies, first.persons;
        INSERT INTO main.person_distinct_ids (project_id, distinct_id, person_id)
            SELECT project_id, {of_id}, person_id + copy * {persons} FROM copies, first.person_distinct_ids;
        INSERT INTO main.personless_distinct_ids (project_id, distinct_id)
            SELECT project_id, {of_id} FROM copies, first.personless_distinct_ids;
        INSERT INTO main.person_groups (person_id, project_id, type_index, key, first_seen, last_seen)
            SELECT person_id + copy * {persons}, project_id, type_index, {key}, first_seen + shift, last_seen + shift
            FROM copies, first.person_groups;
        INSERT INTO main.groups (project_id, type_index, key, created_at, properties)
            SELECT project_id, type_index, {key}, created_at + shift, {of_group}
            FROM copies, first.groups WHERE copy % {FAMILY} = 0;"
    ))?;
    Ok(())
}

fn events(connection: &Connection) -> Result<()> {
    let sql = "SELECT min(timestamp), max(timestamp) FROM first.events";
    let (start, end): (i64, i64) = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // The front of a uuid tells its time.
    let own = "format('%08x-%04x-', (timestamp + shift) / 65536, (timestamp + shift) % 65536) || substr(uuid, 15)";
    let mut insert = connection.prepare(&format!(
        "INSERT INTO main.events (project_id, uuid, event, distinct_id, person_uuid, person_mode, timestamp, received_at,
            sent_at, session_id, properties, elements_chain)
        SELECT project_id, {}, event, {}, {}, person_mode, timestamp + shift, timestamp + shift + 900, sent_at, {}, {},
            elements_chain
        FROM copies CROSS JOIN first.events ON timestamp >= ?1 - shift AND timestamp < ?2 - shift
        ORDER BY timestamp + shift, copy",
        uuid(&format!("({own})")),
        distinct_id("distinct_id"),
        uuid("person_uuid"),
        uuid("session_id"),
        company("properties"),
    ))?;
    let (mut from, mut stored) = (start - MOST_SHIFT, 0);
    for day in 1.. {
        if from > end {
            break;
        }
        stored += insert.execute([from, from + DAY])?;
        from += DAY;
        if day % 50 == 0 {
            say(format!("{stored} events"));
        }
    }
    Ok(())
}
