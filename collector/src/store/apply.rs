//! One submission, written inside the transaction that is open.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension, Result, params};
use serde_json::Value;

use crate::ingest::event::Event;
use crate::limits;
use crate::person::mode::Mode;
use crate::person::person_uuid;
use crate::store::submission::{Record, Reject, Submission, Warning};
use crate::store::{groups, identity, persons, projects};
use crate::text::{self, Object};

const LEAVE: &str = "$pageleave";

/// What is found out about an event while it is stored.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// What was not followed.
    pub(super) warnings: Vec<Warning>,
    /// Properties that name the event's groups.
    pub(super) groups: Vec<(String, Value)>,
}

/// Writes all of a submission.
pub(super) fn submission(connection: &Connection, submission: &Submission) -> Result<()> {
    for reject in submission.rejects.iter().take(limits::REJECTS_PER_REQUEST) {
        insert_reject(connection, submission, reject)?;
    }
    if submission.records.is_empty() {
        return Ok(());
    }
    let project = projects::find_or_create(connection, &submission.token, submission.received_at)?;
    submission.records.iter().try_for_each(|record| apply(connection, project, submission, record))
}

/// Deletes the oldest reports beyond their bound.
pub(super) fn trim_reports(connection: &Connection) -> Result<()> {
    for table in ["rejects", "warnings"] {
        let sql = format!("DELETE FROM {table} WHERE id <= (SELECT max(id) FROM {table}) - ?1");
        connection.prepare_cached(&sql)?.execute([limits::REPORT_ROWS])?;
    }
    Ok(())
}

/// Stores an event and follows what it says about persons and groups, unless it is stored already.
fn apply(connection: &Connection, project: i64, submission: &Submission, record: &Record) -> Result<()> {
    let uuid = record.event.uuid.to_string();
    let stored = "SELECT 1 FROM events WHERE project_id = ?1 AND uuid = ?2";
    if connection.prepare_cached(stored)?.exists(params![project, uuid])? {
        return amend_leave(connection, project, submission, record, &uuid);
    }
    let mut findings = Findings::default();
    let owner = owner(connection, project, record, &mut findings)?;
    if let Some(person) = owner.person {
        groups::apply(connection, project, person, record, &mut findings)?;
    }
    insert_event(connection, project, submission, record, &uuid, &owner, &findings)?;
    for warning in record.warnings.iter().chain(&findings.warnings) {
        let sql = "INSERT INTO warnings (time, project_id, event_uuid, kind, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
        let values = params![submission.received_at, project, uuid, warning.kind, warning.detail.to_string()];
        connection.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}

/// A visitor who comes back to a page leaves it again: of the `$pageleave`s of one uuid the last one counts, in whichever
/// order they come. Whose it is does not change, nor may another session's client change it.
fn amend_leave(
    connection: &Connection,
    project: i64,
    submission: &Submission,
    record: &Record,
    uuid: &str,
) -> Result<()> {
    if record.event.name != LEAVE {
        return Ok(());
    }
    let sql = "SELECT id, timestamp, distinct_id, person_mode FROM events
        WHERE project_id = ?1 AND uuid = ?2 AND event = ?3 AND session_id IS ?4 AND timestamp < ?5";
    let values = params![project, uuid, LEAVE, session_id(&record.event), record.time];
    let amended: Option<(i64, i64, String, String)> = connection
        .prepare_cached(sql)?
        .query_row(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((id, before, distinct_id, mode)) = amended else { return Ok(()) };
    let mut findings = Findings::default();
    if mode != Mode::Personless.name()
        && let Some(person) = persons::find(connection, project, &distinct_id)?
    {
        groups::apply(connection, project, person.id, record, &mut findings)?;
    }
    let sql = "UPDATE events SET timestamp = ?2, properties = ?3, received_at = ?4, sent_at = ?5 WHERE id = ?1";
    let properties = properties(record, &findings);
    let (received, sent) = (submission.received_at, submission.sent_at);
    connection.prepare_cached(sql)?.execute(params![id, record.time, properties, received, sent])?;
    let sql = "INSERT INTO amendments (event_id, timestamp_before) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute([id, before])?;
    Ok(())
}

/// Whose an event is.
struct Owner {
    uuid: String,
    mode: Mode,
    /// The person that the event says something about; in mode `Personless` it says nothing.
    person: Option<i64>,
}

fn owner(connection: &Connection, project: i64, record: &Record, findings: &mut Findings) -> Result<Owner> {
    if !record.event.personless() {
        let person = identity::resolve(connection, project, record, &mut findings.warnings)?;
        return Ok(Owner { uuid: person.uuid, mode: Mode::Full, person: Some(person.id) });
    }
    let distinct_id = &record.event.distinct_id;
    let known = persons::find(connection, project, distinct_id)?;
    let mode = Mode::of(true, record.time, known.as_ref().map(|person| person.created_at));
    match known {
        Some(person) => Ok(Owner { uuid: person.uuid, mode, person: (mode != Mode::Personless).then_some(person.id) }),
        None => {
            persons::remember_personless(connection, project, distinct_id)?;
            Ok(Owner { uuid: person_uuid(project, distinct_id).to_string(), mode, person: None })
        }
    }
}

fn insert_event(
    connection: &Connection,
    project: i64,
    submission: &Submission,
    record: &Record,
    uuid: &str,
    owner: &Owner,
    findings: &Findings,
) -> Result<()> {
    let sql =
        "INSERT INTO events (project_id, uuid, event, distinct_id, person_uuid, person_mode, timestamp, received_at,
            sent_at, session_id, properties, elements_chain)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let event = &record.event;
    connection.prepare_cached(sql)?.execute(params![
        project,
        uuid,
        event.name,
        event.distinct_id,
        owner.uuid,
        owner.mode.name(),
        record.time,
        submission.received_at,
        submission.sent_at,
        session_id(event),
        properties(record, findings),
        record.elements_chain.clone().map(text::without_nul),
    ])?;
    Ok(())
}

/// The event's properties as they are stored, those that name its groups at the end.
fn properties<'a>(record: &'a Record, findings: &Findings) -> Cow<'a, str> {
    if findings.groups.is_empty() {
        return Cow::Borrowed(&record.json);
    }
    let groups: Object = findings.groups.iter().cloned().collect();
    let given = &record.event.properties;
    if groups.keys().any(|key| given.contains_key(key)) {
        let mut all = given.clone();
        all.extend(groups);
        return Cow::Owned(text::object_json(&all));
    }
    // Both are objects with members: the event has at least `$groups`.
    let (given, groups) = (&record.json, text::object_json(&groups));
    Cow::Owned(format!("{},{}", &given[..given.len() - 1], &groups[1..]))
}

fn session_id(event: &Event) -> Option<String> {
    event.properties.get("$session_id").and_then(Value::as_str).map(|id| text::without_nul(id.to_owned()))
}

fn insert_reject(connection: &Connection, submission: &Submission, reject: &Reject) -> Result<()> {
    let sql = "INSERT INTO rejects (received_at, token, uuid, field, message, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values =
        params![submission.received_at, submission.token, reject.uuid, reject.field, reject.message, reject.raw];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
