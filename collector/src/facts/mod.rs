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
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, ffi};
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
    /// Held by the one who brings the facts up to date.
    file: Mutex<Option<File>>,
}

/// The file, open.
#[derive(Debug)]
struct File {
    writer: Connection,
    identity: Option<(u64, u64)>,
    shared: Arc<Shared>,
}

/// What the questions about one file share. Who still reads a file that was thrown away leaves nothing for the next one.
#[derive(Debug, Default)]
struct Shared {
    /// Whether it turned out to be damaged.
    failed: AtomicBool,
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
        let (path, store) = (directory.join(FILE), directory.join(store::FILE));
        Self(Arc::new(Inner { path, store, file: Mutex::default() }))
    }

    /// Brings the facts up to date and answers from them. `plan` says which columns `answer` needs, once the names are known.
    /// Both are called once more where the file turns out to be damaged or gone.
    pub fn ask<P, T>(
        &self,
        project: i64,
        job: &Job,
        mut plan: impl FnMut(&Connection) -> Result<(P, Vec<Key>), Stop>,
        mut answer: impl FnMut(&View<'_>, P) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        match self.ask_once(project, job, &mut plan, &mut answer) {
            Err(Stop::Failed(error)) if is_damage(&error) => {
                log::line(format_args!("{FILE} cannot be read, opening it again: {error}"));
                self.ask_once(project, job, &mut plan, &mut answer)
            }
            answered => answered,
        }
    }

    fn ask_once<P, T>(
        &self,
        project: i64,
        job: &Job,
        plan: &mut impl FnMut(&Connection) -> Result<(P, Vec<Key>), Stop>,
        answer: &mut impl FnMut(&View<'_>, P) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let mut guard = self.turn(job)?;
        let file = self.0.open(&mut guard)?;
        let shared = Arc::clone(&file.shared);
        let prepared = self.0.prepare(file, project, job, plan);
        drop(guard);
        let answered = prepared.and_then(|(connection, seen, planned)| {
            let people = shared.people(&connection, project, seen)?;
            let answered = answer(&View { connection: &connection, project, people }, planned);
            connection.execute_batch("COMMIT")?;
            let mut idle = lock(&shared.idle);
            if idle.len() < KEPT {
                idle.push(connection);
            }
            answered
        });
        if let Err(Stop::Failed(error)) = &answered
            && is_damage(error)
        {
            shared.failed.store(true, Ordering::Relaxed);
        }
        answered
    }

    /// Waits until nobody else brings the facts up to date.
    fn turn(&self, job: &Job) -> Result<MutexGuard<'_, Option<File>>, Stop> {
        loop {
            job.check()?;
            match self.0.file.try_lock() {
                Ok(guard) => return Ok(guard),
                Err(TryLockError::Poisoned(poisoned)) => return Ok(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => thread::sleep(TURN),
            }
        }
    }
}

impl View<'_> {
    /// The row of a column that the plan has asked for.
    pub fn column(&self, key: &Key) -> Result<i64, Stop> {
        Ok(columns::find(self.connection, self.project, key)?)
    }
}

