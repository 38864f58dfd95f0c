//! Persons for reading.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Result, Row, params};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::api::actor::{Actor, Known, projects};
use crate::api::auth::MayRead;
use crate::api::cursor::Cursor;
use crate::api::memberships::{self, ShownMembership};
use crate::api::parameters::Parameters;
use crate::api::search::{self, Search};
use crate::error::Refusal;
use crate::state::Collector;
use crate::{limits, text, time};

/// A person as it is shown.
#[derive(Debug, Serialize)]
pub struct ShownPerson {
    uuid: String,
    token: String,
    created_at: String,
    is_identified: bool,
    properties: Box<RawValue>,
    distinct_ids_count: i64,
    distinct_ids: Vec<String>,
    events: i64,
    /// When they did something first and last. `created_at` is that of the event that arrived first.
    first_seen: Option<String>,
    last_seen: Option<String>,
    groups_count: i64,
    groups: Vec<ShownMembership>,
}

/// A list of persons.
#[derive(Debug, Serialize)]
pub struct Page {
    persons: Vec<ShownPerson>,
    /// How many there are on all pages; the first page says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    /// The `before` of the next page.
    next: Option<String>,
}

/// What comes first in a list, as SQL of a person `p`.
type Sort = &'static str;

const BY_ARRIVAL: Sort = "p.id";
const SORTS: [(&str, Sort); 2] = [
    ("created", "p.created_at"),
    // The latest event of each distinct id is the last of its part of the index.
    (
        "last_seen",
        "coalesce((SELECT max(seen) FROM (
            SELECT (SELECT max(e.timestamp) FROM events e
                WHERE e.project_id = d.project_id AND e.distinct_id = d.distinct_id) AS seen
            FROM person_distinct_ids d WHERE d.person_id = p.id)), 0)",
    ),
];

struct Asked {
    token: Option<String>,
    actor: Option<Actor>,
    search: Option<Search>,
    sort: Sort,
    before: Option<Cursor>,
    limit: i64,
}

