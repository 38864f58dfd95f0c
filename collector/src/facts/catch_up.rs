//! Brings the facts up to the events that are stored by now.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Result, Transaction, TransactionBehavior, params};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::columns::{self, Wanted};
use crate::facts::members::members;
use crate::facts::state;
use crate::insights::job::{Job, Stop};
use crate::limits;
use crate::text;

/// Events after which a distinct id may belong to another person.
const IDENTITY: [&str; 3] = ["$identify", "$create_alias", "$merge_dangerously"];
const GROUPS: [&str; limits::GROUP_TYPES] = ["$group_0", "$group_1", "$group_2", "$group_3", "$group_4"];
/// Remembered rows of a table, beyond which it is asked again.
const REMEMBERED: usize = 200_000;

/// Reads what has come since the last time, in transactions of a bounded size.
pub(super) fn catch_up(connection: &mut Connection, job: &Job) -> Result<(), Stop> {
    let begun = state::number(connection, "event")?;
    loop {
        job.check()?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let from = state::number(&transaction, "event")?;
        let newest = transaction.query_row("SELECT coalesce(max(id), 0) FROM store.events", [], |row| row.get(0))?;
        let has_amendments = amend(&transaction, from)?;
        if from >= newest {
            // A transaction that wrote nothing costs nothing.
            if has_amendments {
                transaction.commit()?;
            }
            return Ok(());
        }
        let last = Batch::new(&transaction)?.read(from)?;
        transaction.commit()?;
        job.tell("reading new events", (last - begun) as f64 / (newest - begun).max(1) as f64);
    }
}

/// Takes over events that have changed since they were read. Whether there were any.
fn amend(connection: &Transaction<'_>, known: i64) -> Result<bool> {
    let from = state::number(connection, "amendment")?;
    let sql = "SELECT id, event_id, timestamp_before FROM store.amendments WHERE id > ?1 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let amendments = statement
        .query_map([from], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<Vec<(i64, i64, i64)>>>()?;
    let Some((last, ..)) = amendments.last() else { return Ok(false) };
    state::set(connection, "amendment", last)?;
    let known_events = amendments.iter().filter(|(_, event, _)| *event <= known);
    let mut batch = Batch::new(connection)?;
    for (_, event, before) in known_events {
        let mut event_row = connection.prepare_cached(&format!("{EVENTS} WHERE id = ?1"))?;
        let Some(row) = event_row.query_row([event], EventRow::read).optional()? else { continue };
        let name = batch.names.id(&(row.project, &row.name))?;
        let sql = "DELETE FROM facts WHERE name = ?1 AND at = ?2 AND event = ?3";
        connection.prepare_cached(sql)?.execute(params![name, before, event])?;
        batch.forget_values(&row, name)?;
        let who = batch.add(&row)?;
        // It hardly ever was the first one.
        let sql = "UPDATE ids SET since = (SELECT min(at) FROM facts WHERE who = ?1) WHERE id = ?1 AND since = ?2";
        connection.prepare_cached(sql)?.execute([who, *before])?;
    }
    Ok(true)
}

const EVENTS: &str =
    "SELECT id, project_id, event, distinct_id, person_mode, timestamp, session_id, properties FROM store.events";

/// An event as it is stored.
struct EventRow {
    id: i64,
    project: i64,
    name: String,
    distinct_id: String,
    mode: String,
    at: i64,
    session: Option<String>,
    properties: String,
}

impl EventRow {
    fn read(row: &rusqlite::Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            project: row.get(1)?,
            name: row.get(2)?,
            distinct_id: row.get(3)?,
            mode: row.get(4)?,
            at: row.get(5)?,
            session: row.get(6)?,
            properties: row.get(7)?,
        })
    }
}

/// A row of `ids`.
#[derive(Clone, Copy)]
struct Id {
    row: i64,
    has_person: bool,
    since: i64,
}

impl Id {
    fn read(row: &rusqlite::Row<'_>) -> Result<Self> {
        Ok(Self { row: row.get(0)?, has_person: row.get(1)?, since: row.get(2)? })
    }
}

