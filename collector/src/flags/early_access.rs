//! What is offered to visitors who want it early.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde_json::{Value, json};

use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::ingest::token;
use crate::state::Collector;

/// The stage that is shown to whoever names none.
const STAGE: &str = "beta";

/// `/api/early_access_features`: the features of a project, of the stages that are asked for.
pub async fn features(State(collector): State<Collector>, uri: Uri) -> Result<Json<Value>, Refusal> {
    let parameters = Parameters::of(&uri);
    let token = parameters.text("token").unwrap_or_default();
    let project = collector.flags.project(&collector.store, token::check(&token)?).await?;
    let mut stages = parameters.texts("stage");
    if stages.is_empty() {
        stages.push(STAGE.to_owned());
    }
    let shown = project.flags.iter().filter_map(|flag| {
        let feature = flag.record.early_access.as_ref()?;
        (flag.record.active && stages.contains(&feature.stage)).then(|| feature.shown(&flag.record))
    });
    Ok(Json(json!({ "earlyAccessFeatures": shown.collect::<Vec<_>>() })))
}
