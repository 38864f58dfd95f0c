//! How many events a second the collector commits, beside what SQLite takes without it.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use crate::bare::{self, Bare, Row};
use crate::ledger::Ledger;
use crate::report::Section;
use crate::sending::{self, CONNECTIONS};
use crate::spread::Spread;
use crate::support::collector::Collector;
use crate::support::figures::round;
use crate::support::machine::field;
use crate::support::process::processor_time;
use crate::support::table::table;
use crate::traffic::{self, BATCH, Event, Traffic};
use crate::{Options, database, say};

/// One round: events a second of each, and of the collector the processor time of an event, in µs, and the bytes written for it.
struct Round {
    collector: f64,
    rows: f64,
    texts: f64,
    processor: f64,
    written: f64,
}

/// Gives each its turn, `rounds` times.
pub(crate) async fn measure(options: &Options) -> Result<Section> {
    let collector = Collector::start()?;
    let file = database(&collector);
    let beside = |name: &str| collector.directory.path().join(name);
    let mut rows = Bare::like(&file, &beside("rows.sqlite3"))?;
    let mut texts = Bare::of_texts(&beside("texts.sqlite3"))?;
    let (mut traffic, mut ledger) = (Traffic::new(1, 0, options.events * options.rounds as usize), Ledger::default());
    // Before the first round: what is read, compiled and allocated only once.
    let events = traffic.events(2000);
    ledger.note(&events);
    sending::send(collector.address, &traffic::bodies(&events)).await?;
    let mut known = insert_stored(&mut rows, &file, 0)?.0;
    texts.insert(&as_rows(&events))?;

    let (mut rounds, mut bytes) = (Vec::new(), 0);
    for number in 1..=options.rounds {
        let events = traffic.events(options.events);
        ledger.note(&events);
        bytes += events.iter().map(|event| event.text.len()).sum::<usize>();
        let bodies = traffic::bodies(&events);
        let (used, written) = (processor_time(collector.pid())?, bytes_written(&collector)?);
        let taken = sending::send(collector.address, &bodies).await?;
        let (used, written) = (processor_time(collector.pid())? - used, bytes_written(&collector)? - written);
        // What was sent before counts for nobody.
        let fresh: Vec<Row> = as_rows(&events);
        let count = fresh.len() as f64;
        let (stored, seconds) = insert_stored(&mut rows, &file, known)?;
        known += stored;
        let round = Round {
            collector: count / taken.as_secs_f64(),
            rows: stored as f64 / seconds,
            texts: count / texts.insert(&fresh)?.as_secs_f64(),
            processor: used.as_secs_f64() * 1e6 / count,
            written: written / count,
        };
        let Round { collector, rows, texts, .. } = round;
        say(format!("round {number}: {collector:.0} events/s; SQLite alone {rows:.0}, texts {texts:.0}"));
        rounds.push(round);
    }
    say(ledger.check(&file)?);
    Ok(section(options, &rounds, bytes / (options.events * options.rounds as usize)))
}

fn section(options: &Options, rounds: &[Round], bytes: usize) -> Section {
    let spread = |figure: fn(&Round) -> f64| Spread::of(rounds.iter().map(figure));
    let collector = spread(|round| round.collector);
    let (rows, texts) = (spread(|round| round.rows), spread(|round| round.texts));
    let (to_rows, to_texts) =
        (spread(|round| round.collector / round.rows), spread(|round| round.collector / round.texts));
    let (processor, written) = (spread(|round| round.processor), spread(|round| round.written));
    let lines = [
        vec!["the collector".to_owned(), collector.text(), String::new()],
        vec!["SQLite alone, the same rows".to_owned(), rows.text(), to_rows.text()],
        vec!["SQLite alone, texts without an index".to_owned(), texts.text(), to_texts.text()],
    ];
    let text = format!(
        "{CONNECTIONS} connections, each of which sends {BATCH} events at a time and waits until they are on disk; {} events of \
{bytes} bytes a round, {} rounds, 2 % of the events for another time, which count for nobody. The collector judges each event, \
looks for its uuid, and keeps persons, logins and groups; that takes {} µs of processor time an event, and {} bytes \
written to the disk (all that is written to files, twice as there is a log). SQLite alone inserts, with the same durability, {BATCH} \
rows a statement and {} a transaction: either the very rows that the collector has stored, into a table with the same \
columns and indices, or the events' texts into a table without an index.\n\n{}",
        round(options.events as f64),
        options.rounds,
        processor.text(),
        written.text(),
        BATCH * CONNECTIONS,
        table(&["", "events/s on disk", "the collector ÷ this"], &lines),
    );
    let figures = json!({
        "events_per_second": { "collector": collector.json(), "sqlite_rows": rows.json(), "sqlite_texts": texts.json() },
        "ratio": { "sqlite_rows": to_rows.json(), "sqlite_texts": to_texts.json() },
        "processor_micros": processor.json(),
        "written_bytes_per_event": written.json(),
        "bytes_per_event": bytes,
    });
    Section { key: "throughput", title: "Throughput", text, figures }
}

/// Inserts the rows that the collector has stored behind the first `known`. Gives their number, and the seconds that it took.
fn insert_stored(rows: &mut Bare, collector: &Path, known: usize) -> Result<(usize, f64)> {
    let stored = bare::stored(collector, known)?;
    Ok((stored.len(), rows.insert(&stored)?.as_secs_f64()))
}

fn as_rows(events: &[Event]) -> Vec<Row> {
    events.iter().filter(|event| !event.is_repeated).map(|event| vec![event.text.clone().into()]).collect()
}

fn bytes_written(collector: &Collector) -> Result<f64> {
    let text = field(&format!("/proc/{}/io", collector.pid()), "wchar").context("no count of bytes written")?;
    Ok(text.parse()?)
}
