//! Whose events are asked for: those of a person, or of a group.

use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::api::parameters::Parameters;
use crate::error::Refusal;

/// A person or a group, as a caller names it.
#[derive(Debug, Clone)]
pub(super) enum Actor {
    Person { uuid: String },
    Group { kind: String, key: String },
}

/// The same, as the database names it.
#[derive(Debug, Clone)]
pub(super) enum Known {
    Person { id: i64 },
    Group { project: i64, type_index: i64, kind: String, key: String },
}

/// The SQL of the projects that a request is about: that of the token, or all.
pub(super) fn projects(token: &str) -> String {
    format!("(SELECT id FROM projects WHERE {token} IS NULL OR token = {token})")
}

impl Actor {
    /// What `person`, or `group_type` and `group_key` say.
    pub(super) fn of(parameters: &Parameters) -> Result<Option<Self>, Refusal> {
        match (parameters.text("person"), parameters.text("group_type"), parameters.text("group_key")) {
            (None, None, None) => Ok(None),
            (Some(uuid), None, None) => Ok(Some(Self::Person { uuid })),
            (None, Some(kind), Some(key)) => Ok(Some(Self::Group { kind, key })),
            (Some(_), _, _) => Err(Refusal::bad("person", "ask for a `person` or for a group, not for both")),
            (None, None, Some(_)) => Err(Refusal::bad("group_type", "`group_key` needs a `group_type` beside it")),
            (None, Some(_), None) => Err(Refusal::bad("group_key", "`group_type` needs a `group_key` beside it")),
        }
    }

    /// Finds it in the project of `token`, or in the latest one that has it.
    pub(super) fn find(&self, connection: &Connection, token: Option<&str>) -> Result<Option<Known>> {
        match self {
            Self::Person { uuid } => {
                let sql = format!(
                    "SELECT id FROM persons WHERE project_id IN {} AND uuid = ?2 ORDER BY project_id DESC LIMIT 1",
                    projects("?1")
                );
                let mut statement = connection.prepare_cached(&sql)?;
                statement.query_row(params![token, uuid], |row| Ok(Known::Person { id: row.get(0)? })).optional()
            }
            Self::Group { kind, key } => {
                let sql = format!(
                    "SELECT t.project_id, t.type_index FROM group_types t
                    WHERE t.project_id IN {} AND t.name = ?2 AND (
                        EXISTS (SELECT 1 FROM groups g
                            WHERE g.project_id = t.project_id AND g.type_index = t.type_index AND g.key = ?3)
                        OR EXISTS (SELECT 1 FROM person_groups m
                            WHERE m.project_id = t.project_id AND m.type_index = t.type_index AND m.key = ?3))
                    ORDER BY t.project_id DESC LIMIT 1",
                    projects("?1")
                );
                let known = |row: &rusqlite::Row<'_>| {
                    let (project, type_index) = (row.get(0)?, row.get(1)?);
                    Ok(Known::Group { project, type_index, kind: kind.clone(), key: key.clone() })
                };
                connection.prepare_cached(&sql)?.query_row(params![token, kind, key], known).optional()
            }
        }
    }
}
