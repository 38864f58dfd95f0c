//! Databases with millions of events, kept below `target/` for the next run.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use hoofprint_collector::{store, time};
use hyper::body::Bytes;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::history::{self, Event, TOKEN};
use crate::support::client;
use crate::support::collector::{Collector, Process};
use crate::{multiply, say, sending};

/// So many events are sent; the rest are copies of them, for other people.
const SENT: usize = 100_000;
/// Events of one request.
const BATCH: usize = 500;
const SEED: u64 = 10;
/// What a database is made by.
const RECIPE: [&str; 6] = [
    include_str!("history.rs"),
    include_str!("history/event.rs"),
    include_str!("history/people.rs"),
    include_str!("multiply.rs"),
    include_str!("stored.rs"),
    include_str!("../../src/store/schema.sql"),
];
/// A day, in milliseconds. Questions go back from today, so that yesterday's history is none to ask about.
const DAY: i64 = 86_400_000;

/// A database with a history.
pub(crate) struct Stored {
    /// Where it is.
    pub(crate) directory: PathBuf,
    /// How many events it holds.
    pub(crate) events: usize,
}

impl Stored {
    /// The database with `events` events, made unless there is one already, as it was then.
    pub(crate) async fn ready(events: usize) -> Result<Self> {
        let all = Path::new("target/bench-insights");
        let stored = Self { directory: std::path::absolute(all.join(events.to_string()))?, events };
        let recipe = recipe(events);
        let known = fs::read_to_string(stored.note()).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
        match known {
            Some(known) if known["recipe"] == recipe => stored.restore(&known)?,
            _ => stored.make(&recipe).await?,
        }
        Ok(stored)
    }

    /// The file of the events.
    pub(crate) fn database(&self) -> PathBuf {
        self.directory.join(store::FILE)
    }

    /// A connection that changes nothing.
    pub(crate) fn open(&self) -> Result<Connection> {
        Ok(Connection::open_with_flags(self.database(), OpenFlags::SQLITE_OPEN_READ_ONLY)?)
    }

    /// Starts a collector on it.
    pub(crate) fn serve(&self) -> Result<(Process, SocketAddr)> {
        Process::serve(&self.directory)
    }

    /// Deletes what is made from the events, so that it has to be made anew.
    pub(crate) fn forget_facts(&self) -> Result<()> {
        remove(&self.directory, FACTS)
    }

    /// How large the facts are, in bytes.
    pub(crate) fn facts_bytes(&self) -> Result<u64> {
        Ok(fs::metadata(self.directory.join(FACTS)).map(|file| file.len())?)
    }

    /// Takes away what an earlier run has added.
    fn restore(&self, note: &Value) -> Result<()> {
        let most = |name: &str| note[name].as_i64().context("a note without figures");
        let (events, persons) = (most("events")?, most("persons")?);
        let connection = Connection::open(self.database())?;
        let sql = "SELECT max(id) FROM events";
        if connection.query_row(sql, [], |row| row.get::<_, i64>(0))? == events {
            return Ok(());
        }
        say("taking away what an earlier run has added");
        connection.execute("DELETE FROM events WHERE id > ?1", [events])?;
        for table in ["person_groups", "person_distinct_ids"] {
            connection.execute(&format!("DELETE FROM {table} WHERE person_id > ?1"), [persons])?;
        }
        connection.execute("DELETE FROM persons WHERE id > ?1", [persons])?;
        Ok(())
    }

    async fn make(&self, recipe: &str) -> Result<()> {
        let sent = SENT.min(self.events);
        ensure!(self.events.is_multiple_of(sent), "events are made by the {SENT}");
        if self.directory.exists() {
            fs::remove_dir_all(&self.directory)?;
        }
        fs::create_dir_all(&self.directory)?;
        say(format!("sending {sent} events"));
        let first = Collector::start()?;
        send(first.address, sent).await?;
        let Collector { process, directory, .. } = first;
        drop(process);
        let persons = multiply::multiply(&directory.path().join(store::FILE), &self.database(), self.events / sent)?;
        let note = json!({ "recipe": recipe, "events": self.events, "persons": persons });
        fs::write(self.note(), note.to_string())?;
        Ok(())
    }

    /// What was made, written last.
    fn note(&self) -> PathBuf {
        self.directory.join("made.json")
    }
}

/// The file of the facts, beside that of the events.
const FACTS: &str = "facts.sqlite3";

/// Deletes a database.
fn remove(directory: &Path, file: &str) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let file = directory.join(format!("{file}{suffix}"));
        if file.exists() {
            fs::remove_file(&file)?;
        }
    }
    Ok(())
}

fn recipe(events: usize) -> String {
    let mut hasher = DefaultHasher::new();
    (RECIPE, events, time::now() / DAY).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Sends the first `count` events of the history, which ends now. One request after another, so that each run stores the same.
async fn send(address: SocketAddr, count: usize) -> Result<()> {
    let mut connection = client::Connection::open(address).await?;
    for body in bodies(&history::events(0, count, SEED), BATCH) {
        sending::post(&mut connection, body).await?;
    }
    Ok(())
}

/// Requests with events of a history that ends now.
pub(crate) fn bodies(events: &[Event], batch: usize) -> Vec<Bytes> {
    let start = time::now() - events.last().map_or(0, |event| event.time) - 1000;
    let body = |events: &[Event]| {
        let texts: Vec<_> = events.iter().map(|event| event.text(start)).collect();
        Bytes::from(format!(r#"{{"api_key":"{TOKEN}","batch":[{}]}}"#, texts.join(",")))
    };
    events.chunks(batch).map(body).collect()
}
