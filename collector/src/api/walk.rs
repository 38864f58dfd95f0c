//! The events of a person or a group, the latest first.

use std::ops::ControlFlow;

use rusqlite::{CachedStatement, Connection, Result, params};

use crate::api::actor::{Actor, Known};
use crate::api::cursor::Cursor;
use crate::limits;

/// Which events are wanted.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) actor: Actor,
    pub(super) token: Option<String>,
    /// Names; none means all.
    pub(super) names: Vec<String>,
    /// They are older than this, and of equal time have a smaller id.
    pub(super) before: Cursor,
    /// The earliest time.
    pub(super) since: i64,
}

/// An event on the way.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) id: i64,
    pub(super) timestamp: i64,
    pub(super) name: String,
}

/// Gives `visit` each event of the actor, the latest first, until it breaks. If there may be more, returns where it stopped:
/// where `visit` broke, or after as many events of the actor's persons as are looked at for one call.
///
/// A group's events are those that carry it, by members of it. The main database has no index of them: they are found among
/// the events that members had between the first and the last time they acted for the group.
pub(super) fn walk(
    connection: &Connection,
    wanted: &Wanted,
    mut visit: impl FnMut(Step) -> ControlFlow<()>,
) -> Result<Option<Cursor>> {
    let Some(actor) = wanted.actor.find(connection, wanted.token.as_deref())? else { return Ok(None) };
    let mut look = Look::new(connection, &actor)?;
    let Cursor { value, id } = wanted.before;
    // The ids alone, from the index; each row as it is needed.
    let (most, margin) = (limits::EVENTS_WALKED, limits::MEMBERSHIP_STEP);
    let order = "ORDER BY e.timestamp DESC, e.id DESC LIMIT ?4";
    let events = "JOIN events e ON e.project_id = d.project_id AND e.distinct_id = d.distinct_id
        AND e.timestamp BETWEEN ?1 AND ?2 AND (e.timestamp, e.id) < (?2, ?3)";
    let person =
        format!("SELECT e.id, e.timestamp FROM person_distinct_ids d CROSS {events} WHERE d.person_id = ?5 {order}");
    let group = format!(
        "SELECT e.id, e.timestamp FROM person_groups m CROSS JOIN person_distinct_ids d ON d.person_id = m.person_id
        CROSS {events} AND e.timestamp BETWEEN m.first_seen AND m.last_seen + {margin}
        WHERE m.project_id = ?5 AND m.type_index = ?6 AND m.key = ?7 {order}"
    );
    let mut statement = connection.prepare_cached(match actor {
        Known::Person { .. } => &person,
        Known::Group { .. } => &group,
    })?;
    let mut rows = match &actor {
        Known::Person { id: person } => statement.query(params![wanted.since, value, id, most, person])?,
        Known::Group { project, type_index, key, .. } => {
            statement.query(params![wanted.since, value, id, most, project, type_index, key])?
        }
    };
    let (mut seen, mut last) = (0, wanted.before);
    while let Some(row) = rows.next()? {
        seen += 1;
        last = Cursor { id: row.get(0)?, value: row.get(1)? };
        let Some(name) = look.name(last.id)? else { continue };
        if !wanted.names.is_empty() && !wanted.names.contains(&name) {
            continue;
        }
        if visit(Step { id: last.id, timestamp: last.value, name }).is_break() {
            return Ok(Some(last));
        }
    }
    Ok((seen == most).then_some(last))
}

/// Looks at events one by one.
struct Look<'a> {
    statement: CachedStatement<'a>,
    group: Option<(&'a str, &'a str)>,
}

impl<'a> Look<'a> {
    fn new(connection: &'a Connection, actor: &'a Known) -> Result<Self> {
        match actor {
            Known::Person { .. } => {
                let statement = connection.prepare_cached("SELECT event FROM events WHERE id = ?1")?;
                Ok(Self { statement, group: None })
            }
            // Events without a profile say for whom they are in `$groups` alone. The type's name may be anything, and after `->>`
            // it would be read as a path.
            Known::Group { type_index, kind, key, .. } => {
                let statement = connection.prepare_cached(&format!(
                    r#"SELECT event FROM events WHERE id = ?1 AND ?3 = CAST(coalesce(
                        properties ->> '$."$group_{type_index}"',
                        (SELECT value FROM json_each(properties, '$."$groups"') WHERE key = ?2)) AS TEXT)"#
                ))?;
                Ok(Self { statement, group: Some((kind, key)) })
            }
        }
    }

    /// The event's name, if it carries the group.
    fn name(&mut self, id: i64) -> Result<Option<String>> {
        let mut rows = match self.group {
            None => self.statement.query([id])?,
            Some((kind, key)) => self.statement.query(params![id, kind, key])?,
        };
        rows.next()?.map(|row| row.get(0)).transpose()
    }
}
