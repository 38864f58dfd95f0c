//! Keys for the interface behind our own pages. Only their hashes are kept.

use std::fmt::Write;

use rusqlite::{Connection, OptionalExtension, Result, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::time;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Read everything.
    Read,
    /// Change flags and cohorts, too.
    Admin,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Admin => "admin",
        }
    }
}

/// A new key: 244 random bits as text.
pub(super) fn random() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// Stores the hash of `key`.
pub(super) fn register(connection: &Connection, key: &str, kind: Kind) -> Result<()> {
    let sql = "INSERT INTO keys (hash, created_at, kind) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    connection.execute(sql, params![hash(key), time::now(), kind.name()])?;
    Ok(())
}

/// Whether any key is stored.
pub(super) fn any(connection: &Connection) -> Result<bool> {
    connection.query_row("SELECT count(*) > 0 FROM keys", [], |row| row.get(0))
}

/// What the key of this hash may do, if it is stored.
pub(super) fn kind(connection: &Connection, hash: &str) -> Result<Option<Kind>> {
    let mut statement = connection.prepare_cached("SELECT kind FROM keys WHERE hash = ?1")?;
    let name: Option<String> = statement.query_row([hash], |row| row.get(0)).optional()?;
    Ok(name.map(|name| if name == Kind::Admin.name() { Kind::Admin } else { Kind::Read }))
}

/// What is kept of a key.
pub(super) fn hash(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
