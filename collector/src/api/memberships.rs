//! Who acts for whom: the groups of a person, the members of a group.

use rusqlite::{Connection, Result, Row, params};
use serde::Serialize;

use crate::api::persons::distinct_ids;
use crate::{limits, time};

/// A group that a person has acted for.
#[derive(Debug, Serialize)]
pub(super) struct ShownMembership {
    #[serde(rename = "type")]
    kind: String,
    key: String,
    /// The group's property `name`, if it is a text.
    name: Option<String>,
    first_seen: String,
    last_seen: String,
}

/// A person who has acted for a group.
#[derive(Debug, Serialize)]
pub(super) struct ShownMember {
    uuid: String,
    is_identified: bool,
    distinct_ids: Vec<String>,
    /// The person's properties `name` and `email`, if they are texts.
    name: Option<String>,
    email: Option<String>,
    first_seen: String,
    last_seen: String,
}

/// How many groups are remembered of a person.
pub(super) fn groups_count(connection: &Connection, person: i64) -> Result<i64> {
    let sql = "SELECT count(*) FROM person_groups WHERE person_id = ?1";
    connection.prepare_cached(sql)?.query_row([person], |row| row.get(0))
}

/// The groups of a person, the latest first, bounded.
pub(super) fn groups(connection: &Connection, person: i64) -> Result<Vec<ShownMembership>> {
    let sql = format!(
        "SELECT t.name, m.key, {name}, m.first_seen, m.last_seen
        FROM person_groups m
        JOIN group_types t ON t.project_id = m.project_id AND t.type_index = m.type_index
        LEFT JOIN groups g ON g.project_id = m.project_id AND g.type_index = m.type_index AND g.key = m.key
        WHERE m.person_id = ?1 ORDER BY m.last_seen DESC, m.type_index, m.key LIMIT ?2",
        name = text_property("g", "name"),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let groups = statement.query_map(params![person, limits::PERSON_GROUPS_SHOWN], |row| {
        let (first_seen, last_seen) = (time::iso(row.get(3)?), time::iso(row.get(4)?));
        Ok(ShownMembership { kind: row.get(0)?, key: row.get(1)?, name: row.get(2)?, first_seen, last_seen })
    })?;
    groups.collect()
}

/// How many persons have acted for a group, and when the first and the last time was.
pub(super) fn of_group(
    connection: &Connection,
    project: i64,
    type_index: i64,
    key: &str,
) -> Result<(i64, Option<i64>, Option<i64>)> {
    let sql = "SELECT count(*), min(first_seen), max(last_seen) FROM person_groups
        WHERE project_id = ?1 AND type_index = ?2 AND key = ?3";
    let times = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    connection.prepare_cached(sql)?.query_row(params![project, type_index, key], times)
}

/// The persons who have acted for a group, the latest first, at most `limit`.
pub(super) fn members(
    connection: &Connection,
    project: i64,
    type_index: i64,
    key: &str,
    limit: i64,
) -> Result<Vec<ShownMember>> {
    let sql = format!(
        "SELECT p.id, p.uuid, p.is_identified, {name}, {email}, m.first_seen, m.last_seen
        FROM person_groups m JOIN persons p ON p.id = m.person_id
        WHERE m.project_id = ?1 AND m.type_index = ?2 AND m.key = ?3
        ORDER BY m.last_seen DESC, m.person_id DESC LIMIT ?4",
        name = text_property("p", "name"),
        email = text_property("p", "email"),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let members = statement.query_map(params![project, type_index, key, limit], |row| {
        Ok(ShownMember {
            uuid: row.get(1)?,
            is_identified: row.get(2)?,
            distinct_ids: distinct_ids(connection, row.get(0)?)?,
            name: row.get(3)?,
            email: row.get(4)?,
            first_seen: time::iso(row.get(5)?),
            last_seen: time::iso(row.get(6)?),
        })
    })?;
    members.collect()
}

/// The SQL of the start of a property of `table` that is a text.
fn text_property(table: &str, property: &str) -> String {
    let most = limits::SHOWN_NAME_CHARS;
    format!(
        "CASE json_type({table}.properties, '$.{property}')
            WHEN 'text' THEN substr({table}.properties ->> '$.{property}', 1, {most}) END"
    )
}