/// `/api/persons`. `search` looks in distinct ids and the values of properties, `person` is a uuid; `group_type` and
/// `group_key` ask for those who have acted for the group.
pub async fn persons(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Page>, Refusal> {
    let parameters = Parameters::of(&uri);
    let asked = Asked {
        token: parameters.text("token"),
        actor: Actor::of(&parameters)?,
        search: Search::of(&parameters)?,
        sort: parameters.choice("sort", &SORTS)?.unwrap_or(BY_ARRIVAL),
        before: Cursor::of(&parameters)?,
        limit: parameters.limit()?,
    };
    Ok(Json(collector.store.reader.read(move |connection| select(connection, &asked)).await?))
}

/// `/api/persons/<uuid>`.
pub async fn one(
    _: MayRead,
    State(collector): State<Collector>,
    Path(uuid): Path<String>,
    uri: Uri,
) -> Result<Json<ShownPerson>, Refusal> {
    let token = Parameters::of(&uri).text("token");
    let named = text::cut_bytes(&uuid, 40).to_owned();
    let person = collector.store.reader.read(move |connection| {
        let Some(Known::Person { id }) = (Actor::Person { uuid }).find(connection, token.as_deref())? else {
            return Ok(None);
        };
        person(connection, id).optional()
    });
    let missing = || Refusal::Missing(format!("there is no person of the uuid `{named}`; a merge may have ended it"));
    person.await?.map(Json).ok_or_else(missing)
}

fn select(connection: &Connection, asked: &Asked) -> Result<Page> {
    let Cursor { value, id } = asked.before.unwrap_or(Cursor::START);
    // A search looks at everybody: what it finds is kept, so that it can be counted, too. Everybody is counted by an index.
    let (kept, total) = match asked.search {
        Some(_) => ("MATERIALIZED", "(SELECT count(*) FROM found)".to_owned()),
        None => ("NOT MATERIALIZED", format!("(SELECT count(*) FROM persons p WHERE {})", condition(asked))),
    };
    let sql = format!(
        "WITH found AS {kept} (SELECT p.id, {} AS value FROM persons p WHERE {})
        SELECT id, value, iif(?9, {total}, NULL) FROM found
        WHERE (value, id) < (?6, ?7) ORDER BY value DESC, id DESC LIMIT ?8",
        asked.sort,
        condition(asked),
    );
    let first = asked.before.is_none();
    let mut statement = connection.prepare_cached(&sql)?;
    let (text, pattern, in_json) = match &asked.search {
        None => (None, None, None),
        Some(Search { text, pattern, in_json }) => (Some(text), Some(pattern), Some(in_json)),
    };
    let (named, key) = match &asked.actor {
        None => (None, None),
        Some(Actor::Person { uuid }) => (Some(uuid), None),
        Some(Actor::Group { kind, key }) => (Some(kind), Some(key)),
    };
    let values = params![asked.token, named, text, pattern, in_json, value, id, asked.limit, first, key];
    let mut rows = statement.query(values)?;
    let (mut persons, mut bytes, mut last, mut total) = (Vec::new(), 0, None, first.then_some(0));
    while let Some(row) = rows.next()? {
        if bytes > limits::PAGE_BYTES {
            return Ok(Page { persons, total, next: last });
        }
        let cursor = Cursor { id: row.get(0)?, value: row.get(1)? };
        total = row.get(2)?;
        let person = person(connection, cursor.id)?;
        bytes += person.properties.get().len();
        persons.push(person);
        last = Some(cursor.to_string());
    }
    let next = last.filter(|_| persons.len() as i64 == asked.limit);
    Ok(Page { persons, total, next })
}

/// The SQL of who is asked for.
fn condition(asked: &Asked) -> String {
    let named = match asked.actor {
        // The last parameter is named in any case, as all are bound.
        None => "?10 IS NULL",
        Some(Actor::Person { .. }) => "?10 IS NULL AND p.uuid = ?2",
        Some(Actor::Group { .. }) => {
            "p.id IN (SELECT m.person_id FROM group_types t
                JOIN person_groups m ON m.project_id = t.project_id AND m.type_index = t.type_index
                WHERE t.name = ?2 AND m.key = ?10)"
        }
    };
    let found = match asked.search {
        None => "true".to_owned(),
        Some(_) => format!(
            r"(p.uuid = ?3 OR EXISTS (
                SELECT 1 FROM person_distinct_ids d WHERE d.person_id = p.id AND d.distinct_id LIKE ?4 ESCAPE '\')
            OR {})",
            search::in_values("p.properties", "?5", "?4")
        ),
    };
    // The index of uuids leads with the project, so it serves only if that is named too.
    format!("p.project_id IN {} AND {named} AND {found}", projects("?1"))
}

fn person(connection: &Connection, id: i64) -> Result<ShownPerson> {
    let (events, first_seen, last_seen) = activity(connection, id)?;
    let sql = "SELECT p.uuid, t.token, p.created_at, p.is_identified, p.properties,
            (SELECT count(*) FROM person_distinct_ids d WHERE d.person_id = p.id)
        FROM persons p JOIN projects t ON t.id = p.project_id WHERE p.id = ?1";
    connection.prepare_cached(sql)?.query_row([id], |row| {
        Ok(ShownPerson {
            uuid: row.get(0)?,
            token: row.get(1)?,
            created_at: time::iso(row.get(2)?),
            is_identified: row.get(3)?,
            properties: json(row, 4)?,
            distinct_ids_count: row.get(5)?,
            distinct_ids: distinct_ids(connection, id)?,
            events,
            first_seen: first_seen.map(time::iso),
            last_seen: last_seen.map(time::iso),
            groups_count: memberships::groups_count(connection, id)?,
            groups: memberships::groups(connection, id)?,
        })
    })
}

fn activity(connection: &Connection, person: i64) -> Result<(i64, Option<i64>, Option<i64>)> {
    let sql = "SELECT count(*), min(e.timestamp), max(e.timestamp) FROM person_distinct_ids d
        JOIN events e ON e.project_id = d.project_id AND e.distinct_id = d.distinct_id WHERE d.person_id = ?1";
    connection.prepare_cached(sql)?.query_row([person], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
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
