//! What was sent, and whether exactly that is stored.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Result, ensure};
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use crate::traffic::Event;

/// What a database has to hold.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    uuids: HashSet<Uuid>,
    logins: Vec<(String, String)>,
}

impl Ledger {
    /// Notes events that are sent.
    pub(crate) fn note(&mut self, events: &[Event]) {
        self.uuids.extend(events.iter().map(|event| event.uuid));
        self.logins.extend(events.iter().filter_map(|event| event.login.clone()));
    }

    /// Fails unless the database holds each event once and nothing else, and both ids of each login belong to one person.
    pub(crate) fn check(&self, database: &Path) -> Result<String> {
        let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut uuids = connection.prepare("SELECT uuid FROM events")?;
        let (mut rows, mut found) = (0, HashSet::new());
        for uuid in uuids.query_map([], |row| row.get::<_, String>(0))? {
            rows += 1;
            found.insert(Uuid::parse_str(&uuid?)?);
        }
        ensure!(rows == found.len(), "{rows} events are stored, but only {} uuids", found.len());
        ensure!(found == self.uuids, "{} events were sent, {} are stored", self.uuids.len(), found.len());
        let same = "SELECT count(DISTINCT person_id), count(*) FROM person_distinct_ids WHERE distinct_id IN (?1, ?2)";
        let mut same = connection.prepare(same)?;
        for (anonymous, user) in &self.logins {
            let counts = same.query_row([anonymous, user], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
            ensure!(counts == (1, 2), "{anonymous} and {user} are not one person");
        }
        let persons: i64 = connection.query_row("SELECT count(*) FROM persons", [], |row| row.get(0))?;
        Ok(format!("{rows} events of {persons} persons are stored, each once; {} logins", self.logins.len()))
    }
}
