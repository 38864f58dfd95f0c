//! Events for reading, newest first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::ControlFlow;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use rusqlite::{Connection, Result, Row, params};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::api::actor::Actor;
use crate::api::auth::MayRead;
use crate::api::cursor::Cursor;
use crate::api::parameters::Parameters;
use crate::api::persons::{distinct_ids, json};
use crate::api::walk::{Wanted, walk};
use crate::error::Refusal;
use crate::state::Collector;
use crate::{limits, time};

/// An event as it is shown.
#[derive(Debug, Serialize)]
pub struct ShownEvent {
    /// Its place in the order of arrival.
    pub id: i64,
    uuid: String,
    event: String,
    distinct_id: String,
    timestamp: String,
    received_at: String,
    properties: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    elements_chain: Option<String>,
    person: Option<Arc<ShownPerson>>,
}

/// The person an event counts for now.
#[derive(Debug, Clone, Serialize)]
struct ShownPerson {
    uuid: String,
    is_identified: bool,
    distinct_ids: Vec<String>,
    properties: Box<RawValue>,
}

/// A list of events.
#[derive(Debug, Serialize)]
pub struct Page {
    events: Vec<ShownEvent>,
    /// Whether there may be older ones.
    more: bool,
    /// The `before` of the next page, if there may be one.
    next: Option<String>,
}

/// An id stands for its person: what came under the person's other ids is theirs too.
const IDS_OF_ID: &str = "SELECT ?4 UNION SELECT theirs.distinct_id FROM person_distinct_ids one
    JOIN person_distinct_ids theirs ON theirs.person_id = one.person_id
    WHERE one.project_id IN (SELECT id FROM projects) AND one.distinct_id = ?4";
const IDS_OF_PERSON: &str = "SELECT d.distinct_id FROM persons p JOIN person_distinct_ids d ON d.person_id = p.id
    WHERE p.project_id IN (SELECT id FROM projects) AND p.uuid = ?5";

/// `/api/events`, in the order of arrival. `event` is a name, `person` a uuid, `distinct_id` one of a person's ids.
/// With `sort=time`, or of a group (`group_type` and `group_key`), in the order in which they happened.
pub async fn events(_: MayRead, State(collector): State<Collector>, uri: Uri) -> Result<Json<Page>, Refusal> {
    let parameters = Parameters::of(&uri);
    let limit = parameters.limit()?;
    if let Some(wanted) = by_time(&parameters)? {
        return Ok(Json(collector.store.reader.read(move |connection| timeline(connection, &wanted, limit)).await?));
    }
    let before = parameters.id("before")?.unwrap_or(i64::MAX);
    let (event, distinct_id) = (parameters.text("event"), parameters.text("distinct_id"));
    let person = parameters.text("person");
    let events = collector.store.reader.read(move |connection| {
        let ids_of = match (&distinct_id, &person) {
            (None, None) => None,
            (Some(_), None) => Some(IDS_OF_ID.to_owned()),
            (None, Some(_)) => Some(IDS_OF_PERSON.to_owned()),
            (Some(_), Some(_)) => Some(format!("{IDS_OF_ID} INTERSECT {IDS_OF_PERSON}")),
        };
        // The columns' indexes lead with the project, so they serve only if it is named too.
        let project = "project_id IN (SELECT id FROM projects)";
        let filter = match (&event, ids_of) {
            (_, Some(ids)) => format!("{project} AND distinct_id IN ({ids}) AND (?3 IS NULL OR event = ?3)"),
            (Some(_), None) => format!("{project} AND event = ?3"),
            (None, None) => "true".to_owned(),
        };
        // The ids first, from an index alone; only then the rows. The last parameter is named in any case, as all are bound.
        let ids = format!("SELECT id FROM events WHERE id < ?1 AND {filter} AND ?5 IS ?5 ORDER BY id DESC LIMIT ?2");
        let condition = format!("e.id IN ({ids}) ORDER BY e.id DESC");
        select(connection, &condition, params![before, limit, event, distinct_id, person])
    });
    let (events, is_cut) = events.await?;
    let more = is_cut || events.len() as i64 == limit;
    let next = events.last().filter(|_| more).map(|event| event.id.to_string());
    Ok(Json(Page { events, more, next }))
}

