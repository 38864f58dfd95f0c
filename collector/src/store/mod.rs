//! The database: one writer, any number of readers.

mod apply;
pub mod cohorts;
pub mod database;
pub mod events;
pub mod experiments;
pub mod flags;
mod groups;
mod identity;
pub mod kept;
pub mod keys;
mod memberships;
pub mod persons;
pub mod profiles;
pub mod projects;
pub mod reader;
pub mod submission;
pub mod writer;

use std::fs::DirBuilder;
use std::path::Path;

use tokio::sync::watch;

use crate::error::Refusal;
use crate::facts::Facts;
use crate::store::database::OpenError;
use crate::store::keys::Kind;
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
    /// Answers insights.
    pub facts: Facts,
    /// The id of the newest event on disk.
    pub newest: watch::Receiver<i64>,
    /// The hashes of the keys that were given from outside.
    given_keys: Vec<(String, Kind)>,
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
        make(directory)?;
        let path = directory.join(FILE);
        let connection = database::open_writer(&path)?;
        let given_keys: Vec<_> = keys.given.iter().map(|key| (keys::hash(key), Kind::Read)).collect();
        let made = (keys.another || given_keys.is_empty() && !keys::any(&connection)?).then(keys::random);
        if let Some(key) = &made {
            keys::register(&connection, key, Kind::Read)?;
        }
        let (sender, newest) = watch::channel(writer::newest_event(&connection)?);
        let writer = Writer::start(connection, sender)?;
        let facts = Facts::beside(directory);
        Ok((Self { writer, reader: Reader::new(path), facts, newest, given_keys }, made))
    }

    /// Takes `key` for an admin key for as long as this runs.
    pub fn accept_admin_key(&mut self, key: &str) {
        self.given_keys.push((keys::hash(key), Kind::Admin));
    }

    /// Makes an admin key.
    pub async fn make_admin_key(&self) -> Result<String, Refusal> {
        let key = keys::random();
        let made = key.clone();
        self.writer.change(move |connection| keys::register(connection, &key, Kind::Admin)).await?;
        Ok(made)
    }

    /// What `key` may do, if anything. Hashes are compared, so that the duration tells nothing of use.
    pub async fn kind_of_key(&self, key: &str) -> Result<Option<Kind>, Refusal> {
        let hash = keys::hash(key);
        // The same key may be given for both.
        if let Some((_, kind)) = self.given_keys.iter().rev().find(|(given, _)| *given == hash) {
            return Ok(Some(*kind));
        }
        self.reader.read(move |connection| keys::kind(connection, &hash)).await
    }

    /// Whether `key` opens the reading interface.
    pub async fn is_read_key(&self, key: &str) -> Result<bool, Refusal> {
        Ok(self.kind_of_key(key).await?.is_some())
    }
}

/// Makes the directory where it is missing. What lies in it is about persons, and nobody else's on this machine.
fn make(directory: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(directory)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_its_own_user_sees_a_new_directory() {
        let outer = tempfile::tempdir().unwrap();
        let directory = outer.path().join("data");
        let open = || Store::open(&directory, &Keys::default()).map(drop).unwrap();
        let mode = || fs::metadata(&directory).unwrap().permissions().mode() & 0o777;
        open();
        assert_eq!(mode(), 0o700);
        // One that is there stays as its owner has it.
        fs::set_permissions(&directory, Permissions::from_mode(0o750)).unwrap();
        open();
        assert_eq!(mode(), 0o750);
    }
}
