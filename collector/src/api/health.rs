//! Whether the collector works.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::error::Refusal;
use crate::state::Collector;

/// `/_health`: reads from the database, and looks whether the writer is there.
pub async fn health(State(collector): State<Collector>) -> Result<Json<Value>, Refusal> {
    let read = |connection: &rusqlite::Connection| {
        connection.query_row("SELECT value FROM meta WHERE key = 'schema'", [], |row| row.get::<_, String>(0))
    };
    collector.store.reader.read(read).await?;
    if !collector.store.writer.is_alive() {
        return Err(Refusal::Unavailable("the writer has stopped; start the collector again".into()));
    }
    Ok(Json(json!({ "status": "ok" })))
}
