//! What analysts keep in the database: insights and dashboards.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde_json::value::RawValue;

use crate::limits;
use crate::store::flags::json;

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Questions.
    Insights,
    /// Insights beside each other.
    Dashboards,
}

/// Something that is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its number, never used again.
    pub id: i64,
    /// The token of its project.
    pub token: String,
    /// What it is called.
    pub name: String,
    /// An insight's query, a dashboard's tiles: JSON, handed on as it came.
    pub content: Box<RawValue>,
    /// When it was made, in milliseconds.
    pub created_at: i64,
    /// When it was changed last, in milliseconds.
    pub updated_at: i64,
}

impl Shelf {
    fn table(self) -> &'static str {
        match self {
            Self::Insights => "insights",
            Self::Dashboards => "dashboards",
        }
    }

    /// What the content is called.
    pub fn content(self) -> &'static str {
        match self {
            Self::Insights => "query",
            Self::Dashboards => "tiles",
        }
    }

    fn select(self) -> String {
        let (table, content) = (self.table(), self.content());
        format!(
            "SELECT k.id, p.token, k.name, k.{content}, k.created_at, k.updated_at
            FROM {table} k JOIN projects p ON p.id = k.project_id"
        )
    }

    /// Some of a project's, or of all: those of ids below `before`, newest first.
    pub fn page(self, connection: &Connection, token: Option<&str>, before: i64) -> Result<Vec<Kept>> {
        let sql =
            format!("{} WHERE (?1 IS NULL OR p.token = ?1) AND k.id < ?2 ORDER BY k.id DESC LIMIT ?3", self.select());
        let values = params![token, before, limits::KEPT_AT_ONCE];
        connection.prepare_cached(&sql)?.query_map(values, read)?.collect()
    }

    /// How many a project has.
    pub fn count(self, connection: &Connection, project: i64) -> Result<i64> {
        let sql = format!("SELECT count(*) FROM {} WHERE project_id = ?1", self.table());
        connection.prepare_cached(&sql)?.query_row([project], |row| row.get(0))
    }

    /// The one of an id.
    pub fn find(self, connection: &Connection, id: i64) -> Result<Option<Kept>> {
        let sql = format!("{} WHERE k.id = ?1", self.select());
        connection.prepare_cached(&sql)?.query_row([id], read).optional()
    }

    /// Stores a new one of the project of this row. Its `id` is ignored; returns it with the one it got.
    pub fn insert(self, connection: &Connection, project: i64, kept: Kept) -> Result<Kept> {
        let (table, content) = (self.table(), self.content());
        let sql = format!(
            "INSERT INTO {table} (project_id, name, {content}, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)"
        );
        let values = params![project, kept.name, kept.content.get(), kept.created_at, kept.updated_at];
        let id = connection.prepare_cached(&sql)?.insert(values)?;
        Ok(Kept { id, ..kept })
    }

    /// Stores a changed one.
    pub fn update(self, connection: &Connection, kept: &Kept) -> Result<()> {
        let (table, content) = (self.table(), self.content());
        let sql = format!("UPDATE {table} SET name = ?2, {content} = ?3, updated_at = ?4 WHERE id = ?1");
        let values = params![kept.id, kept.name, kept.content.get(), kept.updated_at];
        connection.prepare_cached(&sql)?.execute(values)?;
        Ok(())
    }

    /// Deletes one.
    pub fn delete(self, connection: &Connection, id: i64) -> Result<()> {
        connection.execute(&format!("DELETE FROM {} WHERE id = ?1", self.table()), [id])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<Kept> {
    Ok(Kept {
        id: row.get(0)?,
        token: row.get(1)?,
        name: row.get(2)?,
        content: json(row, 3)?.unwrap_or_default(),
        created_at: row.get(4)?,
        updated_at: row.get(5)?,
    })
}
