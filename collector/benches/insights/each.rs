//! Each insight alone, beside DuckDB, in turns; both have to say the same.

use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::compare::{self, compare};
use crate::duckdb::DuckDb;
use crate::spread::Spread;
use crate::stored::Stored;
use crate::support::client::Connection;
use crate::team::Tile;
use crate::{Options, say};

/// What was measured of one insight with so many events stored, in milliseconds.
pub(crate) struct Measured {
    pub(crate) events: usize,
    pub(crate) title: String,
    pub(crate) collector: Spread,
    duckdb: Spread,
    ratio: Spread,
    events_read: u64,
}

/// Gives each insight its turns on one database.
pub(crate) async fn measure(options: &Options, stored: &Stored, tiles: &[Tile]) -> Result<Vec<Measured>> {
    let mut duckdb = DuckDb::start(stored)?;
    let (_process, address) = stored.serve()?;
    let mut connection = Connection::open(address).await?;
    let mut all = Vec::new();
    for tile in tiles {
        let measured = one(options, stored.events, tile, &mut connection, &mut duckdb).await;
        let measured = measured.with_context(|| format!("“{}” with {} events", tile.title, stored.events))?;
        let Measured { title, collector, duckdb, ratio, events_read, .. } = &measured;
        let (collector, duckdb, ratio) = (collector.text(), duckdb.text(), ratio.text());
        say(format!("{title}: {collector} ms, DuckDB {duckdb} ms, ratio {ratio}; {events_read} events read"));
        all.push(measured);
    }
    Ok(all)
}

async fn one(
    options: &Options,
    events: usize,
    tile: &Tile,
    connection: &mut Connection,
    duckdb: &mut DuckDb,
) -> Result<Measured> {
    let (mut collector, mut yardstick) = (Vec::new(), Vec::new());
    let mut events_read = 0;
    // What is read and compiled only once is no part of a warm answer.
    for round in 0..=options.rounds {
        let start = Instant::now();
        let answer = tile.ask(connection).await?;
        let ours = start.elapsed();
        let sql = tile.sql(&answer)?;
        let start = Instant::now();
        let rows = duckdb.ask(&sql)?;
        let theirs = start.elapsed();
        compare(&compare::of_answer(&answer)?, &compare::of_rows(&rows)?)?;
        events_read = answer["events_read"].as_u64().unwrap_or_default();
        if round > 0 {
            collector.push(ours.as_secs_f64() * 1000.0);
            yardstick.push(theirs.as_secs_f64() * 1000.0);
        }
    }
    let ratio = Spread::of(collector.iter().zip(&yardstick).map(|(ours, theirs)| ours / theirs));
    let (collector, duckdb) = (Spread::of(collector), Spread::of(yardstick));
    Ok(Measured { events, title: tile.title.clone(), collector, duckdb, ratio, events_read })
}

impl Measured {
    /// A line of a table: the titles are the insight, the collector, DuckDB, the ratio.
    pub(crate) fn cells(&self) -> Vec<String> {
        let read = crate::support::figures::round(self.events_read as f64);
        vec![self.title.clone(), read, self.collector.text(), self.duckdb.text(), self.ratio.text()]
    }

    /// As programs read it.
    pub(crate) fn json(&self) -> Value {
        json!({
            "events": self.events,
            "title": self.title,
            "events_read": self.events_read,
            "collector_milliseconds": self.collector.json(),
            "duckdb_milliseconds": self.duckdb.json(),
            "ratio": self.ratio.json(),
        })
    }
}
