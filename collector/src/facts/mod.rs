//! The facts: a second SQLite file, made from the first and thrown away at will, that holds each event as a narrow row, and the
//! properties that questions ask for as columns. Storing an event costs nothing more for it: each question brings it up to
//! date before it is answered.

mod catch_up;
pub mod columns;
mod members;
mod people;
mod state;
pub mod value;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};
use rustc_hash::FxHashMap;

use crate::facts::columns::Key;
pub use crate::facts::members::members;
pub use crate::facts::people::People;
use crate::facts::people::Seen;
use crate::insights::job::{Job, Stop};
use crate::store;
use crate::{limits, log};

/// The facts' file inside the data directory.
pub const FILE: &str = "facts.sqlite3";
/// A file of another version is thrown away.
const VERSION: i64 = 4;
/// Idle connections that are kept.
const KEPT: usize = 4;
/// How long to wait before looking again whether somebody else has finished.
const TURN: Duration = Duration::from_millis(2);

/// The facts of a data directory.
#[derive(Debug, Clone)]
pub struct Facts(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    store: PathBuf,
    writer: Mutex<Option<Connection>>,
    idle: Mutex<Vec<Connection>>,
    /// The persons of each project, as of the last question.
    people: Mutex<FxHashMap<i64, Arc<People>>>,
}

/// What a question reads: a connection that sees the facts of one moment, with hoofprint.sqlite3 beside them as `store`.
#[derive(Debug)]
pub struct View<'a> {
    /// The connection, for reading alone.
    pub connection: &'a Connection,
    /// The project's row.
    pub project: i64,
    /// The project's persons.
    pub people: Arc<People>,
}

impl Facts {
    /// Those beside the database in `directory`. Nothing is read or written before the first question.
    pub fn beside(directory: &Path) -> Self {
        Self(Arc::new(Inner {
            path: directory.join(FILE),
            store: directory.join(store::FILE),
            writer: Mutex::default(),
            idle: Mutex::default(),
            people: Mutex::default(),
        }))
    }

    /// Brings the facts up to date and answers from them. `plan` says which columns `answer` needs, once the names are known.
    pub fn ask<P, T>(
        &self,
        project: i64,
        job: &Job,
        plan: impl FnOnce(&Connection) -> Result<(P, Vec<Key>), Stop>,
        answer: impl FnOnce(&View<'_>, P) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let planned = {
            let mut writer = self.turn(job)?;
            let connection = match writer.as_mut() {
                Some(connection) => connection,
                None => writer.insert(self.0.open_writer()?),
            };
            catch_up::catch_up(connection, job)?;
            let (planned, columns) = plan(connection)?;
            columns::ensure(connection, project, &columns, job)?;
            planned
        };
        let connection = self.0.take()?;
        connection.execute_batch("BEGIN")?;
        let people = self.0.people(&connection, project)?;
        let answered = answer(&View { connection: &connection, project, people }, planned);
        connection.execute_batch("COMMIT")?;
        let mut idle = lock(&self.0.idle);
        if idle.len() < KEPT {
            idle.push(connection);
        }
        answered
    }

    /// Waits until nobody else brings the facts up to date.
    fn turn(&self, job: &Job) -> Result<MutexGuard<'_, Option<Connection>>, Stop> {
        loop {
            job.check()?;
            match self.0.writer.try_lock() {
                Ok(guard) => return Ok(guard),
                Err(TryLockError::Poisoned(poisoned)) => return Ok(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => thread::sleep(TURN),
            }
        }
    }
}

impl View<'_> {
    /// The row of a complete column. None if it was dropped meanwhile, for columns that are asked for more.
    pub fn column(&self, key: &Key) -> Result<Option<i64>, Stop> {
        Ok(columns::find(self.connection, self.project, key)?)
    }
}

impl Inner {
    /// Opens the file for writing. One that was made by another version, or from another database, is made anew.
    fn open_writer(&self) -> rusqlite::Result<Connection> {
        if self.path.exists() {
            if let Ok(connection) = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)
                && matches!(fits(&connection), Ok(true))
            {
                return prepared(connection);
            }
            log::line(format_args!("making {FILE} anew"));
            lock(&self.idle).clear();
            lock(&self.people).clear();
            for suffix in ["", "-wal", "-shm"] {
                // What is left makes the opening fail, which says why.
                let _ = fs::remove_file(self.path.with_file_name(format!("{FILE}{suffix}")));
            }
        }
        let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        let connection = prepared(connection)?;
        let schema = include_str!("schema.sql");
        connection.execute_batch(&format!("BEGIN; {schema} PRAGMA user_version = {VERSION}; COMMIT;"))?;
        Ok(connection)
    }

    fn connect(&self, flags: OpenFlags) -> rusqlite::Result<Connection> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(limits::BUSY_WAIT)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute("ATTACH ?1 AS store", [read_only(&self.store)])?;
        // Pages come from the system's cache without a copy.
        connection.pragma_update(None, "mmap_size", limits::FACTS_MAPPED_BYTES)?;
        connection.pragma_update(Some("main"), "cache_size", -65_536)?;
        Ok(connection)
    }

    fn take(&self) -> rusqlite::Result<Connection> {
        let idle = lock(&self.idle).pop();
        idle.map_or_else(|| self.connect(OpenFlags::SQLITE_OPEN_READ_ONLY), Ok)
    }

    fn people(&self, connection: &Connection, project: i64) -> rusqlite::Result<Arc<People>> {
        let seen = Seen::now(connection)?;
        let mut all = lock(&self.people);
        let people = all.entry(project).or_default();
        if !people.is_until(seen) {
            // Somebody who sees later facts was faster, and others need not wait for this.
            drop(all);
            let mut earlier = People::default();
            earlier.follow(connection, project, seen)?;
            return Ok(Arc::new(earlier));
        }
        if !people.is_of(seen) {
            // Copied where somebody still answers from them.
            Arc::make_mut(people).follow(connection, project, seen)?;
        }
        Ok(Arc::clone(people))
    }
}

/// The address of a file that is only to be read.
fn read_only(path: &Path) -> String {
    let escaped: String = form_urlencoded::byte_serialize(path.as_os_str().as_encoded_bytes()).collect();
    format!("file:{}?mode=ro", escaped.replace('+', "%20").replace("%2F", "/"))
}

fn prepared(connection: Connection) -> rusqlite::Result<Connection> {
    // What a power cut takes is made anew.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(Some("main"), "wal_autocheckpoint", 16_000)?;
    Ok(connection)
}

/// Whether the file is of this version, and made from the database that is there now.
fn fits(connection: &Connection) -> rusqlite::Result<bool> {
    let version: i64 = connection.query_row("PRAGMA main.user_version", [], |row| row.get(0))?;
    if version != VERSION {
        return Ok(false);
    }
    let Some(uuid) = state::text(connection, "uuid")? else { return Ok(true) };
    let last = state::number(connection, "event")?;
    let sql = "SELECT uuid FROM store.events WHERE id = ?1";
    let there: Option<String> = connection.query_row(sql, [last], |row| row.get(0)).optional()?;
    Ok(there == Some(uuid))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
