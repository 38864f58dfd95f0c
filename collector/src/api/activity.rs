//! How much a person or a group has done, over time.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde::Serialize;

use crate::api::actor::Actor;
use crate::api::auth::MayRead;
use crate::api::cursor::Cursor;
use crate::api::parameters::Parameters;
use crate::api::walk::{Wanted, walk};
use crate::error::Refusal;
use crate::state::Collector;
use crate::{limits, time};

/// In every time zone days begin at a quarter of an hour, so that whoever reads can make them their own days.
const QUARTER: i64 = 15 * 60 * 1000;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How much somebody has done.
#[derive(Debug, Serialize)]
pub struct Activity {
    from: String,
    /// All events since then.
    events: u64,
    /// The quarters of an hour that have events, the earliest first.
    quarters: Vec<Quarter>,
    /// The most frequent events.
    names: Vec<Name>,
    /// Whether every event since then was counted; else only the latest ones were.
    complete: bool,
}

#[derive(Debug, Serialize)]
struct Quarter {
    start: String,
    events: u64,
}

#[derive(Debug, Serialize)]
struct Name {
    event: String,
    count: u64,
}

/// `/api/activity` of `person`, a uuid, or of `group_type` and `group_key`, over the last `days`.
pub async fn activity(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Activity>, Refusal> {
    let parameters = Parameters::of(&uri);
    let days = parameters.number("days", limits::ACTIVITY_DAYS)?.unwrap_or(limits::ACTIVITY_DAYS_DEFAULT);
    let nobody = || Refusal::bad("person", "say whose: `person`, or `group_type` and `group_key`");
    let actor = Actor::of(&parameters)?.ok_or_else(nobody)?;
    let since = quarter(time::now() - days * DAY);
    let token = parameters.text("token");
    let wanted = Wanted { actor, token, names: Vec::new(), before: Cursor::START, since };
    let counted = collector.store.reader.read(move |connection| {
        let (mut quarters, mut names) = (BTreeMap::<i64, u64>::new(), HashMap::<String, u64>::new());
        let stopped = walk(connection, &wanted, |step| {
            *quarters.entry(quarter(step.timestamp)).or_default() += 1;
            *names.entry(step.name).or_default() += 1;
            ControlFlow::Continue(())
        })?;
        Ok((quarters, names, stopped.is_none()))
    });
    let (quarters, names, complete) = counted.await?;
    Ok(Json(Activity {
        from: time::iso(since),
        events: quarters.values().sum(),
        quarters: quarters.into_iter().map(|(at, events)| Quarter { start: time::iso(at), events }).collect(),
        names: largest(names),
        complete,
    }))
}

fn largest(names: HashMap<String, u64>) -> Vec<Name> {
    let mut names: Vec<Name> = names.into_iter().map(|(event, count)| Name { event, count }).collect();
    names.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.event.cmp(&b.event)));
    names.truncate(limits::ACTIVITY_NAMES);
    names
}

/// The beginning of a time's quarter of an hour.
fn quarter(millis: i64) -> i64 {
    millis - millis.rem_euclid(QUARTER)
}
