//! Experiments: listed, made, changed and deleted, and how they stand.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use rusqlite::Connection;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

use crate::api::auth::{MayChange, MayRead};
use crate::api::body;
use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::experiments::count::{self, Question};
use crate::experiments::record::{ExperimentRecord, Goal};
use crate::experiments::statistics;
use crate::flags::project::Project;
use crate::ingest::token;
use crate::state::Collector;
use crate::store::{experiments, projects};
use crate::{limits, text, time};

/// The name of the variant that others are compared with, if there is one; otherwise it is the first.
const CONTROL: &str = "control";

/// A list of experiments.
#[derive(Debug, Serialize)]
pub struct Page {
    experiments: Vec<ExperimentRecord>,
}

/// How an experiment stands.
#[derive(Debug, Serialize)]
pub struct Standing {
    experiment: ExperimentRecord,
    /// `person`, or the name of a type of groups.
    unit: String,
    control: String,
    /// Persons or groups that saw several variants, and are counted for none.
    several_variants: u64,
    variants: Vec<Variant>,
    computed_at: i64,
}

#[derive(Debug, Serialize)]
struct Variant {
    key: String,
    exposed: u64,
    converted: u64,
    /// Null as long as nobody was exposed.
    rate: Option<f64>,
    /// The rate lies between these with a probability of 95 %.
    interval: [f64; 2],
    chance_to_be_best: f64,
    /// Null for the control, and where there is nothing to compare.
    lift: Option<f64>,
}

/// An experiment to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    token: String,
    #[serde(default)]
    name: String,
    flag_key: String,
    goal: Goal,
    /// Now, if it is left out.
    starts_at: Option<i64>,
    ends_at: Option<i64>,
}

/// What is to be different.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Different {
    name: Option<String>,
    goal: Option<Goal>,
    starts_at: Option<i64>,
    /// Null lets it run on.
    #[serde(default, deserialize_with = "present")]
    ends_at: Option<Option<i64>>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// `GET /api/experiments`: those of the project `token`, or all.
