//! The whole first dashboard, as the page loads it: cold, and then again and again.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Result;
use futures_util::future::try_join_all;
use serde_json::{Value, json};

use crate::memory::Memory;
use crate::spread::Spread;
use crate::stored::Stored;
use crate::support::client::Connection;
use crate::support::figures::round;
use crate::team::Tile;
use crate::{Options, say};

/// Questions that the page asks at one time.
const AT_ONCE: usize = 2;

/// What was measured with so many events stored; times are in seconds.
pub(crate) struct Dashboard {
    events: usize,
    catch_up: f64,
    catch_up_memory: Memory,
    facts: u64,
    /// With all columns of properties still to be made.
    first: f64,
    cold: f64,
    warm: Spread,
    memory: Memory,
}

/// Measures on one database.
pub(crate) async fn measure(options: &Options, stored: &Stored, tiles: &[Tile]) -> Result<Dashboard> {
    stored.forget_facts()?;
    let (process, address) = stored.serve()?;
    let start = Instant::now();
    // Any question brings the facts up to date first.
    tiles[0].ask(&mut Connection::open(address).await?).await?;
    let catch_up = start.elapsed().as_secs_f64();
    let catch_up_memory = Memory::of(process.pid())?;
    say(format!("{} events: caught up in {} s", stored.events, round(catch_up)));
    let first = load(address, tiles).await?.as_secs_f64();
    drop(process);

    let (process, address) = stored.serve()?;
    let cold = load(address, tiles).await?.as_secs_f64();
    let mut warm = Vec::new();
    for _ in 0..options.rounds {
        warm.push(load(address, tiles).await?.as_secs_f64());
    }
    let (warm, memory) = (Spread::of(warm), Memory::of(process.pid())?);
    say(format!("the dashboard: first {} s, cold {} s, warm {} s", round(first), round(cold), warm.text()));
    let facts = stored.facts_bytes()?;
    Ok(Dashboard { events: stored.events, catch_up, catch_up_memory, facts, first, cold, warm, memory })
}

/// Asks for all tiles, as many at a time as the page does.
async fn load(address: SocketAddr, tiles: &[Tile]) -> Result<Duration> {
    let mut connections = Vec::new();
    for _ in 0..AT_ONCE {
        connections.push(Connection::open(address).await?);
    }
    let (next, start) = (Cell::new(0), Instant::now());
    let work = async |mut connection: Connection| {
        while let Some(tile) = tiles.get(next.replace(next.get() + 1)) {
            tile.ask(&mut connection).await?;
        }
        Ok::<_, anyhow::Error>(())
    };
    try_join_all(connections.into_iter().map(work)).await?;
    Ok(start.elapsed())
}

impl Dashboard {
    /// A line of the table below these.
    pub(crate) fn cells(&self) -> Vec<String> {
        vec![
            round(self.events as f64),
            self.warm.text(),
            round(self.cold),
            round(self.first),
            round(self.catch_up),
            round(self.facts as f64 / 1e6),
            self.catch_up_memory.text(),
            self.memory.text(),
        ]
    }

    /// The titles of the cells.
    pub(crate) const TITLES: [&str; 8] = [
        "events stored",
        "warm, s",
        "cold, s",
        "the very first, s",
        "catching up, s",
        "facts, MB",
        "memory, catching up, MB",
        "memory, dashboard, MB",
    ];

    /// As programs read it.
    pub(crate) fn json(&self) -> Value {
        json!({
            "events": self.events,
            "warm_seconds": self.warm.json(),
            "cold_seconds": self.cold,
            "very_first_seconds": self.first,
            "catch_up_seconds": self.catch_up,
            "facts_bytes": self.facts,
            "catch_up_memory": self.catch_up_memory.json(),
            "memory": self.memory.json(),
        })
    }
}