/// What is remembered while some thousand events are taken over.
struct Batch<'a> {
    connection: &'a Connection,
    names: Dictionary<'a>,
    sessions: Dictionary<'a>,
    groups: FxHashMap<(i64, usize, String), i64>,
    /// By project and distinct id.
    ids: FxHashMap<(i64, String), Id>,
    /// Columns that hold every event so far, by project and name.
    columns: FxHashMap<(i64, i64), Vec<Wanted>>,
    /// Distinct ids that may belong to another person by now.
    moved: FxHashSet<(i64, String)>,
}

impl<'a> Batch<'a> {
    fn new(connection: &'a Connection) -> Result<Self> {
        Ok(Self {
            connection,
            names: Dictionary::new(connection, "names", "name"),
            sessions: Dictionary::new(connection, "sessions", "session"),
            groups: FxHashMap::default(),
            ids: FxHashMap::default(),
            columns: columns::complete(connection)?,
            moved: FxHashSet::default(),
        })
    }

    /// Takes over the events behind `from`, as many as one transaction has. Gives the last one's row.
    fn read(mut self, from: i64) -> Result<i64> {
        let connection = self.connection;
        let mut statement = connection.prepare_cached(&format!("{EVENTS} WHERE id > ?1 ORDER BY id LIMIT ?2"))?;
        let mut rows = statement.query(params![from, limits::FACTS_PER_TRANSACTION])?;
        let mut last = from;
        while let Some(row) = rows.next()? {
            let event = EventRow::read(row)?;
            self.add(&event)?;
            last = event.id;
        }
        self.follow_moves()?;
        let sql = "SELECT uuid FROM store.events WHERE id = ?1";
        let uuid: String = connection.query_row(sql, [last], |row| row.get(0))?;
        state::set(connection, "event", last)?;
        state::set(connection, "uuid", uuid)?;
        Ok(last)
    }

    /// Takes over an event. Gives the row of its distinct id.
    fn add(&mut self, event: &EventRow) -> Result<i64> {
        let name = self.names.id(&(event.project, &event.name))?;
        let who = self.who(event)?;
        let session = match event.session.as_deref() {
            Some(session) if !session.is_empty() => Some(self.sessions.id(&(event.project, session))?),
            _ => None,
        };
        let of_all = self.columns.get(&(event.project, columns::ALL_NAMES)).map_or(&[][..], Vec::as_slice);
        let of_name = self.columns.get(&(event.project, name)).map_or(&[][..], Vec::as_slice);
        let keys: Vec<&str> =
            GROUPS.into_iter().chain(of_all.iter().chain(of_name).map(|wanted| wanted.property.as_str())).collect();
        let mut found = members(&event.properties, &keys);
        let values = found.split_off(GROUPS.len());
        for (wanted, value) in of_all.iter().chain(of_name).zip(values) {
            columns::store(self.connection, wanted.id, event.id, value)?;
        }
        let mut groups = [None; GROUPS.len()];
        for (index, key) in found.into_iter().enumerate() {
            if let Some(key) = key.as_ref().map(text::plain).filter(|key| !key.is_empty()) {
                groups[index] = Some(self.group(event.project, index, key)?);
            }
        }
        let sql =
            "INSERT OR REPLACE INTO facts (name, at, event, who, session, group_0, group_1, group_2, group_3, group_4)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let [a, b, c, d, e] = groups;
        self.connection.prepare_cached(sql)?.execute(params![name, event.at, event.id, who, session, a, b, c, d, e])?;
        Ok(who)
    }

    /// Removes what columns have of an event that is to be added again.
    fn forget_values(&self, event: &EventRow, name: i64) -> Result<()> {
        columns::forget(self.connection, event.project, name, event.id)
    }

