//! What questions can be asked about: names of events, properties and their values.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use rusqlite::params;
use serde::Serialize;
use serde_json::Value;

use crate::api::auth::MayRead;
use crate::api::insights::{Question, project};
use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::facts::members;
use crate::insights::selection::type_index;
use crate::state::Collector;
use crate::store::projects;
use crate::text::{self, Object};
use crate::{limits, time};

/// The names of events.
#[derive(Debug, Serialize)]
pub struct Events {
    events: Vec<NamedEvent>,
}

#[derive(Debug, Serialize)]
struct NamedEvent {
    event: String,
    count: u64,
    last_seen: String,
}

/// The names of properties.
#[derive(Debug, Serialize)]
pub struct Properties {
    properties: Vec<String>,
}

/// Values of a property.
#[derive(Debug, Serialize)]
pub struct Values {
    values: Vec<CountedValue>,
}

#[derive(Debug, Serialize)]
struct CountedValue {
    value: String,
    count: u64,
}

/// The types of groups.
#[derive(Debug, Serialize)]
pub struct GroupTypes {
    group_types: Vec<String>,
}

/// `GET /api/insights/events`: the most frequent first.
pub async fn events(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Events>, Refusal> {
    let project = project_of(&collector, &Parameters::of(&uri)).await?;
    let question = Question::ask(&collector, move |facts, job| {
        facts.ask(
            project,
            job,
            |_| Ok(((), Vec::new())),
            |view, ()| {
                let sql = "SELECT n.name, count(*), max(f.at) FROM names n JOIN facts f ON f.name = n.id
                WHERE n.project = ?1 GROUP BY n.id ORDER BY count(*) DESC, n.name LIMIT ?2";
                let mut statement = view.connection.prepare_cached(sql)?;
                let rows = statement.query_map(params![project, limits::PAGE_ROWS], |row| {
                    Ok(NamedEvent { event: row.get(0)?, count: row.get(1)?, last_seen: time::iso(row.get(2)?) })
                })?;
                Ok(Events { events: rows.collect::<rusqlite::Result<_>>()? })
            },
        )
    });
    Ok(Json(question.answered().await?))
}

/// `GET /api/insights/properties`: those that the latest events, persons or groups have.
pub async fn properties(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Properties>, Refusal> {
    let note = |names: &mut BTreeSet<String>, text: &str| {
        let object: Object = serde_json::from_str(text).unwrap_or_default();
        names.extend(object.into_iter().map(|(name, _)| name));
        while names.len() > limits::PAGE_ROWS as usize {
            names.pop_last();
        }
    };
    let names = sample(&collector, &Parameters::of(&uri), note).await?;
    Ok(Json(Properties { properties: names.into_iter().collect() }))
}

/// `GET /api/insights/values`: the most frequent ones of the latest events, persons or groups.
pub async fn values(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Values>, Refusal> {
    let parameters = Parameters::of(&uri);
    let key = parameters.text("key").filter(|key| !key.is_empty());
    let key = key.ok_or_else(|| Refusal::bad("key", "the name of a property is needed"))?;
    let count = move |counts: &mut BTreeMap<String, u64>, text: &str| match members(text, &[&key]).swap_remove(0) {
        None | Some(Value::Null) => {}
        Some(value) => {
            let value = text::plain(&value);
            *counts.entry(text::cut_bytes(&value, limits::INSIGHT_VALUE_BYTES).to_owned()).or_default() += 1;
        }
    };
    let mut values: Vec<(String, u64)> = sample(&collector, &parameters, count).await?.into_iter().collect();
    values.sort_by(|(a, count_a), (b, count_b)| count_b.cmp(count_a).then_with(|| a.cmp(b)));
    values.truncate(limits::INSIGHT_BREAKDOWN);
    let values = values.into_iter().map(|(value, count)| CountedValue { value, count }).collect();
    Ok(Json(Values { values }))
}

/// `GET /api/insights/group_types`, in their order.
pub async fn group_types(
    _: MayRead,
    State(collector): State<Collector>,
    uri: Uri,
) -> Result<Json<GroupTypes>, Refusal> {
    let project = project_of(&collector, &Parameters::of(&uri)).await?;
    let group_types = collector.store.reader.read(move |connection| projects::group_types(connection, project)).await?;
    Ok(Json(GroupTypes { group_types }))
}

async fn project_of(collector: &Collector, parameters: &Parameters) -> Result<i64, Refusal> {
    let token = parameters.text("token").ok_or_else(|| Refusal::bad("token", "the token of a project is needed"))?;
    project(collector, token).await
}

/// Hands the properties of the latest events, persons or groups to `note`, one after the other, and gives what it makes of them.
async fn sample<T: Default + Send + 'static>(
    collector: &Collector,
    parameters: &Parameters,
    note: impl Fn(&mut T, &str) + Send + 'static,
) -> Result<T, Refusal> {
    let project = project_of(collector, parameters).await?;
    let subject = parameters.text("type").unwrap_or_else(|| "event".into());
    let (event, group_type) = (parameters.text("event"), parameters.text("group_type"));
    let sql = match subject.as_str() {
        "event" => EVENTS,
        "person" => PERSONS,
        "group" if group_type.is_some() => GROUPS,
        "group" => return Err(Refusal::bad("group_type", "the name of a type of groups is needed")),
        _ => return Err(Refusal::bad("type", "one of `event`, `person` and `group` is possible")),
    };
    let question = Question::ask(collector, move |facts, job| {
        facts.ask(
            project,
            job,
            |_| Ok(((), Vec::new())),
            |view, ()| {
                let index = match &group_type {
                    Some(name) => type_index(view.connection, project, name)?,
                    None => None,
                };
                let mut noted = T::default();
                let mut left = limits::INSIGHT_SAMPLE_BYTES;
                let mut statement = view.connection.prepare_cached(sql)?;
                let mut rows = statement.query(params![project, event, index, limits::INSIGHT_SAMPLE])?;
                while let Some(row) = rows.next()? {
                    job.check()?;
                    let text = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
                    let Some(fewer) = left.checked_sub(text.len()) else { break };
                    left = fewer;
                    note(&mut noted, text);
                }
                Ok(noted)
            },
        )
    });
    question.answered().await
}

/// Of each name some, so that rare events have their say.
const EVENTS: &str = "SELECT e.properties FROM names n, store.events e
    WHERE n.project = ?1 AND (?2 IS NULL OR n.name = ?2) AND ?3 IS NULL
        AND e.id IN (SELECT f.event FROM facts f WHERE f.name = n.id ORDER BY f.at DESC LIMIT iif(?2 IS NULL, 100, ?4))
    LIMIT ?4";
const PERSONS: &str = "SELECT properties FROM store.persons
    WHERE project_id = ?1 AND ?2 IS NULL AND ?3 IS NULL ORDER BY id DESC LIMIT ?4";
const GROUPS: &str = "SELECT properties FROM store.groups
    WHERE project_id = ?1 AND ?2 IS NULL AND type_index = ?3 ORDER BY rowid DESC LIMIT ?4";
