//! What SQLite takes without a collector: rows inserted many at a time, nothing read in them and nothing looked up, in
//! transactions of the collector's durability.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::sending::CONNECTIONS;
use crate::traffic::BATCH;

/// The columns of the collector's events, but for the number of the row.
const COLUMNS: &str = "project_id, uuid, event, distinct_id, person_uuid, person_mode, timestamp, received_at, sent_at, \
    session_id, properties, elements_chain";
const OPEN: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY;

/// Values of one row.
pub(crate) type Row = Vec<Value>;

/// A table in a database of its own.
pub(crate) struct Bare {
    connection: Connection,
    columns: &'static str,
}

impl Bare {
    /// A table of texts without an index.
    pub(crate) fn of_texts(file: &Path) -> Result<Self> {
        let connection = open(file)?;
        connection.execute_batch("CREATE TABLE events (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")?;
        Ok(Self { connection, columns: "text" })
    }

    /// The table of events, with its indices, as the collector has it.
    pub(crate) fn like(collector: &Path, file: &Path) -> Result<Self> {
        let connection = open(file)?;
        let theirs = Connection::open_with_flags(collector, OPEN)?;
        let mut schema = theirs.prepare("SELECT sql FROM sqlite_schema WHERE tbl_name = 'events' ORDER BY rowid")?;
        // The table speaks of projects, which are not here.
        connection.pragma_update(None, "foreign_keys", false)?;
        for sql in schema.query_map([], |row| row.get::<_, String>(0))? {
            connection.execute_batch(&sql?)?;
        }
        Ok(Self { connection, columns: COLUMNS })
    }

    /// Inserts rows, a request's in one statement and those of all connections in one transaction, which is the most that the
    /// collector can commit at once. Gives how long it took.
    pub(crate) fn insert(&mut self, rows: &[Row]) -> Result<Duration> {
        let start = Instant::now();
        for group in rows.chunks(BATCH * CONNECTIONS) {
            let transaction = self.connection.transaction()?;
            for batch in group.chunks(BATCH) {
                let row = format!("({})", vec!["?"; batch[0].len()].join(","));
                let values = vec![&*row; batch.len()].join(",");
                let sql = format!("INSERT INTO events ({}) VALUES {values}", self.columns);
                transaction.prepare_cached(&sql)?.execute(params_from_iter(batch.iter().flatten()))?;
            }
            transaction.commit()?;
        }
        Ok(start.elapsed())
    }
}

/// The events of a collector behind the first `known`, with the bytes that it stores.
pub(crate) fn stored(collector: &Path, known: usize) -> Result<Vec<Row>> {
    let connection = Connection::open_with_flags(collector, OPEN)?;
    let mut query = connection.prepare(&format!("SELECT {COLUMNS} FROM events ORDER BY id LIMIT -1 OFFSET ?1"))?;
    let width = query.column_count();
    let rows = query.query_map([known as i64], |row| (0..width).map(|column| row.get(column)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    // As the collector has it.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "wal_autocheckpoint", 16_000)?;
    Ok(connection)
}
