//! What an event costs once many are stored: databases of growing size side by side, and the same load on each in turn.

use std::path::Path;

use anyhow::{Result, ensure};
use rusqlite::{Connection, params};
use serde_json::json;

use crate::report::Section;
use crate::sending;
use crate::spread::Spread;
use crate::support::collector::Collector;
use crate::support::figures::round;
use crate::support::process::processor_time;
use crate::support::table::table;
use crate::traffic::{self, Traffic};
use crate::{Options, say};

/// Numbers of stored events.
const LEVELS: [usize; 4] = [10_000, 100_000, 1_000_000, 5_000_000];
/// The first so many are sent; the rest are copies of them, for other people at another time.
const SENT: usize = 100_000;
/// Events of one round; the smallest database grows by so many each time.
const EVENTS: usize = 5_000;

/// A database of a certain size, and what an event more took in each round, in µs.
struct Level {
    stored: usize,
    collector: Collector,
    traffic: Traffic,
    elapsed: Vec<f64>,
    processor: Vec<f64>,
}

/// Fills the databases, and then gives each its turn, in every round.
pub(crate) async fn measure(options: &Options) -> Result<Section> {
    let mut levels = Vec::new();
    for stored in LEVELS.into_iter().filter(|stored| *stored <= options.stored.max(LEVELS[0])) {
        let mut level = Level::fill(stored).await?;
        // What is read only once is no event's cost.
        level.round().await?;
        level.elapsed.clear();
        level.processor.clear();
        levels.push(level);
    }
    for number in 1..=options.rounds {
        for level in &mut levels {
            level.round().await?;
        }
        let figures: Vec<_> = levels.iter().filter_map(|level| level.elapsed.last().copied().map(round)).collect();
        say(format!("round {number}: µs an event {}", figures.join(", ")));
    }
    let mut rows = Vec::new();
    let mut figures = Vec::new();
    for level in &levels {
        let elapsed = Spread::of(level.elapsed.iter().copied());
        let processor = Spread::of(level.processor.iter().copied());
        rows.push(vec![round(level.stored as f64), elapsed.text(), processor.text()]);
        figures.push(json!({
            "stored": level.stored, "elapsed_micros": elapsed.json(), "processor_micros": processor.json(),
        }));
    }
    let text = format!(
        "What an event costs with so many stored already, in microseconds: {EVENTS} events a round, sent as fast as the collector \
takes them, {} rounds in which each database has its turn. The database grows by as many. The larger ones are the first {} events many times over, \
each time for other people at a later time.\n\n{}",
        options.rounds,
        round(SENT as f64),
        table(&["events stored", "µs an event", "µs of processor time"], &rows),
    );
    Ok(Section { key: "flat", title: "With millions of events stored", text, figures: json!(figures) })
}

impl Level {
    /// A collector with `stored` events.
    async fn fill(stored: usize) -> Result<Self> {
        let mut collector = Collector::start()?;
        let mut traffic = Traffic::new(3, 0, stored);
        let sent = SENT.min(stored);
        let unique = traffic.unique_events(sent);
        for events in unique.chunks(10_000) {
            sending::send(collector.address, &traffic::bodies(events)).await?;
        }
        let copies = (stored / sent) as u64 - 1;
        if copies > 0 {
            let Collector { process, directory, .. } = collector;
            drop(process);
            multiply(directory.path(), copies)?;
            collector = Collector::start_in(directory)?;
        }
        say(format!("{stored} events are stored"));
        let traffic = Traffic::new(stored as u64, copies, 0);
        Ok(Self { stored, collector, traffic, elapsed: Vec::new(), processor: Vec::new() })
    }

    async fn round(&mut self) -> Result<()> {
        let bodies = traffic::bodies(&self.traffic.events(EVENTS));
        let before = processor_time(self.collector.pid())?;
        let elapsed = sending::send(self.collector.address, &bodies).await?;
        let used = processor_time(self.collector.pid())? - before;
        self.elapsed.push(elapsed.as_secs_f64() * 1e6 / EVENTS as f64);
        self.processor.push(used.as_secs_f64() * 1e6 / EVENTS as f64);
        Ok(())
    }
}

/// Stores all events and people that a database holds another `copies` times. What goes on between a copy and the next is
/// shifted by the time that the first one takes, and whoever it is about has `~1`, `~2` … behind the distinct id.
fn multiply(directory: &Path, copies: u64) -> Result<()> {
    let connection = Connection::open(directory.join(hoofprint_collector::store::FILE))?;
    // The collector's own settings come back with its next start.
    connection.pragma_update(None, "journal_mode", "MEMORY")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -1_000_000)?;
    let most = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let (persons, events) = (most("SELECT max(id) FROM persons")?, most("SELECT max(id) FROM events")?);
    let span = most("SELECT max(timestamp) - min(timestamp) + 1 FROM events")?;
    ensure!(persons > 0 && events > 0, "nothing to copy");
    for copy in 1..=copies as i64 {
        let transaction = connection.unchecked_transaction()?;
        transaction.execute(
            "INSERT INTO persons (id, project_id, uuid, created_at, is_identified, properties)
            SELECT id + ?1 * ?2, project_id, uuid || '~' || ?1, created_at + ?1 * ?3, is_identified, properties FROM persons
            WHERE id <= ?2",
            params![copy, persons, span],
        )?;
        transaction.execute(
            "INSERT INTO person_distinct_ids (project_id, distinct_id, person_id)
            SELECT project_id, distinct_id || '~' || ?1, person_id + ?1 * ?2 FROM person_distinct_ids WHERE person_id <= ?2",
            params![copy, persons],
        )?;
        transaction.execute(
            "INSERT INTO personless_distinct_ids (project_id, distinct_id)
            SELECT project_id, distinct_id || '~' || ?1 FROM personless_distinct_ids WHERE distinct_id NOT LIKE '%~%'",
            params![copy],
        )?;
        transaction.execute(
            "INSERT INTO person_groups (person_id, project_id, type_index, key, first_seen, last_seen)
            SELECT person_id + ?1 * ?2, project_id, type_index, key, first_seen + ?1 * ?3, last_seen + ?1 * ?3 FROM person_groups
            WHERE person_id <= ?2",
            params![copy, persons, span],
        )?;
        // The uuids, too, tell the time that they are of.
        transaction.execute(
            "INSERT INTO events (id, project_id, uuid, event, distinct_id, person_uuid, person_mode, timestamp, received_at,
                sent_at, session_id, properties, elements_chain)
            SELECT id + ?1 * ?2, project_id,
                format('%08x-%04x-', (timestamp + ?1 * ?3) / 65536, (timestamp + ?1 * ?3) % 65536) || substr(uuid, 15),
                event, distinct_id || '~' || ?1, person_uuid || '~' || ?1, person_mode, timestamp + ?1 * ?3,
                received_at + ?1 * ?3, sent_at, session_id, properties, elements_chain
            FROM events WHERE id <= ?2 ORDER BY id",
            params![copy, events, span],
        )?;
        transaction.commit()?;
        if copy % 10 == 9 {
            say(format!("{} events", (copy + 1) * events));
        }
    }
    Ok(())
}
