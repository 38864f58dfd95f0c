//! Groups for reading, newest first.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use rusqlite::{Connection, Params, Result, params};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::api::auth::MayRead;
use crate::api::memberships::{self, ShownMember};
use crate::api::parameters::Parameters;
use crate::api::persons::json;
use crate::error::Refusal;
use crate::state::Collector;
use crate::{limits, time};

/// A group as it is shown.
#[derive(Debug, Serialize)]
struct ShownGroup {
    #[serde(rename = "type")]
    kind: String,
    key: String,
    properties: Box<RawValue>,
    /// Absent until the site has said more of the group than its key.
    created_at: Option<String>,
    members_count: i64,
    members: Vec<ShownMember>,
}

/// A list of groups.
#[derive(Debug, Serialize)]
pub struct Page {
    groups: Vec<ShownGroup>,
}

/// `/api/groups`. `type` and `key` together ask for one group, with more of its members.
pub async fn groups(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Page>, Refusal> {
    let parameters = Parameters::of(&uri);
    let limit = parameters.limit()?;
    let groups = match (parameters.text("type"), parameters.text("key")) {
        (None, None) => collector.store.reader.read(move |connection| all(connection, limit)).await?,
        (Some(kind), Some(key)) => {
            collector.store.reader.read(move |connection| one(connection, &kind, &key, limit)).await?
        }
        (None, Some(_)) => return Err(Refusal::bad("type", "`key` needs a `type` beside it".to_owned())),
        (Some(_), None) => return Err(Refusal::bad("key", "`type` needs a `key` beside it".to_owned())),
    };
    Ok(Json(Page { groups }))
}

fn all(connection: &Connection, limit: i64) -> Result<Vec<ShownGroup>> {
    let sql = "SELECT t.project_id, t.type_index, t.name, g.key, g.properties, g.created_at
        FROM groups g JOIN group_types t ON t.project_id = g.project_id AND t.type_index = g.type_index
        ORDER BY g.rowid DESC LIMIT ?1";
    select(connection, sql, [limit], limits::MEMBERS_SHOWN_IN_LIST)
}

/// The group of this type and key, once a project that has it. Members are enough to make it known.
fn one(connection: &Connection, kind: &str, key: &str, limit: i64) -> Result<Vec<ShownGroup>> {
    let sql = "SELECT t.project_id, t.type_index, t.name, ?2, coalesce(g.properties, '{}'), g.created_at
        FROM group_types t
        LEFT JOIN groups g ON g.project_id = t.project_id AND g.type_index = t.type_index AND g.key = ?2
        WHERE t.name = ?1 AND (g.key IS NOT NULL OR EXISTS (
            SELECT 1 FROM person_groups m
            WHERE m.project_id = t.project_id AND m.type_index = t.type_index AND m.key = ?2))
        ORDER BY t.project_id DESC LIMIT ?3";
    select(connection, sql, params![kind, key, limit], limits::MEMBERS_SHOWN)
}

fn select(connection: &Connection, sql: &str, values: impl Params, members: i64) -> Result<Vec<ShownGroup>> {
    let mut statement = connection.prepare_cached(sql)?;
    let groups = statement.query_map(values, |row| {
        let (project, type_index, key): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
        Ok(ShownGroup {
            kind: row.get(2)?,
            properties: json(row, 4)?,
            created_at: row.get::<_, Option<i64>>(5)?.map(time::iso),
            members_count: memberships::members_count(connection, project, type_index, &key)?,
            members: memberships::members(connection, project, type_index, &key, members)?,
            key,
        })
    })?;
    groups.collect()
}
