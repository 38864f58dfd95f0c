//! Flags for trackers: `/flags`, and `/decide` as older libraries call it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::error::Refusal;
use crate::flags::answer::Answers;
use crate::flags::evaluate::{Evaluation, Visitor};
use crate::flags::gather;
use crate::flags::project::Project;
use crate::flags::request::Asked;
use crate::ingest::request::{self, INLINE_BYTES};
use crate::limits;
use crate::remote_config;
use crate::state::Collector;
use crate::store::projects;

/// Of the flags that aim surveys, the start of the key.
const SURVEYS: &str = "survey-targeting-";

/// `/flags`.
pub async fn flags(State(collector): State<Collector>, request: Request) -> Result<Response, Refusal> {
    let version = parameter(&request, "v");
    let with_config = is_true(&request, "config");
    answer(&collector, request, version.as_deref() == Some("2"), with_config).await
}

/// `/decide`, which older libraries call for flags and configuration at once.
pub async fn decide(State(collector): State<Collector>, request: Request) -> Result<Response, Refusal> {
    let version = parameter(&request, "v");
    answer(&collector, request, version.as_deref() == Some("4"), true).await
}

/// The body of an answer; each form has some of the fields.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<F, V, P> {
    errors_while_computing_flags: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<F>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feature_flags: Option<V>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feature_flag_payloads: Option<P>,
    request_id: String,
    evaluated_at: i64,
    #[serde(flatten)]
    config: Option<Value>,
}

async fn answer(
    collector: &Collector,
    request: Request,
    is_version_2: bool,
    with_config: bool,
) -> Result<Response, Refusal> {
    let only_surveys = is_true(&request, "only_evaluate_survey_feature_flags");
    let decoded = request::decode(collector, request).await?;
    let asked = Asked::read(&decoded.text)?;
    let project = project(collector, &asked).await?;
    let chosen = chosen(&project, &asked, only_surveys);
    let (profiles, is_complete) = gather::profiles(collector, &project, &asked, &chosen).await;
    let large = decoded.text.len() > INLINE_BYTES;
    let respond = move || {
        let visitor = gather::visitor(&project, &asked, &profiles, is_complete);
        respond(&project, &visitor, &chosen, is_version_2, with_config)
    };
    // Patterns go over all of a property's text.
    let json = if large { request::blocking(respond).await? } else { respond()? };
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// The body of the answer for a visitor.
fn respond(
    project: &Project,
    visitor: &Visitor<'_>,
    chosen: &[usize],
    is_version_2: bool,
    with_config: bool,
) -> Result<Vec<u8>, Refusal> {
    let mut evaluation = Evaluation::new(project, visitor);
    let answers = Answers(chosen.iter().map(|at| (&project.flags[*at], evaluation.answer(*at))).collect());
    let body = Body {
        errors_while_computing_flags: answers.any_failed(),
        flags: is_version_2.then(|| answers.version_2()),
        feature_flags: (!is_version_2).then(|| answers.values()),
        feature_flag_payloads: (!is_version_2).then(|| answers.payloads()),
        request_id: Uuid::new_v4().to_string(),
        evaluated_at: visitor.now,
        config: with_config.then(|| remote_config::config(!project.flags.is_empty())),
    };
    serde_json::to_vec(&body).map_err(|error| Refusal::Unavailable(error.to_string()))
}

/// The project, with the types of groups that have come up since its flags were read.
async fn project(collector: &Collector, asked: &Asked) -> Result<Arc<Project>, Refusal> {
    let (registry, store) = (&collector.flags, &collector.store);
    let project = registry.project(store, &asked.token).await?;
    let is_new = |(kind, _): &(String, Value)| !project.group_types.contains(kind);
    if project.flags.is_empty() || project.group_types.len() == limits::GROUP_TYPES || !asked.groups.iter().any(is_new)
    {
        return Ok(project);
    }
    let id = project.id;
    let types = store.reader.read(move |connection| projects::group_types(connection, id)).await?;
    if types.len() == project.group_types.len() {
        return Ok(project);
    }
    let _changing = registry.change().await;
    registry.load(store).await?;
    registry.project(store, &asked.token).await
}

/// The places of the flags that are asked for.
fn chosen(project: &Project, asked: &Asked, only_surveys: bool) -> Vec<usize> {
    if asked.disable_flags {
        return Vec::new();
    }
    let is_asked = |key: &String| match &asked.flag_keys {
        Some(keys) => keys.contains(key),
        None => !only_surveys || key.starts_with(SURVEYS),
    };
    (0..project.flags.len()).filter(|at| is_asked(&project.flags[*at].record.key)).collect()
}

fn is_true(request: &Request, name: &str) -> bool {
    parameter(request, name).is_some_and(|value| value == "true" || value == "1")
}

fn parameter(request: &Request, name: &str) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
