//! Groups for reading, newest first.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use rusqlite::{Connection, Result};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::api::auth::MayRead;
use crate::api::parameters::Parameters;
use crate::api::persons::json;
use crate::error::Refusal;
use crate::state::Collector;
use crate::time;

/// A group as it is shown.
#[derive(Debug, Serialize)]
struct ShownGroup {
    #[serde(rename = "type")]
    kind: String,
    key: String,
    properties: Box<RawValue>,
    created_at: String,
}

/// A list of groups.
#[derive(Debug, Serialize)]
pub struct Page {
    groups: Vec<ShownGroup>,
}

/// `/api/groups`.
pub async fn groups(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Page>, Refusal> {
    let limit = Parameters::of(&uri).limit()?;
    let groups = collector.store.reader.read(move |connection| select(connection, limit));
    Ok(Json(Page { groups: groups.await? }))
}

fn select(connection: &Connection, limit: i64) -> Result<Vec<ShownGroup>> {
    let sql = "SELECT t.name, g.key, g.properties, g.created_at
        FROM groups g JOIN group_types t ON t.project_id = g.project_id AND t.type_index = g.type_index
        ORDER BY g.rowid DESC LIMIT ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let groups = statement.query_map([limit], |row| {
        let created_at = time::iso(row.get(3)?);
        Ok(ShownGroup { kind: row.get(0)?, key: row.get(1)?, properties: json(row, 2)?, created_at })
    })?;
    groups.collect()
}
