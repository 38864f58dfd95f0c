//! Opening the database file.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use crate::{limits, log};

const SCHEMA: &str = include_str!("schema.sql");
/// What brings a database from each version to the next, the first from 1 to 2. A change of `schema.sql` adds its step here
/// and nothing else; a database that went through all steps has the schema of a new one.
const STEPS: &[&str] = &[
    include_str!("steps/2_person_groups.sql"),
    include_str!("steps/3_flags.sql"),
    include_str!("steps/4_experiments.sql"),
    include_str!("steps/5_insights.sql"),
];
/// Written to `meta`.
const VERSION: usize = STEPS.len() + 1;

/// The database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory cannot be made.
    #[error("the data directory cannot be made: {0}")]
    Directory(#[from] std::io::Error),
    /// SQLite refused.
    #[error("the database cannot be opened: {0}")]
    Database(#[from] rusqlite::Error),
    /// The file was written by another version.
    #[error("the database has schema {0}, this collector knows {VERSION}; use the collector that wrote it")]
    Version(String),
}

/// Opens the database for writing, and makes it where it is missing.
pub(super) fn open_writer(path: &Path) -> Result<Connection, OpenError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(limits::BUSY_WAIT)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL waits for the disk at each commit: an answer of 200 must survive a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    // 64 MB of log: a page that changes often is copied to the database's file less often.
    connection.pragma_update(None, "wal_autocheckpoint", 16_000)?;
    connection.pragma_update(None, "journal_size_limit", 67_108_864)?;
    install(&mut connection)?;
    Ok(connection)
}

/// Opens the database for reading alone.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(limits::BUSY_WAIT)?;
    Ok(connection)
}

/// Makes the tables, or brings those of an older version up to date: all of it, or nothing.
fn install(connection: &mut Connection) -> Result<(), OpenError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let empty = transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?;
    if empty {
        transaction.execute_batch(SCHEMA)?;
        transaction.execute("INSERT INTO meta (key, value) VALUES ('schema', ?1)", [VERSION.to_string()])?;
    }
    let written: Option<String> =
        transaction.query_row("SELECT value FROM meta WHERE key = 'schema'", [], |row| row.get(0)).optional()?;
    let written = written.unwrap_or_default();
    let Some(version) = (1..=VERSION).find(|version| version.to_string() == written) else {
        return Err(OpenError::Version(written));
    };
    if version < VERSION {
        log::line(format_args!("bringing the database from schema {version} to {VERSION}; many events take a while"));
        for step in &STEPS[version - 1..] {
            transaction.execute_batch(step)?;
        }
        transaction.execute("UPDATE meta SET value = ?1 WHERE key = 'schema'", [VERSION.to_string()])?;
    }
    transaction.commit()?;
    Ok(())
}
