//! Projects for reading, with the types of groups that they know.

use axum::Json;
use axum::extract::State;
use rusqlite::{Connection, Result};
use serde::Serialize;

use crate::api::auth::MayRead;
use crate::error::Refusal;
use crate::state::Collector;
use crate::store::projects;

/// A project as it is shown.
#[derive(Debug, Serialize)]
struct ShownProject {
    token: String,
    /// In their order: a type's place is what flags call its index.
    group_types: Vec<String>,
}

/// All projects.
#[derive(Debug, Serialize)]
pub struct Page {
    projects: Vec<ShownProject>,
}

/// `/api/projects`.
pub async fn list(_: MayRead, State(collector): State<Collector>) -> std::result::Result<Json<Page>, Refusal> {
    Ok(Json(Page { projects: collector.store.reader.read(select).await? }))
}

fn select(connection: &Connection) -> Result<Vec<ShownProject>> {
    let one =
        |(id, token): (i64, String)| Ok(ShownProject { token, group_types: projects::group_types(connection, id)? });
    projects::all(connection)?.into_iter().map(one).collect()
}
