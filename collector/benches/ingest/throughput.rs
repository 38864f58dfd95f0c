//! How many events a second the collector commits, beside what SQLite takes without it.

use anyhow::Result;
use serde_json::json;

use crate::bare::Bare;
use crate::ledger::Ledger;
use crate::report::Section;
use crate::sending::{self, CONNECTIONS};
use crate::spread::Spread;
use crate::support::collector::Collector;
use crate::support::process::processor_time;
use crate::support::table::table;
use crate::traffic::{self, BATCH, Traffic};
use crate::{Options, database, say};

/// One round: events a second of the collector and of the bare table, and the collector's processor time of an event, in µs.
struct Round {
    collector: f64,
    bare: f64,
    processor: f64,
}

/// Gives each its turn, `rounds` times.
pub(crate) async fn measure(options: &Options) -> Result<Section> {
    let collector = Collector::start()?;
    let mut bare = Bare::create(&collector.directory.path().join("bare.sqlite3"))?;
    let (mut traffic, mut ledger) = (Traffic::new(1, 0, options.events * options.rounds as usize), Ledger::default());
    // Before the first round: what is read, compiled and allocated only once.
    let events = traffic.events(2000);
    ledger.note(&events);
    sending::send(collector.address, &traffic::bodies(&events)).await?;
    bare.insert(&events)?;

    let (mut rounds, mut bytes, mut sent) = (Vec::new(), 0, 0);
    for number in 1..=options.rounds {
        let events = traffic.events(options.events);
        ledger.note(&events);
        bytes += events.iter().map(|event| event.text.len()).sum::<usize>();
        sent += events.len();
        let bodies = traffic::bodies(&events);
        let before = processor_time(collector.pid())?;
        let taken = sending::send(collector.address, &bodies).await?;
        let used = processor_time(collector.pid())? - before;
        // What was sent before counts for nobody.
        let fresh: Vec<_> = events.into_iter().filter(|event| !event.is_repeated).collect();
        let count = fresh.len() as f64;
        let round = Round {
            collector: count / taken.as_secs_f64(),
            bare: count / bare.insert(&fresh)?.as_secs_f64(),
            processor: used.as_secs_f64() * 1e6 / count,
        };
        say(format!("round {number}: {:.0} events/s, bare {:.0}", round.collector, round.bare));
        rounds.push(round);
    }
    say(ledger.check(&database(&collector))?);

    let spread = |figure: fn(&Round) -> f64| Spread::of(rounds.iter().map(figure));
    let (ours, theirs) = (spread(|round| round.collector), spread(|round| round.bare));
    let ratio = spread(|round| round.collector / round.bare);
    let processor = spread(|round| round.processor);
    let rows = [
        vec!["the collector".to_owned(), ours.text(), ratio.text()],
        vec!["SQLite alone".to_owned(), theirs.text(), String::new()],
    ];
    let text = format!(
        "{CONNECTIONS} connections, each of which sends {BATCH} events at a time and waits until they are on disk; {} events \
of {} bytes a round, {} rounds, 2 % of the events for another time. The collector judges each event, looks for its uuid, keeps \
persons, logins and groups, and four indices; that took {} µs of processor time an event. SQLite alone inserts the same texts \
into one table without an index, {} rows a transaction, with the same durability.\n\n{}",
        options.events,
        bytes / sent,
        options.rounds,
        processor.text(),
        BATCH * CONNECTIONS,
        table(&["", "events/s on disk", "÷ SQLite alone"], &rows),
    );
    let figures = json!({
        "events_per_second": { "collector": ours.json(), "sqlite": theirs.json() },
        "ratio": ratio.json(),
        "processor_micros": processor.json(),
        "bytes_per_event": bytes / sent,
    });
    Ok(Section { key: "throughput", title: "Throughput", text, figures })
}
