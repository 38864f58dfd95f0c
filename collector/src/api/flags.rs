//! Flags: listed, made, changed and deleted, and what was done to them.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use rusqlite::Connection;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::api::auth::{MayChange, MayRead};
use crate::api::body;
use crate::api::judge::Definitions;
use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::flags::record::{EarlyAccess, FlagRecord};
use crate::ingest::token;
use crate::state::Collector;
use crate::store::cohorts;
use crate::store::flags::{self, Change};
use crate::{limits, time};

/// A list of flags.
#[derive(Debug, Serialize)]
pub struct Page {
    flags: Vec<FlagRecord>,
}

/// The changes of a flag.
#[derive(Debug, Serialize)]
pub struct History {
    changes: Vec<Change>,
}

/// A flag to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    token: String,
    key: String,
    #[serde(default)]
    name: String,
    #[serde(default = "yes")]
    active: bool,
    #[serde(default = "nobody")]
    filters: Value,
    #[serde(default)]
    ensure_experience_continuity: bool,
    early_access: Option<EarlyAccess>,
}

/// What is to be different.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Different {
    key: Option<String>,
    name: Option<String>,
    active: Option<bool>,
    filters: Option<Value>,
    ensure_experience_continuity: Option<bool>,
    /// Null takes the offer back.
    #[serde(default, deserialize_with = "present")]
    early_access: Option<Option<EarlyAccess>>,
    /// The version that is to be changed, so that nobody overwrites what they have not seen.
    version: Option<i64>,
}

fn yes() -> bool {
    true
}

