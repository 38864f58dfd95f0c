//! What an event costs with the facts beside it: events sent to databases of growing size, in turns, while nobody asks and while
//! somebody asks without a pause.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::Result;
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::history;
use crate::report::Section;
use crate::spread::Spread;
use crate::stored::{self, Stored};
use crate::support::client::Connection;
use crate::support::collector::Process;
use crate::support::figures::round;
use crate::support::process::processor_time;
use crate::support::table::table;
use crate::team::Tile;
use crate::{Options, say, sending};

/// Events of one turn.
const EVENTS: usize = 20_000;
/// Milliseconds between two of them.
const APART: i64 = 10;
/// Events of one request.
const BATCH: usize = 50;

/// A database of a certain size, and what was measured with it.
struct Level {
    stored: usize,
    process: Process,
    address: SocketAddr,
    alone: Vec<f64>,
    /// Microseconds of processor time that an event took while nobody asked.
    processor: Vec<f64>,
    asked: Vec<f64>,
    /// Milliseconds that the first question after a turn took longer than the one after it.
    catch_up: Vec<f64>,
}

/// Gives each database its turns.
pub(crate) async fn measure(options: &Options, all: &[Stored], tiles: &[Tile]) -> Result<Section> {
    let mut levels = Vec::new();
    for stored in all {
        let (process, address) = stored.serve()?;
        // Catches up, and makes the columns.
        ask_all(address, tiles).await?;
        levels.push(Level {
            stored: stored.events,
            process,
            address,
            alone: Vec::new(),
            processor: Vec::new(),
            asked: Vec::new(),
            catch_up: Vec::new(),
        });
    }
    for number in 0..=options.rounds {
        let bodies = [bodies(2 * number), bodies(2 * number + 1)];
        for level in &mut levels {
            level.round(&bodies, tiles).await?;
            if number == 0 {
                // What is read only once is no event's cost.
                for figures in [&mut level.alone, &mut level.processor, &mut level.asked, &mut level.catch_up] {
                    figures.clear();
                }
            }
        }
        let figures = levels.iter().filter_map(|level| {
            Some(format!("{} ({} while asked)", round(*level.alone.last()?), round(*level.asked.last()?)))
        });
        say(format!("round {number}: events/s {}", figures.collect::<Vec<_>>().join(", ")));
    }
    Ok(section(options, &levels))
}

impl Level {
    async fn round(&mut self, bodies: &[Vec<Bytes>; 2], tiles: &[Tile]) -> Result<()> {
        let per_second = |seconds: f64| EVENTS as f64 / seconds;
        let before = processor_time(self.process.pid())?;
        self.alone.push(per_second(sending::send(self.address, &bodies[0]).await?.as_secs_f64()));
        let used = processor_time(self.process.pid())? - before;
        self.processor.push(used.as_secs_f64() * 1e6 / EVENTS as f64);
        let mut connection = Connection::open(self.address).await?;
        let mut times = [0.0; 2];
        for time in &mut times {
            let start = Instant::now();
            tiles[0].ask(&mut connection).await?;
            *time = start.elapsed().as_secs_f64() * 1000.0;
        }
        self.catch_up.push(times[0] - times[1]);
        let elapsed = tokio::select! {
            elapsed = sending::send(self.address, &bodies[1]) => elapsed?,
            never = ask_for_ever(&mut connection, tiles) => never?,
        };
        self.asked.push(per_second(elapsed.as_secs_f64()));
        // What was asked last is not always over.
        ask_all(self.address, tiles).await
    }
}

async fn ask_all(address: SocketAddr, tiles: &[Tile]) -> Result<()> {
    let mut connection = Connection::open(address).await?;
    for tile in tiles {
        tile.ask(&mut connection).await?;
    }
    Ok(())
}

async fn ask_for_ever<T>(connection: &mut Connection, tiles: &[Tile]) -> Result<T> {
    for tile in tiles.iter().cycle() {
        tile.ask(connection).await?;
    }
    anyhow::bail!("there is nothing to ask")
}

/// Requests of a turn, with what comes after the stored history: by those who are stored, on devices that are new, and by new
/// visitors.
fn bodies(turn: u32) -> Vec<Bytes> {
    let first_day = history::DAYS * (1 + i64::from(turn));
    // Organisations stay as they are: the stored history is asked again another time.
    let mut events = history::events(first_day, 2 * EVENTS, 11 + u64::from(turn));
    events.retain(|event| event.name != "$groupidentify");
    events.truncate(EVENTS);
    // A busy collector gets so many within minutes, and not within months.
    for (number, event) in (0..).zip(&mut events) {
        event.time = APART * number;
    }
    stored::bodies(&events, BATCH)
}

fn section(options: &Options, levels: &[Level]) -> Section {
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for level in levels {
        let all = [&level.alone, &level.processor, &level.asked, &level.catch_up];
        let [alone, processor, asked, catch_up] = all.map(|figures| Spread::of(figures.iter().copied()));
        let micros = Spread::of(level.catch_up.iter().map(|milliseconds| milliseconds * 1000.0 / EVENTS as f64));
        rows.push(vec![round(level.stored as f64), alone.text(), processor.text(), asked.text(), micros.text()]);
        figures.push(json!({
            "stored": level.stored,
            "events_per_second_alone": alone.json(),
            "processor_micros": processor.json(),
            "events_per_second_asked": asked.json(),
            "catch_up_milliseconds": catch_up.json(),
        }));
    }
    let text = format!(
        "With so many events stored already, {} events are sent as fast as the collector takes them ({} connections, {BATCH} \
events a request), as they come: of these minutes, in the order of time. In each of {} rounds every database has its turn, while nobody \
asks, and while somebody asks for one insight of the dashboard after the other. Then the first question brings the facts up to date, which is what an event costs later, once.\n\n{}",
        round(EVENTS as f64),
        sending::CONNECTIONS,
        options.rounds,
        table(
            &["events stored", "events/s", "µs of processor time", "events/s while asked", "catching up, µs an event"],
            &rows
        ),
    );
    Section { key: "ingest", title: "What an event costs", text, figures: Value::from(figures) }
}
