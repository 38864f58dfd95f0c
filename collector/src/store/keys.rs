//! Keys for the reading interface. Only their hashes are kept.

use std::fmt::Write;

use rusqlite::{Connection, Result, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::time;

/// A new key: 244 random bits as text.
pub(super) fn random() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// Stores the hash of `key`.
pub(super) fn register(connection: &Connection, key: &str) -> Result<()> {
    let sql = "INSERT INTO keys (hash, created_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    connection.execute(sql, params![hash(key), time::now()])?;
    Ok(())
}

/// Whether any key is stored.
pub(super) fn any(connection: &Connection) -> Result<bool> {
    connection.query_row("SELECT count(*) > 0 FROM keys", [], |row| row.get(0))
}

/// Whether the key of this hash is stored.
pub(super) fn is_known(connection: &Connection, hash: &str) -> Result<bool> {
    connection.prepare_cached("SELECT 1 FROM keys WHERE hash = ?1")?.exists([hash])
}

/// What is kept of a key.
pub(super) fn hash(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