fn nobody() -> Value {
    json!({ "groups": [] })
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<EarlyAccess>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// `GET /api/flags`: those of the project `token`, or all.
pub async fn list(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Page>, Refusal> {
    let token = Parameters::of(&uri).text("token");
    let flags = collector.store.reader.read(move |connection| flags::all(connection, token.as_deref()));
    Ok(Json(Page { flags: flags.await? }))
}

/// `GET /api/flags/<id>`.
pub async fn one(
    _: MayRead,
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<Json<FlagRecord>, Refusal> {
    Ok(Json(find(&collector, body::id(&id)?).await?))
}

/// `GET /api/flags/<id>/history`: newest first, of flags that are deleted, too.
pub async fn history(
    _: MayRead,
    State(collector): State<Collector>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Json<History>, Refusal> {
    let (id, limit) = (body::id(&id)?, Parameters::of(&uri).limit()?);
    let changes = collector.store.reader.read(move |connection| flags::history(connection, id, limit)).await?;
    if changes.is_empty() { Err(missing(id)) } else { Ok(Json(History { changes })) }
}

/// `POST /api/flags`.
pub async fn create(
    _: MayChange,
    State(collector): State<Collector>,
    request: Request,
) -> Result<(StatusCode, Json<FlagRecord>), Refusal> {
    let new: New = body::read(&collector, request).await?;
    let now = time::now();
    let flag = FlagRecord {
        id: 0,
        token: token::check(&new.token)?.to_owned(),
        key: new.key,
        name: new.name,
        active: new.active,
        filters: new.filters,
        ensure_experience_continuity: new.ensure_experience_continuity,
        early_access: new.early_access,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    check(&flag)?;
    let changing = collector.flags.change().await;
    let added = flag.clone();
    allow(&collector, &flag, move |flags| flags.push(added)).await?;
    let insert = move |connection: &_| flags::insert(connection, &flag);
    let made = collector.flags.apply(&collector.store, changing, insert).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// `PATCH /api/flags/<id>`: what is left out stays as it is.
pub async fn change(
    _: MayChange,
    State(collector): State<Collector>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<FlagRecord>, Refusal> {
    let id = body::id(&id)?;
    let different: Different = body::read(&collector, request).await?;
    let changing = collector.flags.change().await;
    let before = find(&collector, id).await?;
    if different.version.is_some_and(|version| version != before.version) {
        let message =
            format!("the flag has been changed meanwhile and is at version {}; read it again", before.version);
        return Err(Refusal::conflict("version", message));
    }
    let mut after = before.clone();
    let own = &mut after;
    own.key = different.key.unwrap_or_else(|| before.key.clone());
    own.name = different.name.unwrap_or_else(|| before.name.clone());
    own.active = different.active.unwrap_or(before.active);
    own.filters = different.filters.unwrap_or_else(|| before.filters.clone());
    own.ensure_experience_continuity =
        different.ensure_experience_continuity.unwrap_or(before.ensure_experience_continuity);
    own.early_access = different.early_access.unwrap_or_else(|| before.early_access.clone());
    if after == before {
        return Ok(Json(before));
    }
    (after.version, after.updated_at) = (before.version + 1, time::now());
    check(&after)?;
    let changed = after.clone();
    let replace = move |flags: &mut Vec<FlagRecord>| {
        flags.iter_mut().filter(|flag| flag.id == id).for_each(|flag| flag.clone_from(&changed));
    };
    allow(&collector, &after, replace).await?;
    let kept = after.clone();
    let update = move |connection: &_| flags::update(connection, &before, &kept);
    collector.flags.apply(&collector.store, changing, update).await?;
    Ok(Json(after))
}

/// `DELETE /api/flags/<id>`.
pub async fn delete(
    _: MayChange,
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let id = body::id(&id)?;
    let changing = collector.flags.change().await;
    let flag = find(&collector, id).await?;
    allow(&collector, &flag, move |flags| flags.retain(|flag| flag.id != id)).await?;
    let now = time::now();
    collector.flags.apply(&collector.store, changing, move |connection| flags::delete(connection, &flag, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(collector: &Collector, id: i64) -> Result<FlagRecord, Refusal> {
    let find = move |connection: &Connection| flags::find(connection, id);
    collector.store.reader.read(find).await?.ok_or_else(|| missing(id))
}

fn missing(id: i64) -> Refusal {
    Refusal::Missing(format!("there is no flag of the id {id}"))
}

/// Refuses what is wrong with a flag by itself, but for its filters' meaning.
fn check(flag: &FlagRecord) -> Result<(), Refusal> {
    let is_plain = |key: &str| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte));
    if flag.key.is_empty() || !is_plain(&flag.key) || flag.key.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::bad("key", "a key is made of the letters a to z, digits and `-_.:/`, and is no number"));
    }
    body::bounded("key", &flag.key, limits::FLAG_KEY_BYTES)?;
    body::bounded("name", &flag.name, limits::FLAG_TEXT_BYTES)?;
    body::bounded("filters", &flag.filters.to_string(), limits::FLAG_FILTERS_BYTES)?;
    let Some(early) = &flag.early_access else { return Ok(()) };
    if !["concept", "alpha", "beta", "general-availability"].contains(&&*early.stage) {
        let message = "a stage is `concept`, `alpha`, `beta` or `general-availability`";
        return Err(Refusal::bad("early_access.stage", message));
    }
    let url = early.documentation_url.as_deref().unwrap_or_default();
    if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(Refusal::bad("early_access.documentation_url", "an address begins with `https://`"));
    }
    let payload = early.payload.as_ref().map(Value::to_string).unwrap_or_default();
    for (field, text) in [
        ("early_access.name", &*early.name),
        ("early_access.description", &early.description),
        ("early_access.documentation_url", url),
        ("early_access.payload", &payload),
    ] {
        body::bounded(field, text, limits::FLAG_TEXT_BYTES)?;
    }
    Ok(())
}

async fn allow(
    collector: &Collector,
    flag: &FlagRecord,
    change: impl FnOnce(&mut Vec<FlagRecord>) + Send + 'static,
) -> Result<(), Refusal> {
    let (token, key) = (flag.token.clone(), flag.key.clone());
    let judged = collector.store.reader.read(move |connection| {
        let (flags, cohorts) = (flags::all(connection, Some(&token))?, cohorts::all(connection, Some(&token))?);
        let before = Definitions { flags, cohorts };
        let mut after = before.clone();
        change(&mut after.flags);
        Ok(before.judge(after, &format!("flag `{key}`")))
    });
    judged.await?
}
