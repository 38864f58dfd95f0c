//! Events as they arrive, one JSON object a line.
//!
//! The stream holds no events. It is told that there are new ones and reads them from the database, so that a slow
//! reader costs nothing and misses nothing.

use std::collections::VecDeque;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::watch;

use crate::api::auth::MayRead;
use crate::api::events::{self, ShownEvent};
use crate::api::parameters::Parameters;
use crate::error::Refusal;
use crate::limits;
use crate::state::Collector;
use crate::store::reader::Reader;

/// `/api/live`: events after `after`, or from now on.
pub async fn live(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Response, Refusal> {
    let newest = collector.store.newest;
    let after = Parameters::of(&uri).id("after")?.unwrap_or_else(|| *newest.borrow());
    let feed =
        Feed { reader: collector.store.reader, newest, stopping: collector.stopping, after, lines: VecDeque::new() };
    let lines = stream::unfold(feed, |mut feed| async {
        let line = feed.next().await?;
        Some((line, feed))
    });
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, Body::from_stream(lines)).into_response())
}

struct Feed {
    reader: Reader,
    newest: watch::Receiver<i64>,
    stopping: watch::Receiver<bool>,
    after: i64,
    lines: VecDeque<Bytes>,
}

impl Feed {
    /// The next line, as soon as there is one; none when the collector stops.
    async fn next(&mut self) -> Option<Result<Bytes, Refusal>> {
        loop {
            if let Some(line) = self.lines.pop_front() {
                return Some(Ok(line));
            }
            if *self.stopping.borrow() {
                return None;
            }
            if *self.newest.borrow_and_update() > self.after {
                if let Err(refusal) = self.fetch().await {
                    return Some(Err(refusal));
                }
                continue;
            }
            tokio::select! {
                changed = self.newest.changed() => changed.ok()?,
                _ = self.stopping.changed() => return None,
                () = tokio::time::sleep(limits::HEARTBEAT) => return Some(Ok(Bytes::from_static(b"\n"))),
            }
        }
    }

    async fn fetch(&mut self) -> Result<(), Refusal> {
        let after = self.after;
        let events = self.reader.read(move |connection| events::after(connection, after, limits::PAGE_ROWS_DEFAULT));
        for event in events.await? {
            self.after = event.id;
            self.lines.push_back(line(&event)?);
        }
        Ok(())
    }
}

fn line(event: &ShownEvent) -> Result<Bytes, Refusal> {
    let mut line = serde_json::to_vec(event).map_err(|error| Refusal::Unavailable(error.to_string()))?;
    line.push(b'\n');
    Ok(line.into())
}
