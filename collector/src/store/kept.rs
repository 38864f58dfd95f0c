//! What analysts keep in the database: insights and dashboards.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde_json::Value;

use crate::store::flags::{json, text};
use crate::store::projects;

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Questions.
    Insights,
    /// Insights beside each other.
    Dashboards,
}

/// Something that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its number, never used again.
    pub id: i64,
    /// The token of its project.
    pub token: String,
    /// What it is called.
    pub name: String,
    /// An insight's query, a dashboard's tiles.
    pub content: Value,
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

    /// Those of a project, or of all, newest first.
    pub fn all(self, connection: &Connection, token: Option<&str>) -> Result<Vec<Kept>> {
        let sql = format!("{} WHERE ?1 IS NULL OR p.token = ?1 ORDER BY k.id DESC", self.select());
        connection.prepare_cached(&sql)?.query_map([token], read)?.collect()
    }

    /// The one of an id.
    pub fn find(self, connection: &Connection, id: i64) -> Result<Option<Kept>> {
        let sql = format!("{} WHERE k.id = ?1", self.select());
        connection.prepare_cached(&sql)?.query_row([id], read).optional()
    }

    /// Stores a new one, whose `id` is ignored. Returns it with the one it got.
    pub fn insert(self, connection: &Connection, kept: &Kept) -> Result<Kept> {
        let project = projects::find_or_create(connection, &kept.token, kept.created_at)?;
        let (table, content) = (self.table(), self.content());
        let sql = format!(
            "INSERT INTO {table} (project_id, name, {content}, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)"
        );
        let values = params![project, kept.name, text(&kept.content), kept.created_at, kept.updated_at];
        let id = connection.prepare_cached(&sql)?.insert(values)?;
        Ok(Kept { id, ..kept.clone() })
    }

    /// Stores a changed one.
    pub fn update(self, connection: &Connection, kept: &Kept) -> Result<()> {
        let (table, content) = (self.table(), self.content());
        let sql = format!("UPDATE {table} SET name = ?2, {content} = ?3, updated_at = ?4 WHERE id = ?1");
        let values = params![kept.id, kept.name, text(&kept.content), kept.updated_at];
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
