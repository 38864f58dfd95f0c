//! Feature flags: the protocol's answer of a project that has none.

use axum::Json;
use axum::extract::{Request, State};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::error::Refusal;
use crate::ingest::{request, token};
use crate::state::Collector;
use crate::text::Object;
use crate::{remote_config, time};

/// `/flags`.
pub async fn flags(State(collector): State<Collector>, request: Request) -> Result<Json<Value>, Refusal> {
    let version = parameter(&request, "v");
    let with_config = parameter(&request, "config").is_some_and(|value| value == "true" || value == "1");
    check(&collector, request).await?;
    let mut answer = if version.as_deref() == Some("2") { version_2() } else { version_1() };
    if with_config {
        add(&mut answer, remote_config::config());
    }
    Ok(Json(answer))
}

/// `/decide`, which older libraries call for flags and configuration at once.
pub async fn decide(State(collector): State<Collector>, request: Request) -> Result<Json<Value>, Refusal> {
    let version = parameter(&request, "v");
    check(&collector, request).await?;
    let mut answer = if version.as_deref() == Some("4") { version_2() } else { version_1() };
    add(&mut answer, remote_config::config());
    Ok(Json(answer))
}

fn version_2() -> Value {
    json!({
        "errorsWhileComputingFlags": false,
        "flags": {},
        "requestId": Uuid::new_v4().to_string(),
        "evaluatedAt": time::now(),
    })
}

fn version_1() -> Value {
    json!({
        "errorsWhileComputingFlags": false,
        "featureFlags": {},
        "featureFlagPayloads": {},
        "requestId": Uuid::new_v4().to_string(),
        "evaluatedAt": time::now(),
    })
}

fn add(answer: &mut Value, more: Value) {
    if let (Value::Object(answer), Value::Object(more)) = (answer, more) {
        answer.extend(more);
    }
}

/// Whether the request names a project and a person, though the answer is the same for all of them.
async fn check(collector: &Collector, request: Request) -> Result<(), Refusal> {
    let decoded = request::decode(collector, request).await?;
    let asked: Object = serde_json::from_str(&decoded.text)
        .map_err(|error| Refusal::bad("body", format!("failed to parse request: {error}; send a JSON object")))?;
    let given = |names: &[&str]| names.iter().find_map(|name| asked.get(*name));
    let Some(Value::String(token)) = given(&["token", "$token", "api_key"]) else {
        return Err(Refusal::unauthorized("token", "send the project token as the string `token`"));
    };
    token::check(token)?;
    match given(&["distinct_id", "$distinct_id"]) {
        Some(Value::String(_) | Value::Number(_)) => Ok(()),
        _ => Err(Refusal::bad("distinct_id", "send the visitor's `distinct_id` as a string")),
    }
}

fn parameter(request: &Request, name: &str) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
