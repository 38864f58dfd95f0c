//! Saved insights and dashboards: listed, made, changed and deleted. A read key is enough, since nothing that visitors get
//! depends on them.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use axum::routing::{MethodRouter, get};
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::auth::MayRead;
use crate::api::body;
use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::flags::fault::{self, Fault};
use crate::ingest::token;
use crate::insights::query::Query;
use crate::state::Collector;
use crate::store::kept::{Kept, Shelf};
use crate::{limits, time};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    token: String,
    name: String,
    query: Option<Value>,
    tiles: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Different {
    name: Option<String>,
    query: Option<Value>,
    tiles: Option<Value>,
}

/// An insight on a dashboard.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tile {
    #[serde(rename = "insight")]
    _insight: i64,
    #[serde(rename = "size")]
    _size: Size,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Size {
    Small,
    Wide,
    Full,
}

/// `GET` and `POST` of all.
pub fn all(shelf: Shelf) -> MethodRouter<Collector> {
    let list = move |_: MayRead, State(collector): State<Collector>, uri: Uri| list(shelf, collector, uri);
    get(list).post(move |_: MayRead, State(collector): State<Collector>, request| create(shelf, collector, request))
}

/// `GET`, `PATCH` and `DELETE` of one.
pub fn one(shelf: Shelf) -> MethodRouter<Collector> {
    let show = move |_: MayRead, State(collector): State<Collector>, Path(id): Path<String>| show(shelf, collector, id);
    let change = move |_: MayRead, State(collector): State<Collector>, Path(id): Path<String>, request: Request| {
        change(shelf, collector, id, request)
    };
    let delete =
        move |_: MayRead, State(collector): State<Collector>, Path(id): Path<String>| delete(shelf, collector, id);
    get(show).patch(change).delete(delete)
}

async fn list(shelf: Shelf, collector: Collector, uri: Uri) -> Result<Json<Value>, Refusal> {
    let token = Parameters::of(&uri).text("token");
    let all = collector.store.reader.read(move |connection| shelf.all(connection, token.as_deref())).await?;
    let all: Vec<Value> = all.into_iter().map(|kept| shown(shelf, kept)).collect();
    let name = match shelf {
        Shelf::Insights => "insights",
        Shelf::Dashboards => "dashboards",
    };
    Ok(Json(json!({ name: all })))
}

async fn show(shelf: Shelf, collector: Collector, id: String) -> Result<Json<Value>, Refusal> {
    Ok(Json(shown(shelf, find(shelf, &collector, body::id(&id)?).await?)))
}

async fn create(shelf: Shelf, collector: Collector, request: Request) -> Result<(StatusCode, Json<Value>), Refusal> {
    let new: New = body::read(&collector, request).await?;
    let now = time::now();
    let content = content(shelf, new.query, new.tiles)?.unwrap_or_default();
    let token = token::check(&new.token).map_err(|refusal| Refusal::bad("token", refusal.to_string()))?.to_owned();
    let kept = Kept { id: 0, token, name: new.name, content, created_at: now, updated_at: now };
    check(shelf, &kept)?;
    let insert = move |connection: &Connection| {
        let has_room = shelf.all(connection, Some(&kept.token))?.len() < limits::INSIGHTS;
        has_room.then(|| shelf.insert(connection, &kept)).transpose()
    };
    let made = collector.store.writer.change(insert).await?;
    let full = || Refusal::conflict("token", format!("a project has at most {}; delete one", limits::INSIGHTS));
    Ok((StatusCode::CREATED, Json(shown(shelf, made.ok_or_else(full)?))))
}

async fn change(shelf: Shelf, collector: Collector, id: String, request: Request) -> Result<Json<Value>, Refusal> {
    let mut kept = find(shelf, &collector, body::id(&id)?).await?;
    let different: Different = body::read(&collector, request).await?;
    kept.content = content(shelf, different.query, different.tiles)?.unwrap_or(kept.content);
    kept.name = different.name.unwrap_or(kept.name);
    kept.updated_at = time::now();
    check(shelf, &kept)?;
    let changed = kept.clone();
    collector.store.writer.change(move |connection| shelf.update(connection, &changed)).await?;
    Ok(Json(shown(shelf, kept)))
}

async fn delete(shelf: Shelf, collector: Collector, id: String) -> Result<StatusCode, Refusal> {
    let kept = find(shelf, &collector, body::id(&id)?).await?;
    collector.store.writer.change(move |connection| shelf.delete(connection, kept.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(shelf: Shelf, collector: &Collector, id: i64) -> Result<Kept, Refusal> {
    let found = collector.store.reader.read(move |connection| shelf.find(connection, id)).await?;
    found.ok_or_else(|| Refusal::Missing(format!("there is nothing of the id {id}")))
}

fn content(shelf: Shelf, query: Option<Value>, tiles: Option<Value>) -> Result<Option<Value>, Refusal> {
    match (shelf, query, tiles) {
        (Shelf::Insights, _, Some(_)) => Err(Refusal::bad("tiles", "an insight has a `query`, and no tiles")),
        (Shelf::Dashboards, Some(_), _) => Err(Refusal::bad("query", "a dashboard has `tiles`, and no query")),
        (Shelf::Insights, query, None) => Ok(query),
        (Shelf::Dashboards, None, tiles) => Ok(tiles),
    }
}

fn check(shelf: Shelf, kept: &Kept) -> Result<(), Fault> {
    body::bounded("name", &kept.name, limits::FLAG_TEXT_BYTES)?;
    if kept.name.trim().is_empty() {
        return Err(Fault::new("name", "a name is needed"));
    }
    body::bounded(shelf.content(), &kept.content.to_string(), limits::FLAG_FILTERS_BYTES)?;
    match shelf {
        Shelf::Insights => {
            let mut query = kept.content.clone();
            let fields = query.as_object_mut().ok_or_else(|| Fault::new("query", "an object is needed"))?;
            fields.insert("token".into(), kept.token.clone().into());
            // How pages show the answer is their business.
            fields.remove("display");
            let within = |fault: Fault| Fault::new(format!("query.{}", fault.field), fault.message);
            Query::read(query).map_err(within).map(drop)
        }
        Shelf::Dashboards => {
            let tiles: Vec<Tile> = fault::read("tiles", &kept.content)?;
            fault::at_most("tiles", &tiles, limits::DASHBOARD_TILES)
        }
    }
}

fn shown(shelf: Shelf, kept: Kept) -> Value {
    json!({
        "id": kept.id,
        "token": kept.token,
        "name": kept.name,
        shelf.content(): kept.content,
        "created_at": kept.created_at,
        "updated_at": kept.updated_at,
    })
}