impl Inner {
    /// The file, opened if need be. One that has failed is opened again, or made anew if it is damaged, gone or another one.
    fn open<'a>(&self, file: &'a mut Option<File>) -> rusqlite::Result<&'a mut File> {
        let is_there = |file: &File| file.identity == identity(&self.path);
        if let Some(lost) = file.take_if(|file| file.shared.failed.load(Ordering::Relaxed) || !is_there(file)) {
            let is_there = is_there(&lost);
            drop(lost);
            // Another file is not even opened: SQLite would cut the index of the log, which others have mapped into memory. And
            // the database beside it may be what failed, and then it stays.
            if !is_there || !matches!(self.is_whole(), Ok(true)) {
                self.throw_away();
            }
        }
        match file {
            Some(file) => Ok(file),
            None => {
                let writer = self.open_writer()?;
                Ok(file.insert(File { writer, identity: identity(&self.path), shared: Arc::default() }))
            }
        }
    }

    /// Brings the file up to date. Gives a connection that sees it as it is now, before others may change it.
    fn prepare<P>(
        &self,
        file: &mut File,
        project: i64,
        job: &Job,
        plan: &mut impl FnMut(&Connection) -> Result<(P, Vec<Key>), Stop>,
    ) -> Result<(Connection, Seen, P), Stop> {
        catch_up::catch_up(&mut file.writer, job)?;
        let (planned, columns) = plan(&file.writer)?;
        columns::ensure(&mut file.writer, project, &columns, job)?;
        let idle = lock(&file.shared.idle).pop();
        let connection = idle.map_or_else(|| self.connect(OpenFlags::SQLITE_OPEN_READ_ONLY), Ok)?;
        // What is seen is settled with the first thing that is read.
        connection.execute_batch("BEGIN")?;
        let seen = Seen::now(&connection)?;
        Ok((connection, seen, planned))
    }

    /// Opens the file for writing. One that was made by another version, or from another database, is made anew.
    fn open_writer(&self) -> rusqlite::Result<Connection> {
        if self.path.exists() {
            if let Ok(connection) = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)
                && matches!(fits(&connection), Ok(true))
            {
                return prepared(connection);
            }
            self.throw_away();
        }
        let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        let connection = prepared(connection)?;
        let schema = include_str!("schema.sql");
        connection.execute_batch(&format!("BEGIN; {schema} PRAGMA user_version = {VERSION}; COMMIT;"))?;
        Ok(connection)
    }

    /// Whether all of the file can be read.
    fn is_whole(&self) -> rusqlite::Result<bool> {
        let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let found: String = connection.query_row("PRAGMA main.quick_check(1)", [], |row| row.get(0))?;
        Ok(found == "ok")
    }

    fn throw_away(&self) {
        log::line(format_args!("making {FILE} anew"));
        for suffix in ["", "-wal", "-shm"] {
            let path = self.path.with_file_name(format!("{FILE}{suffix}"));
            if let Err(error) = fs::remove_file(&path)
                && error.kind() != ErrorKind::NotFound
            {
                log::line(format_args!("remove {} by hand, it is in the way: {error}", path.display()));
            }
        }
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
}

impl Shared {
    /// The project's persons, as the connection sees them.
    fn people(&self, connection: &Connection, project: i64, seen: Seen) -> rusqlite::Result<Arc<People>> {
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

/// Whether a failure may come from a file that is damaged, gone or another one.
fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseCorrupt, NotADatabase};
    // Since all statements are ours, a wrong one is one whose table is not there.
    const OTHERS: [i32; 2] = [ffi::SQLITE_ERROR, ffi::SQLITE_IOERR_SHORT_READ];
    matches!(error.sqlite_error_code(), Some(CannotOpen | DatabaseCorrupt | NotADatabase))
        || error.sqlite_extended_error_code().is_some_and(|code| OTHERS.contains(&code))
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

/// What tells the file from another one of its name. None if there is none.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Elsewhere an open file cannot be replaced.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<(u64, u64)> {
    path.exists().then_some((0, 0))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Keys, Store};

    /// It is not taken for one that no event has a value in.
    #[tokio::test]
    async fn a_column_that_was_not_asked_for_is_a_failure() {
        let directory = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(directory.path(), &Keys { given: Some("a key".into()), another: false }).unwrap();
        let key = || Key { name: columns::ALL_NAMES, property: "p".into() };
        let column = |columns: Vec<Key>| {
            let plan = |_: &Connection| Ok(((), columns.clone()));
            store.facts.ask(1, &Job::default(), plan, |view, ()| view.column(&key()))
        };
        assert!(matches!(column(Vec::new()), Err(Stop::Failed(rusqlite::Error::QueryReturnedNoRows))));
        assert!(column(vec![key()]).is_ok());
    }
}
