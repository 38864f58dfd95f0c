//! Cohorts: listed, made, changed and deleted.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::api::auth::{MayChange, MayRead};
use crate::api::body;
use crate::api::insights::{Question, project};
use crate::api::judge::Definitions;
use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::flags::record::CohortRecord;
use crate::ingest::token;
use crate::insights::cohort;
use crate::state::Collector;
use crate::store::{cohorts, flags};
use crate::{limits, text, time};

/// A list of cohorts.
#[derive(Debug, Serialize)]
pub struct Page {
    cohorts: Vec<CohortRecord>,
}

/// A cohort with its list.
#[derive(Debug, Serialize)]
pub struct Whole {
    #[serde(flatten)]
    cohort: CohortRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    distinct_ids: Option<Vec<String>>,
}

/// How many are in a cohort.
#[derive(Debug, Serialize)]
pub struct Counted {
    persons: u64,
}

/// A cohort to be made: of filters, or a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    token: String,
    #[serde(default)]
    name: String,
    filters: Option<Box<RawValue>>,
    distinct_ids: Option<Vec<String>>,
}

/// What is to be different.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Different {
    name: Option<String>,
    filters: Option<Box<RawValue>>,
    distinct_ids: Option<Vec<String>>,
}

/// `GET /api/cohorts`: those of the project `token`, or all.
pub async fn list(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Page>, Refusal> {
    let token = Parameters::of(&uri).text("token");
    let cohorts = collector.store.reader.read(move |connection| cohorts::all(connection, token.as_deref()));
    Ok(Json(Page { cohorts: cohorts.await? }))
}

/// `GET /api/cohorts/<id>`.
pub async fn one(
    _: MayRead,
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<Json<Whole>, Refusal> {
    Ok(Json(whole(&collector, find(&collector, body::id(&id)?).await?).await?))
}

/// `GET /api/cohorts/<id>/count`: how many persons are in it now.
pub async fn count(
    _: MayRead,
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<Json<Counted>, Refusal> {
    let cohort = find(&collector, body::id(&id)?).await?;
    let project = project(&collector, cohort.token).await?;
    let count = Question::ask(&collector, move |facts, job| cohort::count(facts, project, cohort.id, job));
    Ok(Json(Counted { persons: count.answered().await? }))
}

/// `POST /api/cohorts`.
pub async fn create(
    _: MayChange,
    State(collector): State<Collector>,
    request: Request,
) -> Result<(StatusCode, Json<Whole>), Refusal> {
    let New { token, name, filters, distinct_ids } =
        body::read_with(&collector, request, limits::COHORT_BYTES, body::json).await?;
    if filters.is_some() == distinct_ids.is_some() {
        return Err(Refusal::bad("filters", "a cohort has either `filters` or `distinct_ids`"));
    }
    let filters = read(filters)?;
    let now = time::now();
    let token = token::check(&token)?.to_owned();
    // No stored cohort has this id, so that the judge can name it.
    let cohort = CohortRecord { id: 0, token, name, filters, listed: 0, created_at: now, updated_at: now };
    check(&cohort, distinct_ids.as_deref())?;
    let changing = collector.flags.change().await;
    let added = cohort.clone();
    allow(&collector, &cohort, move |cohorts| cohorts.push(added)).await?;
    let made = cohort.clone();
    let insert = move |connection: &_| {
        let id = cohorts::insert(connection, &made)?;
        cohorts::list(connection, id, &bounded(distinct_ids))?;
        Ok(id)
    };
    let id = collector.flags.apply(&collector.store, changing, insert).await?;
    let made = find(&collector, id).await?;
    Ok((StatusCode::CREATED, Json(whole(&collector, made).await?)))
}

/// `PATCH /api/cohorts/<id>`: what is left out stays as it is; a list is exchanged as a whole.
pub async fn change(
    _: MayChange,
    State(collector): State<Collector>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Whole>, Refusal> {
    let id = body::id(&id)?;
    let Different { name, filters, distinct_ids } =
        body::read_with(&collector, request, limits::COHORT_BYTES, body::json).await?;
    let filters = read(filters)?;
    let changing = collector.flags.change().await;
    let mut cohort = find(&collector, id).await?;
    match (&filters, &distinct_ids, cohort.filters.is_some()) {
        (Some(_), _, false) => return Err(Refusal::bad("filters", "this cohort is a list; change `distinct_ids`")),
        (_, Some(_), true) => return Err(Refusal::bad("distinct_ids", "this cohort is no list; change `filters`")),
        _ => {}
    }
    cohort.name = name.unwrap_or(cohort.name);
    cohort.filters = filters.or(cohort.filters);
    cohort.updated_at = time::now();
    check(&cohort, distinct_ids.as_deref())?;
    let changed = cohort.clone();
    let replace = move |cohorts: &mut Vec<CohortRecord>| {
        cohorts.iter_mut().filter(|cohort| cohort.id == id).for_each(|cohort| cohort.clone_from(&changed));
    };
    allow(&collector, &cohort, replace).await?;
    let change = move |connection: &_| {
        cohorts::update(connection, &cohort)?;
        if distinct_ids.is_some() {
            cohorts::list(connection, id, &bounded(distinct_ids))?;
        }
        Ok(())
    };
    collector.flags.apply(&collector.store, changing, change).await?;
    Ok(Json(whole(&collector, find(&collector, id).await?).await?))
}

/// `DELETE /api/cohorts/<id>`.
pub async fn delete(
    _: MayChange,
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let id = body::id(&id)?;
    let changing = collector.flags.change().await;
    let cohort = find(&collector, id).await?;
    allow(&collector, &cohort, move |cohorts| cohorts.retain(|cohort| cohort.id != id)).await?;
    collector.flags.apply(&collector.store, changing, move |connection| cohorts::delete(connection, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(collector: &Collector, id: i64) -> Result<CohortRecord, Refusal> {
    let found = collector.store.reader.read(move |connection| cohorts::find(connection, id)).await?;
    found.ok_or_else(|| Refusal::Missing(format!("there is no cohort of the id {id}")))
}

async fn whole(collector: &Collector, cohort: CohortRecord) -> Result<Whole, Refusal> {
    let (id, is_list) = (cohort.id, cohort.filters.is_none());
    let list = collector.store.reader.read(move |connection| cohorts::listed(connection, id));
    let distinct_ids = if is_list { Some(list.await?) } else { None };
    Ok(Whole { cohort, distinct_ids })
}

/// Distinct ids as the collector stores them.
fn bounded(distinct_ids: Option<Vec<String>>) -> Vec<String> {
    distinct_ids.unwrap_or_default().into_iter().map(|id| text::distinct_id(&id.into())).collect()
}

/// Filters, whose text is bounded before anything is made of it: a body that may bring a long list is much larger.
fn read(filters: Option<Box<RawValue>>) -> Result<Option<Value>, Refusal> {
    let Some(filters) = filters else { return Ok(None) };
    body::bounded("filters", filters.get(), limits::FLAG_FILTERS_BYTES)?;
    serde_json::from_str(filters.get()).map_err(|error| Refusal::bad("filters", error.to_string()))
}

fn check(cohort: &CohortRecord, distinct_ids: Option<&[String]>) -> Result<(), Refusal> {
    body::bounded("name", &cohort.name, limits::FLAG_TEXT_BYTES)?;
    let most = limits::COHORT_IDS;
    match distinct_ids {
        Some(ids) if ids.len() > most => Err(Refusal::bad("distinct_ids", format!("at most {most} are possible"))),
        _ => Ok(()),
    }
}

async fn allow(
    collector: &Collector,
    cohort: &CohortRecord,
    change: impl FnOnce(&mut Vec<CohortRecord>) + Send + 'static,
) -> Result<(), Refusal> {
    let (token, id) = (cohort.token.clone(), cohort.id);
    let judged = collector.store.reader.read(move |connection| {
        let (flags, cohorts) = (flags::all(connection, Some(&token))?, cohorts::all(connection, Some(&token))?);
        let before = Definitions { flags, cohorts };
        let mut after = before.clone();
        change(&mut after.cohorts);
        Ok(before.judge(after, &format!("cohort {id}")))
    });
    judged.await?
}
