//! What SQLite takes for the same events without a collector: the texts of the events in rows, nothing read in them, nothing
//! compared, in transactions of the collector's durability.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::{Connection, params_from_iter};

use crate::sending::CONNECTIONS;
use crate::traffic::{BATCH, Event};

/// A table of texts.
pub(crate) struct Bare {
    connection: Connection,
}

impl Bare {
    /// Makes the database file.
    pub(crate) fn create(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        // As the collector has it.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
        connection.execute_batch("CREATE TABLE events (id INTEGER PRIMARY KEY, event TEXT NOT NULL)")?;
        Ok(Self { connection })
    }

    /// Inserts events, a request's in one statement and those of all connections in one transaction, which is the most that
    /// the collector can commit at once. Gives how long it took.
    pub(crate) fn insert(&mut self, events: &[Event]) -> Result<Duration> {
        let start = Instant::now();
        for group in events.chunks(BATCH * CONNECTIONS) {
            let transaction = self.connection.transaction()?;
            for batch in group.chunks(BATCH) {
                let rows = vec!["(?)"; batch.len()].join(",");
                let sql = format!("INSERT INTO events (event) VALUES {rows}");
                let texts = params_from_iter(batch.iter().map(|event| &event.text));
                transaction.prepare_cached(&sql)?.execute(texts)?;
            }
            transaction.commit()?;
        }
        Ok(start.elapsed())
    }
}
