//! Groups: the organisations, projects or rooms that persons act for.

use rusqlite::{Connection, OptionalExtension, Result, params};
use serde_json::{Value, json};

use crate::limits;
use crate::store::apply::Findings;
use crate::store::memberships;
use crate::store::persons::object;
use crate::store::submission::{Record, Warning};
use crate::text::{self, Object};

/// Notes the event's groups as `$group_<index>` and as memberships of its person, and updates the group of a
/// `$groupidentify`.
pub(super) fn apply(
    connection: &Connection,
    project: i64,
    person: i64,
    record: &Record,
    findings: &mut Findings,
) -> Result<()> {
    if let Some(Value::Object(groups)) = record.event.properties.get("$groups") {
        let mut forgotten = None;
        for (name, key) in groups.iter().filter(|(_, key)| text::truthy(key)) {
            if let Some(index) = type_index(connection, project, name, findings)? {
                let key = text::plain(key);
                if !remember(connection, project, person, index, &key, record.time)? {
                    forgotten = Some(json!({ "group_type": shown(name), "group_key": shown(&key) }));
                }
                findings.groups.push((format!("$group_{index}"), key.into()));
            }
        }
        findings.warnings.extend(forgotten.map(|detail| Warning { kind: "person_group_not_remembered", detail }));
    }
    if record.event.name == "$groupidentify" { identify(connection, project, record, findings) } else { Ok(()) }
}

/// Remembers a membership. False if the person has too many, or if no group can have such a key.
fn remember(connection: &Connection, project: i64, person: i64, index: i64, key: &str, time: i64) -> Result<bool> {
    if key.chars().nth(limits::GROUP_KEY_CHARS).is_some() {
        return Ok(false);
    }
    memberships::remember(connection, project, person, index, &text::without_nul(key.to_owned()), time)
}

/// The start of a name or key, for a warning.
fn shown(text: &str) -> &str {
    text::cut_bytes(text, limits::DISTINCT_ID)
}

fn identify(connection: &Connection, project: i64, record: &Record, findings: &mut Findings) -> Result<()> {
    let given = |name: &str| record.event.properties.get(name).filter(|value| text::truthy(value)).map(text::plain);
    let (Some(name), Some(key)) = (given("$group_type"), given("$group_key")) else { return Ok(()) };
    let set = match record.event.properties.get("$group_set") {
        None | Some(Value::Null) => Object::new(),
        Some(Value::Object(set)) => set.clone(),
        Some(other) => {
            let detail = json!({ "group_type": name, "group_key": key, "group_set": other });
            findings.warnings.push(Warning { kind: "group_set_is_no_object", detail });
            return Ok(());
        }
    };
    let Some(index) = type_index(connection, project, &name, findings)? else { return Ok(()) };
    let key = text::without_nul(key);

    let sql = "SELECT properties FROM groups WHERE project_id = ?1 AND type_index = ?2 AND key = ?3";
    let known: Option<Object> =
        connection.prepare_cached(sql)?.query_row(params![project, index, key], |row| object(row, 0)).optional()?;
    let mut properties = known.unwrap_or_default();
    properties.extend(set);
    let json = text::profile_json(&properties);
    if json.len() > limits::PROFILE_BYTES {
        findings.warnings.push(Warning { kind: "group_properties_too_large", detail: json!({ "group_key": key }) });
        return Ok(());
    }
    let sql = "INSERT INTO groups (project_id, type_index, key, created_at, properties) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET properties = excluded.properties WHERE properties != excluded.properties";
    connection.prepare_cached(sql)?.execute(params![project, index, key, record.time, json])?;
    Ok(())
}

/// The index of a group type; a new type gets the next one, if there is one left.
fn type_index(connection: &Connection, project: i64, name: &str, findings: &mut Findings) -> Result<Option<i64>> {
    let name = &text::without_nul(name.to_owned());
    let sql = "SELECT type_index FROM group_types WHERE project_id = ?1 AND name = ?2";
    let known = connection.prepare_cached(sql)?.query_row(params![project, name], |row| row.get(0)).optional()?;
    if known.is_some() {
        return Ok(known);
    }
    let sql = "INSERT INTO group_types (project_id, type_index, name)
        SELECT ?1, count(*), ?2 FROM group_types WHERE project_id = ?1 HAVING count(*) < ?3 RETURNING type_index";
    let values = params![project, name, limits::GROUP_TYPES as i64];
    let made = connection.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?;
    if made.is_none() {
        let detail = json!({ "group_type": shown(name) });
        findings.warnings.push(Warning { kind: "group_type_limit_exceeded", detail });
    }
    Ok(made)
}