    fn who(&mut self, event: &EventRow) -> Result<i64> {
        let key = (event.project, event.distinct_id.clone());
        if IDENTITY.contains(&event.name.as_str()) {
            self.moved.insert(key.clone());
        }
        let known = match self.ids.get(&key) {
            Some(known) => Some(*known),
            None => {
                let sql = "SELECT id, person IS NOT NULL, since FROM ids WHERE project = ?1 AND distinct_id = ?2";
                let mut find = self.connection.prepare_cached(sql)?;
                find.query_row(params![key.0, key.1], Id::read).optional()?
            }
        };
        let mut found = match known {
            Some(known) if known.has_person => known,
            // It was without a person, and an event without one changes nothing about that.
            Some(known) if event.mode == "propertyless" => known,
            _ => self.resolve(&key, event.at)?,
        };
        if event.at < found.since {
            self.connection
                .prepare_cached("UPDATE ids SET since = ?2 WHERE id = ?1")?
                .execute([found.row, event.at])?;
            found.since = event.at;
        }
        if self.ids.len() >= REMEMBERED {
            self.ids.clear();
        }
        self.ids.insert(key, found);
        Ok(found.row)
    }

    /// Asks for the person of a distinct id with an event at `at`, and keeps it.
    fn resolve(&self, (project, distinct_id): &(i64, String), at: i64) -> Result<Id> {
        let sql = "INSERT INTO ids (project, distinct_id, person, since) VALUES (?1, ?2,
                (SELECT person_id FROM store.person_distinct_ids WHERE project_id = ?1 AND distinct_id = ?2), ?3)
            ON CONFLICT DO UPDATE SET person = excluded.person RETURNING id, person IS NOT NULL, since";
        let mut resolve = self.connection.prepare_cached(sql)?;
        resolve.query_row(params![project, distinct_id, at], Id::read)
    }

    /// After a merge all distinct ids of whoever is left have one person.
    fn follow_moves(&mut self) -> Result<()> {
        let sql = "UPDATE ids SET person = d.person_id
            FROM store.person_distinct_ids d
            WHERE d.person_id = (SELECT person_id FROM store.person_distinct_ids WHERE project_id = ?1 AND distinct_id = ?2)
                AND ids.project = d.project_id AND ids.distinct_id = d.distinct_id AND ids.person IS NOT d.person_id";
        let mut update = self.connection.prepare_cached(sql)?;
        for (project, distinct_id) in std::mem::take(&mut self.moved) {
            update.execute(params![project, distinct_id])?;
        }
        Ok(())
    }

    fn group(&mut self, project: i64, index: usize, key: String) -> Result<i64> {
        let entry = (project, index, key);
        if let Some(id) = self.groups.get(&entry) {
            return Ok(*id);
        }
        let sql = "INSERT INTO groups (project, type_index, key) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET key = key RETURNING id";
        let values = params![entry.0, entry.1, entry.2];
        let id = self.connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
        if self.groups.len() >= REMEMBERED {
            self.groups.clear();
        }
        self.groups.insert(entry, id);
        Ok(id)
    }
}

/// The rows of a table that numbers the texts of each project.
struct Dictionary<'a> {
    connection: &'a Connection,
    find: String,
    insert: String,
    known: FxHashMap<(i64, String), i64>,
}

impl<'a> Dictionary<'a> {
    fn new(connection: &'a Connection, table: &str, column: &str) -> Self {
        let find = format!("SELECT id FROM {table} WHERE project = ?1 AND {column} = ?2");
        let insert = format!("INSERT INTO {table} (project, {column}) VALUES (?1, ?2)");
        Self { connection, find, insert, known: FxHashMap::default() }
    }

    fn id(&mut self, (project, text): &(i64, &str)) -> Result<i64> {
        let key = (*project, (*text).to_owned());
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let mut find: CachedStatement<'_> = self.connection.prepare_cached(&self.find)?;
        let found = find.query_row(params![project, text], |row| row.get(0)).optional()?;
        let id = match found {
            Some(id) => id,
            None => self.connection.prepare_cached(&self.insert)?.insert(params![project, text])?,
        };
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert(key, id);
        Ok(id)
    }
}
