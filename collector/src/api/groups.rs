//! Groups for reading.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use rusqlite::{Connection, Result, params};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::api::actor::{Actor, Known, projects};
use crate::api::auth::MayRead;
use crate::api::cursor::GroupCursor;
use crate::api::memberships::{self, ShownMember};
use crate::api::parameters::Parameters;
use crate::api::persons::json;
use crate::api::search::{self, Search};
use crate::error::Refusal;
use crate::state::Collector;
use crate::{limits, time};

/// A group as it is shown.
#[derive(Debug, Serialize)]
struct ShownGroup {
    #[serde(rename = "type")]
    kind: String,
    key: String,
    token: String,
    properties: Box<RawValue>,
    /// Absent until the site has said more of the group than its key.
    created_at: Option<String>,
    /// When a member first and last acted for it.
    first_seen: Option<String>,
    last_seen: Option<String>,
    members_count: i64,
    members: Vec<ShownMember>,
}

/// A list of groups.
#[derive(Debug, Serialize)]
pub struct Page {
    groups: Vec<ShownGroup>,
    /// How many there are on all pages; the first page says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    /// The `before` of the next page.
    next: Option<String>,
}

/// What comes first in a list, as SQL of a group `k` with its row `g`, if it has one.
type Sort = &'static str;

const BY_ARRIVAL: Sort = "coalesce(g.rowid, 0)";
const SORTS: [(&str, Sort); 2] = [
    ("created", "coalesce(g.created_at, 0)"),
    (
        "last_seen",
        "coalesce((SELECT max(m.last_seen) FROM person_groups m
            WHERE m.project_id = k.project_id AND m.type_index = k.type_index AND m.key = k.key), 0)",
    ),
];

struct Asked {
    token: Option<String>,
    kind: Option<String>,
    search: Option<Search>,
    sort: Sort,
    before: Option<GroupCursor>,
    limit: i64,
}

