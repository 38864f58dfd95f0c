//! Questions, answered as JSON, as CSV, or with their progress line by line.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http_body_util::BodyExt;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::JoinHandle;

use crate::api::auth::MayRead;
use crate::api::body;
use crate::error::Refusal;
use crate::insights::answer::{Answer, answer};
use crate::insights::export;
use crate::insights::job::{Job, Progress, Stop};
use crate::insights::query::Query;
use crate::limits;
use crate::state::Collector;
use crate::store::projects;

/// `POST /api/insights/run`.
pub async fn run(_: MayRead, State(collector): State<Collector>, request: Request) -> Result<Response, Refusal> {
    let wanted = Form::of(request.headers());
    let reader = |bytes: &[u8]| Ok(Query::read(body::json(bytes)?)?);
    let query = body::read_with(&collector, request, limits::CALL_BYTES, reader).await.map_err(Refusal::of_question)?;
    let project = project(&collector, query.token.clone()).await?;
    let question = Question::ask(&collector, move |facts, job| answer(facts, project, &query, job));
    match wanted {
        Form::Lines => Ok(lines(question)),
        Form::Json => Ok(Json(question.answered().await?).into_response()),
        Form::Csv => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"insight.csv\""),
            ];
            Ok((headers, export::csv(&question.answered().await?.found)).into_response())
        }
    }
}

/// The row of the project of a token.
pub(super) async fn project(collector: &Collector, token: String) -> Result<i64, Refusal> {
    let found = collector.store.reader.read(move |connection| projects::find(connection, &token)).await?;
    found.ok_or_else(|| Refusal::bad("token", "there is no project of this token; its first event makes it"))
}

/// In which form an answer is wanted.
enum Form {
    Json,
    Lines,
    Csv,
}

impl Form {
    fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
        if accepted.contains("application/x-ndjson") {
            Self::Lines
        } else if accepted.contains("text/csv") {
            Self::Csv
        } else {
            Self::Json
        }
    }
}

/// A question that is being answered. Dropped, it is cancelled.
pub(super) struct Question<T> {
    job: Arc<Job>,
    task: JoinHandle<Result<T, Refusal>>,
}

impl<T: Send + 'static> Question<T> {
    /// Has `work` done where it may block, once it is its turn.
    pub(super) fn ask(
        collector: &Collector,
        work: impl FnOnce(&crate::facts::Facts, &Job) -> Result<T, Stop> + Send + 'static,
    ) -> Self {
        let job = Arc::new(Job::default());
        let (facts, places) = (collector.store.facts.clone(), Arc::clone(&collector.insights));
        let worker = Arc::clone(&job);
        let task = tokio::spawn(async move {
            worker.tell("waiting for other insights", 0.0);
            let place = places.acquire_owned().await;
            let done = tokio::task::spawn_blocking(move || {
                let _place: Option<OwnedSemaphorePermit> = place.ok();
                worker.check().and_then(|()| work(&facts, &worker))
            });
            match done.await {
                Ok(answer) => Ok(answer?),
                Err(_) => Err(Refusal::Unanswered("it was stopped".into())),
            }
        });
        Self { job, task }
    }

    /// The answer.
    pub(super) async fn answered(mut self) -> Result<T, Refusal> {
        match (&mut self.task).await {
            Ok(answer) => answer,
            Err(_) => Err(Refusal::Unanswered("it was stopped".into())),
        }
    }
}

impl<T> Drop for Question<T> {
    fn drop(&mut self) {
        self.job.cancel();
    }
}

/// Progress while it lasts, then the answer.
fn lines(question: Question<Answer>) -> Response {
    let progress = question.job.watch();
    let lines = stream::unfold(Some((question, progress)), |state| async {
        let (mut question, mut progress) = state?;
        tokio::select! {
            biased;
            answer = &mut question.task => {
                let answer = answer.unwrap_or_else(|_| Err(Refusal::Unanswered("it was stopped".into())));
                let line = match answer {
                    Ok(answer) => line(&json!({ "result": answer })),
                    Err(refusal) => line(&json!({ "error": told(refusal).await })),
                };
                Some((line, None))
            }
            told = next(&mut progress) => Some((line(&told), Some((question, progress)))),
        }
    });
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson"), (header::CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(lines)).into_response()
}

/// How far it has come, not more often than people can read.
async fn next(progress: &mut watch::Receiver<Progress>) -> Progress {
    tokio::time::sleep(limits::PROGRESS_PAUSE).await;
    match progress.changed().await {
        Ok(()) => *progress.borrow_and_update(),
        // The answer comes next.
        Err(_) => std::future::pending().await,
    }
}

fn line(value: &impl Serialize) -> Result<Bytes, serde_json::Error> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    Ok(line.into())
}

/// A refusal as it would have been answered, with its status.
async fn told(refusal: Refusal) -> Value {
    let response = refusal.into_response();
    let status = response.status();
    let bytes = response.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let status: StatusCode = status;
    json!({ "status": status.as_u16(), "field": body["field"], "message": body["message"] })
}
