//! The ingestion endpoint.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hoofprint::wire::Answer;

use crate::error::Refusal;
use crate::ingest::judge::{Judged, judge};
use crate::ingest::normalise::Surroundings;
use crate::ingest::request::{self, INLINE_BYTES};
use crate::state::Collector;
use crate::store::events;
use crate::time;

/// Takes events in any envelope and encoding. Answers 200 once the good ones are on disk.
pub async fn ingest(State(collector): State<Collector>, request: Request) -> Result<Response, Refusal> {
    let decoded = request::decode(&collector, request).await?;
    let now = time::now();
    let beacon = decoded.query.beacon;
    let _room = decoded.room;
    let large = decoded.text.len() > INLINE_BYTES;
    let judging = move || {
        let around = Surroundings { ip: decoded.ip, sent_at: decoded.query.sent_at };
        judge(&decoded.text, decoded.path.starts_with("/engage"), around, now)
    };
    let judged = if large { request::blocking(judging).await? } else { judging()? };

    let Judged { submission, rejected, offered, any_good, only_too_large, single } = judged;
    let token = submission.token.clone();
    if !submission.records.is_empty() || !submission.rejects.is_empty() {
        collector.store.writer.submit(submission).await?;
    }
    if !any_good {
        let (field, message) = match rejected.first() {
            Some(only) if single => (only.field.clone(), only.message.clone()),
            _ => ("batch".to_owned(), "no event of the request can be stored; `rejected` says why".to_owned()),
        };
        return Err(Refusal::NothingStored { field, message, rejected, too_large: only_too_large });
    }
    if beacon {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    // The events are stored, whatever becomes of this.
    let has_feature_flags =
        collector.flags.project(&collector.store, &token).await.is_ok_and(|project| !project.flags.is_empty());
    let known = known(&collector, token, offered).await?;
    Ok(Json(Answer { status: "Ok".into(), known, rejected, has_feature_flags }).into_response())
}

/// Which of the events that a sender offers are stored. Only who made an event knows its uuid.
async fn known(collector: &Collector, token: String, offered: Vec<String>) -> Result<Vec<String>, Refusal> {
    if offered.is_empty() {
        return Ok(offered);
    }
    collector.store.reader.read(move |connection| events::stored(connection, &token, offered)).await
}