/// `/api/groups`. `type` and `key` together ask for one group, with more of its members. `search` looks in keys and the values
/// of properties. A list of one `type` also has the groups of which only members are known.
pub async fn groups(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Page>, Refusal> {
    let parameters = Parameters::of(&uri);
    let (kind, token) = (parameters.text("type"), parameters.text("token"));
    let asked = Asked {
        token: token.clone(),
        kind: kind.clone(),
        search: Search::of(&parameters)?,
        sort: parameters.choice("sort", &SORTS)?.unwrap_or(BY_ARRIVAL),
        before: GroupCursor::of(&parameters)?,
        limit: parameters.limit()?,
    };
    let reader = &collector.store.reader;
    let page = match (kind, parameters.text("key")) {
        (_, None) => reader.read(move |connection| select(connection, &asked)).await?,
        (Some(kind), Some(key)) => {
            let actor = Actor::Group { kind, key };
            reader.read(move |connection| one(connection, &actor, token.as_deref())).await?
        }
        (None, Some(_)) => return Err(Refusal::bad("type", "`key` needs a `type` beside it")),
    };
    Ok(Json(page))
}

/// The group, if there is one. Members are enough to make it known.
fn one(connection: &Connection, actor: &Actor, token: Option<&str>) -> Result<Page> {
    let mut groups = Vec::new();
    if let Some(Known::Group { project, type_index, key, .. }) = actor.find(connection, token)? {
        let place = GroupCursor { value: 0, project, type_index, key };
        groups.push(group(connection, &place, limits::MEMBERS_SHOWN)?);
    }
    Ok(Page { total: Some(groups.len() as i64), groups, next: None })
}

fn select(connection: &Connection, asked: &Asked) -> Result<Page> {
    let known = known(asked);
    let (pattern, in_json) = match &asked.search {
        None => (None, None),
        Some(search) => (Some(&search.pattern), Some(&search.in_json)),
    };
    let count = || {
        let sql = format!("{known} SELECT count(*) FROM sorted");
        let values = params![asked.token, asked.kind, pattern, in_json];
        connection.prepare_cached(&sql)?.query_row(values, |row| row.get(0))
    };
    let total = asked.before.is_none().then(count).transpose()?;
    let first = || GroupCursor { value: i64::MAX, project: i64::MAX, type_index: 0, key: String::new() };
    let before = asked.before.clone().unwrap_or_else(first);
    let sql = format!(
        "{known} SELECT value, project_id, type_index, key FROM sorted
        WHERE (value, project_id, type_index, key) < (?5, ?6, ?7, ?8)
        ORDER BY value DESC, project_id DESC, type_index DESC, key DESC LIMIT ?9"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let GroupCursor { value, project, type_index, key } = before;
    let mut rows = statement.query(params![
        asked.token,
        asked.kind,
        pattern,
        in_json,
        value,
        project,
        type_index,
        key,
        asked.limit
    ])?;
    let (mut groups, mut bytes, mut last) = (Vec::new(), 0, None);
    while let Some(row) = rows.next()? {
        if bytes > limits::PAGE_BYTES {
            return Ok(Page { groups, total, next: last });
        }
        let place = GroupCursor { value: row.get(0)?, project: row.get(1)?, type_index: row.get(2)?, key: row.get(3)? };
        let group = group(connection, &place, limits::MEMBERS_SHOWN_IN_LIST)?;
        bytes += group.properties.get().len();
        groups.push(group);
        last = Some(place.to_string());
    }
    let next = last.filter(|_| groups.len() as i64 == asked.limit);
    Ok(Page { groups, total, next })
}

/// The SQL of `sorted`: the groups that are asked for, each with what it is sorted by. It has the first four parameters, and
/// names the fourth in any case, as all are bound.
fn known(asked: &Asked) -> String {
    let types = format!("SELECT * FROM group_types WHERE project_id IN {}", projects("?1"));
    let keys = if asked.kind.is_some() {
        "SELECT g.project_id, g.type_index, g.key FROM types t
            JOIN groups g ON g.project_id = t.project_id AND g.type_index = t.type_index WHERE t.name = ?2
        UNION SELECT m.project_id, m.type_index, m.key FROM types t
            JOIN person_groups m ON m.project_id = t.project_id AND m.type_index = t.type_index WHERE t.name = ?2"
    } else {
        "SELECT g.project_id, g.type_index, g.key FROM types t
            JOIN groups g ON g.project_id = t.project_id AND g.type_index = t.type_index"
    };
    let found = match asked.search {
        None => "?4 IS NULL".to_owned(),
        Some(_) => format!(r"(k.key LIKE ?3 ESCAPE '\' OR {})", search::in_values("g.properties", "?4", "?3")),
    };
    format!(
        "WITH types AS ({types}), keys AS ({keys}), sorted AS (
            SELECT k.project_id, k.type_index, k.key, {} AS value FROM keys k
            LEFT JOIN groups g ON g.project_id = k.project_id AND g.type_index = k.type_index AND g.key = k.key
            WHERE {found})",
        asked.sort
    )
}

fn group(connection: &Connection, place: &GroupCursor, members: i64) -> Result<ShownGroup> {
    let GroupCursor { project, type_index, key, .. } = place;
    let (members_count, first_seen, last_seen) = memberships::of_group(connection, *project, *type_index, key)?;
    let sql = "SELECT t.name, p.token, coalesce(g.properties, '{}'), g.created_at
        FROM group_types t JOIN projects p ON p.id = t.project_id
        LEFT JOIN groups g ON g.project_id = t.project_id AND g.type_index = t.type_index AND g.key = ?3
        WHERE t.project_id = ?1 AND t.type_index = ?2";
    connection.prepare_cached(sql)?.query_row(params![project, type_index, key], |row| {
        Ok(ShownGroup {
            kind: row.get(0)?,
            key: key.clone(),
            token: row.get(1)?,
            properties: json(row, 2)?,
            created_at: row.get::<_, Option<i64>>(3)?.map(time::iso),
            first_seen: first_seen.map(time::iso),
            last_seen: last_seen.map(time::iso),
            members_count,
            members: memberships::members(connection, *project, *type_index, key, members)?,
        })
    })
}
