//! Persons for reading, newest first.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, Result, Row, params};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::api::auth::MayRead;
use crate::api::memberships::{self, ShownMembership};
use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::state::Collector;
use crate::{limits, time};

/// A person as it is shown.
#[derive(Debug, Serialize)]
struct ShownPerson {
    uuid: String,
    created_at: String,
    is_identified: bool,
    properties: Box<RawValue>,
    distinct_ids: Vec<String>,
    events: i64,
    last_seen: Option<String>,
    groups_count: i64,
    groups: Vec<ShownMembership>,
}

/// A list of persons.
#[derive(Debug, Serialize)]
pub struct Page {
    persons: Vec<ShownPerson>,
}

/// `/api/persons`. `search` looks in distinct ids and properties, `person` is a uuid.
pub async fn persons(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Page>, Refusal> {
    let parameters = Parameters::of(&uri);
    let limit = parameters.limit()?;
    let search = parameters.text("search").filter(|search| !search.is_empty()).map(|search| pattern(&search));
    let uuid = parameters.text("person");
    let persons = collector.store.reader.read(move |connection| select(connection, &search, &uuid, limit));
    Ok(Json(Page { persons: persons.await? }))
}

fn select(
    connection: &Connection,
    search: &Option<String>,
    uuid: &Option<String>,
    limit: i64,
) -> Result<Vec<ShownPerson>> {
    // The index of uuids leads with the project, so it serves only if that is named too.
    let named = if uuid.is_some() { "p.project_id IN (SELECT id FROM projects) AND p.uuid = ?3" } else { "?3 IS NULL" };
    let sql = format!(
        r"SELECT p.id, p.uuid, p.created_at, p.is_identified, p.properties FROM persons p
        WHERE {named} AND (?1 IS NULL OR p.properties LIKE ?1 ESCAPE '\' OR EXISTS (
            SELECT 1 FROM person_distinct_ids d WHERE d.person_id = p.id AND d.distinct_id LIKE ?1 ESCAPE '\'))
        ORDER BY p.id DESC LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![search, limit, uuid])?;
    let mut persons = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let (events, last_seen) = activity(connection, id)?;
        persons.push(ShownPerson {
            uuid: row.get(1)?,
            created_at: time::iso(row.get(2)?),
            is_identified: row.get(3)?,
            properties: json(row, 4)?,
            distinct_ids: distinct_ids(connection, id)?,
            events,
            last_seen: last_seen.map(time::iso),
            groups_count: memberships::groups_count(connection, id)?,
            groups: memberships::groups(connection, id)?,
        });
    }
    Ok(persons)
}

fn activity(connection: &Connection, person: i64) -> Result<(i64, Option<i64>)> {
    let sql = "SELECT count(*), max(e.timestamp) FROM person_distinct_ids d
        JOIN events e ON e.project_id = d.project_id AND e.distinct_id = d.distinct_id WHERE d.person_id = ?1";
    connection.prepare_cached(sql)?.query_row([person], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The distinct ids of a person, bounded.
pub(super) fn distinct_ids(connection: &Connection, person: i64) -> Result<Vec<String>> {
    let sql = "SELECT distinct_id FROM person_distinct_ids WHERE person_id = ?1 ORDER BY distinct_id LIMIT ?2";
    connection.prepare_cached(sql)?.query_map([person, limits::PERSON_IDS_SHOWN], |row| row.get(0))?.collect()
}

/// A column of JSON, handed on as it is.
pub(super) fn json(row: &Row<'_>, column: usize) -> Result<Box<RawValue>> {
    RawValue::from_string(row.get(column)?)
        .map_err(|error| Error::FromSqlConversionFailure(column, Type::Text, error.into()))
}

/// The pattern of texts that contain `search`.
fn pattern(search: &str) -> String {
    let escaped: String =
        search.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect();
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_take_text_literally() {
        assert_eq!(pattern(r"a_b%c\"), r"%a\_b\%c\\%");
    }
}