/// What is asked for in the order of time, if it is.
fn by_time(parameters: &Parameters) -> Result<Option<Wanted>, Refusal> {
    let actor = Actor::of(parameters)?;
    let sorted = parameters.choice("sort", &[("time", true), ("arrival", false)])?;
    let of_group = matches!(actor, Some(Actor::Group { .. }));
    if !sorted.unwrap_or(of_group) {
        let wrong = || Refusal::bad("sort", "events of a group come in the order of time");
        return if of_group { Err(wrong()) } else { Ok(None) };
    }
    if parameters.text("distinct_id").is_some() {
        return Err(Refusal::bad("distinct_id", "`sort=time` takes a `person`, or a group"));
    }
    let nobody = || Refusal::bad("person", "`sort=time` needs a `person`, or a group");
    let names = parameters.texts("event");
    if names.len() > limits::EVENT_NAMES_CHOSEN {
        return Err(Refusal::bad("event", format!("at most {} names are possible", limits::EVENT_NAMES_CHOSEN)));
    }
    let before = Cursor::of(parameters)?.unwrap_or(Cursor::START);
    let token = parameters.text("token");
    Ok(Some(Wanted { actor: actor.ok_or_else(nobody)?, token, names, before, since: i64::MIN }))
}

fn timeline(connection: &Connection, wanted: &Wanted, limit: i64) -> Result<Page> {
    let mut places = Vec::new();
    let stopped = walk(connection, wanted, |step| {
        places.push(Cursor { value: step.timestamp, id: step.id });
        if places.len() as i64 == limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let ids = serde_json::to_string(&places.iter().map(|place| place.id).collect::<Vec<_>>()).unwrap_or_default();
    let condition = "e.id IN (SELECT value FROM json_each(?1)) ORDER BY e.timestamp DESC, e.id DESC";
    let (events, is_cut) = select(connection, condition, [ids])?;
    let next = if is_cut { places.get(events.len() - 1).copied() } else { stopped };
    Ok(Page { events, more: next.is_some(), next: next.map(|place| place.to_string()) })
}

/// Up to `limit` events after the one with the id `after`, oldest first.
pub fn after(connection: &Connection, after: i64, limit: i64) -> Result<Vec<ShownEvent>> {
    Ok(select(connection, "e.id > ?1 ORDER BY e.id LIMIT ?2", [after, limit])?.0)
}

/// Events, and whether there were too many bytes to give all.
fn select(connection: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<(Vec<ShownEvent>, bool)> {
    let sql = format!(
        "SELECT e.id, e.uuid, e.event, e.distinct_id, e.timestamp, e.received_at, e.properties, e.elements_chain,
            d.person_id
        FROM events e LEFT JOIN person_distinct_ids d ON d.project_id = e.project_id AND d.distinct_id = e.distinct_id
        WHERE {condition}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    let mut persons = HashMap::new();
    let (mut events, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        if bytes > limits::PAGE_BYTES {
            return Ok((events, true));
        }
        let event = event(connection, row, &mut persons)?;
        bytes += event.properties.get().len() + event.person.as_ref().map_or(0, |person| person.properties.get().len());
        events.push(event);
    }
    Ok((events, false))
}

fn event(connection: &Connection, row: &Row<'_>, persons: &mut HashMap<i64, Arc<ShownPerson>>) -> Result<ShownEvent> {
    let person = match row.get::<_, Option<i64>>(8)?.map(|id| (id, persons.entry(id))) {
        None => None,
        Some((_, Entry::Occupied(known))) => Some(Arc::clone(known.get())),
        Some((id, Entry::Vacant(place))) => Some(Arc::clone(place.insert(Arc::new(person(connection, id)?)))),
    };
    Ok(ShownEvent {
        id: row.get(0)?,
        uuid: row.get(1)?,
        event: row.get(2)?,
        distinct_id: row.get(3)?,
        timestamp: time::iso(row.get(4)?),
        received_at: time::iso(row.get(5)?),
        properties: json(row, 6)?,
        elements_chain: row.get(7)?,
        person,
    })
}

fn person(connection: &Connection, id: i64) -> Result<ShownPerson> {
    let distinct_ids = distinct_ids(connection, id)?;
    let sql = "SELECT uuid, is_identified, properties FROM persons WHERE id = ?1";
    connection.prepare_cached(sql)?.query_row([id], |row| {
        Ok(ShownPerson { uuid: row.get(0)?, is_identified: row.get(1)?, distinct_ids, properties: json(row, 2)? })
    })
}
