//! Saved insights and dashboards: listed, made, changed and deleted. A read key is enough, since nothing that visitors get
//! depends on them.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use futures_util::{StreamExt, TryStreamExt, stream};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Deserializer, Value};

use crate::api::auth::MayRead;
use crate::api::body;
use crate::api::insights::project;
use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::flags::fault::{self, Fault};
use crate::insights::query::Query;
use crate::state::Collector;
use crate::store::flags;
use crate::store::kept::{Kept, Shelf};
use crate::{limits, time};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    token: String,
    name: String,
    query: Option<Box<RawValue>>,
    tiles: Option<Box<RawValue>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Different {
    name: Option<String>,
    query: Option<Box<RawValue>>,
    tiles: Option<Box<RawValue>>,
}

/// Something that is kept, as it is shown.
#[derive(Debug, Serialize)]
struct Shown {
    id: i64,
    token: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tiles: Option<Box<RawValue>>,
    created_at: i64,
    updated_at: i64,
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

/// All of them, however many: a few at a time are in memory.
async fn list(shelf: Shelf, collector: Collector, uri: Uri) -> Result<Response, Refusal> {
    let token = Parameters::of(&uri).text("token");
    let pages = stream::try_unfold(Some(i64::MAX), move |before| {
        let (reader, token) = (collector.store.reader.clone(), token.clone());
        async move {
            let Some(before) = before else { return Ok(None) };
            let page = reader.read(move |connection| shelf.page(connection, token.as_deref(), before)).await?;
            let next = page.last().map(|kept| kept.id);
            Ok::<_, Refusal>(Some((part(shelf, page, before == i64::MAX), next)))
        }
    });
    let mut pages = Box::pin(pages);
    // What fails at once is answered as a failure; later on the answer breaks off.
    let first = pages.try_next().await?;
    let body = Body::from_stream(stream::iter(first.map(Ok)).chain(pages));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// The text of a page of the list. One without any is the last.
fn part(shelf: Shelf, page: Vec<Kept>, is_first: bool) -> String {
    let name = match shelf {
        Shelf::Insights => "insights",
        Shelf::Dashboards => "dashboards",
    };
    let mut text = if is_first { format!(r#"{{"{name}":["#) } else { String::new() };
    let is_last = page.is_empty();
    for (index, kept) in page.into_iter().enumerate() {
        if index > 0 || !is_first {
            text.push(',');
        }
        text.push_str(&flags::text(&shown(shelf, kept)));
    }
    if is_last {
        text.push_str("]}");
    }
    text
}

async fn show(shelf: Shelf, collector: Collector, id: String) -> Result<Json<Shown>, Refusal> {
    Ok(Json(shown(shelf, find(shelf, &collector, body::id(&id)?).await?)))
}

async fn create(shelf: Shelf, collector: Collector, request: Request) -> Result<(StatusCode, Json<Shown>), Refusal> {
    let New { token, name, query, tiles } = body::read(&collector, request).await?;
    let now = time::now();
    let content = content(shelf, query, tiles)?.unwrap_or_default();
    let kept = Kept { id: 0, token, name, content, created_at: now, updated_at: now };
    check(shelf, &kept)?;
    // Whoever may only read makes no project.
    let project = project(&collector, kept.token.clone()).await?;
    let insert = move |connection: &Connection| {
        let has_room = shelf.count(connection, project)? < limits::INSIGHTS;
        has_room.then(|| shelf.insert(connection, project, kept)).transpose()
    };
    let made = collector.store.writer.change(insert).await?;
    let full = || Refusal::conflict("token", format!("a project has at most {}; delete one", limits::INSIGHTS));
    Ok((StatusCode::CREATED, Json(shown(shelf, made.ok_or_else(full)?))))
}

async fn change(shelf: Shelf, collector: Collector, id: String, request: Request) -> Result<Json<Shown>, Refusal> {
    let mut kept = find(shelf, &collector, body::id(&id)?).await?;
    let Different { name, query, tiles } = body::read(&collector, request).await?;
    kept.content = content(shelf, query, tiles)?.unwrap_or(kept.content);
    kept.name = name.unwrap_or(kept.name);
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

type Content = Option<Box<RawValue>>;

fn content(shelf: Shelf, query: Content, tiles: Content) -> Result<Content, Refusal> {
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
    let field = shelf.content();
    body::bounded(field, kept.content.get(), limits::KEPT_BYTES)?;
    let mut content: Value = fault::read(field, &mut Deserializer::from_str(kept.content.get()))?;
    match shelf {
        Shelf::Insights => {
            let query = content.as_object_mut().ok_or_else(|| Fault::new("query", "an object is needed"))?;
            query.insert("token".into(), kept.token.clone().into());
            // How pages show the answer is their business.
            query.remove("display");
            let within = |fault: Fault| Fault::new(format!("query.{}", fault.field), fault.message);
            Query::read(content).map_err(within).map(drop)
        }
        Shelf::Dashboards => {
            let tiles: Vec<Tile> = fault::read("tiles", content)?;
            fault::at_most("tiles", &tiles, limits::DASHBOARD_TILES)
        }
    }
}

fn shown(shelf: Shelf, kept: Kept) -> Shown {
    let Kept { id, token, name, content, created_at, updated_at } = kept;
    let (query, tiles) = match shelf {
        Shelf::Insights => (Some(content), None),
        Shelf::Dashboards => (None, Some(content)),
    };
    Shown { id, token, name, query, tiles, created_at, updated_at }
}
