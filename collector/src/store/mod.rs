//! The database: one writer, any number of readers.

mod apply;
pub mod database;
pub mod events;
mod groups;
mod identity;
mod keys;
mod memberships;
pub mod persons;
pub mod reader;
pub mod submission;
pub mod writer;

use std::path::Path;

use tokio::sync::watch;

use crate::error::Refusal;
use crate::store::database::OpenError;
use crate::store::reader::Reader;
use crate::store::writer::Writer;

/// The database file's name inside the data directory.
pub const FILE: &str = "hoofprint.sqlite3";

/// An open database.
#[derive(Debug, Clone)]
pub struct Store {
    /// Takes submissions.
    pub writer: Writer,
    /// Answers queries.
    pub reader: Reader,
    /// The id of the newest event on disk.
    pub newest: watch::Receiver<i64>,
    /// The hash of the read key that was given from outside.
    given_key: Option<String>,
}

/// Which read keys are to be there once the database is open.
#[derive(Debug, Default)]
pub struct Keys {
    /// A key given from outside, good for as long as this runs.
    pub given: Option<String>,
    /// Make another one even if there are some.
    pub another: bool,
}

impl Store {
    /// Opens the database in `directory`, and makes both where they are missing. Returns the key it made, if any.
    pub fn open(directory: &Path, keys: &Keys) -> Result<(Self, Option<String>), OpenError> {
        std::fs::create_dir_all(directory)?;
        let path = directory.join(FILE);
        let connection = database::open_writer(&path)?;
        let given_key = keys.given.as_deref().map(keys::hash);
        let made = (keys.another || given_key.is_none() && !keys::any(&connection)?).then(keys::random);
        if let Some(key) = &made {
            keys::register(&connection, key)?;
        }
        let (sender, newest) = watch::channel(writer::newest_event(&connection)?);
        let writer = Writer::start(connection, sender)?;
        Ok((Self { writer, reader: Reader::new(path), newest, given_key }, made))
    }

    /// Whether `key` opens the reading interface. Hashes are compared, so that the duration tells nothing of use.
    pub async fn is_read_key(&self, key: &str) -> Result<bool, Refusal> {
        let hash = keys::hash(key);
        if self.given_key.as_ref() == Some(&hash) {
            return Ok(true);
        }
        self.reader.read(move |connection| keys::is_known(connection, &hash)).await
    }
}
