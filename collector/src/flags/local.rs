//! Definitions for servers that evaluate by themselves, as PostHog's libraries do.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde_json::{Value, json};

use crate::api::auth::MayRead;
use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::flags::project::{Flag, Project};
use crate::ingest::token;
use crate::state::Collector;

/// `/api/feature_flag/local_evaluation`, which newer libraries call `/flags/definitions`.
pub async fn definitions(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Value>, Refusal> {
    let parameters = Parameters::of(&uri);
    let token = parameters.text("token").unwrap_or_default();
    let project = collector.flags.project(&collector.store, token::check(&token)?).await?;
    let types: BTreeMap<String, &String> =
        project.group_types.iter().enumerate().map(|(index, name)| (index.to_string(), name)).collect();
    let flags: Vec<Value> = project.flags.iter().map(|flag| definition(&project, flag)).collect();
    let mut answer = json!({ "flags": flags, "group_type_mapping": types });
    if parameters.text("send_cohorts").is_some() {
        // Lists stay here: a library that misses a cohort asks the collector.
        let usable = project.cohort_records.iter().filter(|record| project.cohort(record.id).is_some());
        let cohorts =
            usable.filter_map(|record| Some((record.id.to_string(), record.filters.as_ref()?.get("properties")?)));
        answer["cohorts"] = json!(cohorts.collect::<BTreeMap<_, _>>());
    }
    Ok(Json(answer))
}

fn definition(project: &Project, flag: &Flag) -> Value {
    let record = &flag.record;
    let mut filters = record.filters.clone();
    for list in ["groups", "super_groups"] {
        let conditions = filters.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten();
        let properties = conditions.filter_map(|condition| condition.get_mut("properties")?.as_array_mut()).flatten();
        properties.filter(|property| property["type"] == "flag").for_each(|property| name_flags(project, property));
    }
    json!({
        "id": record.id,
        "team_id": project.id,
        "key": record.key,
        "name": record.name,
        "active": record.active,
        "deleted": false,
        "filters": filters,
        "ensure_experience_continuity": record.ensure_experience_continuity,
        "version": record.version,
    })
}

/// Libraries want the asked flag by its key, and the keys of all that it asks for, itself at the end.
fn name_flags(project: &Project, property: &mut Value) {
    let asked = property["key"].as_str().and_then(|name| project.flag(name)).map(|at| &project.flags[at]);
    let key = |flag: &Flag| flag.record.key.clone();
    let chain: Vec<String> = match asked {
        Some(asked) if asked.fault().is_none() => {
            let before = asked.dependencies.iter().map(|at| &project.flags[*at]);
            before.chain([asked]).map(key).collect()
        }
        _ => Vec::new(),
    };
    if let Some(asked) = asked {
        property["key"] = asked.record.key.clone().into();
    }
    property["dependency_chain"] = chain.into();
}