pub async fn list(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Page>, Refusal> {
    let token = Parameters::of(&uri).text("token");
    let experiments = collector.store.reader.read(move |connection| experiments::all(connection, token.as_deref()));
    Ok(Json(Page { experiments: experiments.await? }))
}

/// `GET /api/experiments/<id>`.
pub async fn one(
    _: MayRead,
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<Json<ExperimentRecord>, Refusal> {
    Ok(Json(find(&collector, body::id(&id)?).await?))
}

/// `GET /api/experiments/<id>/result`: counted anew each time.
pub async fn result(
    _: MayRead,
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<Json<Standing>, Refusal> {
    let experiment = find(&collector, body::id(&id)?).await?;
    let project = collector.flags.project(&collector.store, &experiment.token).await?;
    let (keys, group_type) = compared(&project, &experiment.flag_key)?;
    let now = time::now();
    let question = Question {
        token: experiment.token.clone(),
        flag: experiment.flag_key.clone(),
        variants: keys.clone(),
        group_type,
        goal: experiment.goal.clone(),
        window: experiment.starts_at..experiment.ends_at.unwrap_or(now),
    };
    let control = keys.iter().position(|key| key == CONTROL).unwrap_or(0);
    let id = project.id;
    let work = move |connection: &Connection| {
        let counted = count::count(connection, &question)?;
        let estimates = statistics::estimate(&counted.variants, control);
        Ok((counted, estimates, projects::group_types(connection, id)?))
    };
    let (counted, estimates, group_types) = collector.store.reader.read(work).await?;
    let control = keys[control].clone();
    let variants = keys.into_iter().zip(counted.variants).zip(estimates).map(|((key, counts), estimate)| Variant {
        key,
        exposed: counts.exposed,
        converted: counts.converted,
        rate: (counts.exposed > 0).then(|| counts.converted as f64 / counts.exposed as f64),
        interval: estimate.interval.into(),
        chance_to_be_best: estimate.chance_to_be_best,
        lift: estimate.lift.filter(|_| counts.exposed > 0),
    });
    let variants = variants.collect();
    let unit = group_type.map_or_else(
        || "person".to_owned(),
        |index| group_types.get(index).cloned().unwrap_or_else(|| format!("group {index}")),
    );
    let several_variants = counted.several;
    Ok(Json(Standing { experiment, unit, control, several_variants, variants, computed_at: now }))
}

/// `POST /api/experiments`.
pub async fn create(
    _: MayChange,
    State(collector): State<Collector>,
    request: Request,
) -> Result<(StatusCode, Json<ExperimentRecord>), Refusal> {
    let new: New = body::read(&collector, request).await?;
    let now = time::now();
    let experiment = ExperimentRecord {
        id: 0,
        token: token::check(&new.token)?.to_owned(),
        name: new.name,
        flag_key: new.flag_key,
        goal: new.goal,
        starts_at: new.starts_at.unwrap_or(now),
        ends_at: new.ends_at,
        created_at: now,
        updated_at: now,
    };
    check(&experiment)?;
    let project = collector.flags.project(&collector.store, &experiment.token).await?;
    compared(&project, &experiment.flag_key)?;
    let most = limits::EXPERIMENTS;
    let insert = move |connection: &Connection| {
        let has_room = experiments::count(connection, &experiment.token)? < most;
        has_room.then(|| experiments::insert(connection, &experiment)).transpose()
    };
    let made = collector.store.writer.change(insert).await?;
    let full = || Refusal::conflict("token", format!("a project has at most {most} experiments; delete one"));
    Ok((StatusCode::CREATED, Json(made.ok_or_else(full)?)))
}

/// `PATCH /api/experiments/<id>`: what is left out stays as it is.
pub async fn change(
    _: MayChange,
    State(collector): State<Collector>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<ExperimentRecord>, Refusal> {
    let id = body::id(&id)?;
    let different: Different = body::read(&collector, request).await?;
    let _changing = collector.flags.change().await;
    let mut experiment = find(&collector, id).await?;
    experiment.name = different.name.unwrap_or(experiment.name);
    experiment.goal = different.goal.unwrap_or(experiment.goal);
    experiment.starts_at = different.starts_at.unwrap_or(experiment.starts_at);
    experiment.ends_at = different.ends_at.unwrap_or(experiment.ends_at);
    experiment.updated_at = time::now();
    check(&experiment)?;
    let changed = experiment.clone();
    collector.store.writer.change(move |connection| experiments::update(connection, &changed)).await?;
    Ok(Json(experiment))
}

/// `DELETE /api/experiments/<id>`.
pub async fn delete(
    _: MayChange,
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let experiment = find(&collector, body::id(&id)?).await?;
    collector.store.writer.change(move |connection| experiments::delete(connection, experiment.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(collector: &Collector, id: i64) -> Result<ExperimentRecord, Refusal> {
    let found = collector.store.reader.read(move |connection| experiments::find(connection, id)).await?;
    found.ok_or_else(|| Refusal::Missing(format!("there is no experiment of the id {id}")))
}

/// The variants of a flag, and the type of group that gets them.
fn compared(project: &Project, flag_key: &str) -> Result<(Vec<String>, Option<usize>), Refusal> {
    let flag = project.flags.iter().find(|flag| flag.record.key == flag_key);
    let message = || format!("there is no flag `{}`", text::cut_bytes(flag_key, limits::FLAG_KEY_BYTES));
    let flag = flag.ok_or_else(|| Refusal::conflict("flag_key", message()))?;
    let definition = flag.definition.as_ref().map_err(|fault| Refusal::conflict("flag_key", fault.to_string()))?;
    if definition.variants.len() < 2 {
        return Err(Refusal::conflict("flag_key", "there is nothing to compare; give the flag two variants or more"));
    }
    Ok((definition.variants.iter().map(|variant| variant.key.clone()).collect(), definition.group_type))
}

/// Refuses what is wrong with an experiment by itself.
fn check(experiment: &ExperimentRecord) -> Result<(), Refusal> {
    body::bounded("name", &experiment.name, limits::FLAG_TEXT_BYTES)?;
    experiment.goal.check()?;
    let goal = json!(experiment.goal).to_string();
    body::bounded("goal.properties", &goal, limits::FLAG_FILTERS_BYTES)?;
    let times = 0..time::YEAR_10000;
    if !times.contains(&experiment.starts_at) {
        return Err(Refusal::bad("starts_at", "a time is a number of milliseconds since 1970"));
    }
    if experiment.ends_at.is_some_and(|end| end <= experiment.starts_at || !times.contains(&end)) {
        return Err(Refusal::bad("ends_at", "the end is a number of milliseconds since 1970, after the start"));
    }
    Ok(())
}
