//! How long requests take, and what memory the collector needs, while events come at a steady rate.

use anyhow::{Context, Result};
use serde_json::json;

use crate::ledger::Ledger;
use crate::report::Section;
use crate::sending;
use crate::support::client::Connection;
use crate::support::collector::Collector;
use crate::support::figures::{Latencies, round};
use crate::support::machine::field;
use crate::support::pace::{self, Pace};
use crate::support::table::table;
use crate::traffic::{self, BATCH, Traffic};
use crate::{Options, database, say};

/// More than are ever busy, so that no request has to wait for a connection.
const CONNECTIONS: usize = 32;

/// Sends at the rate that `options` ask for.
pub(crate) async fn measure(options: &Options) -> Result<Section> {
    let (rate, seconds) = (options.rate, options.seconds);
    say(format!("{rate} events/s for {seconds} s"));
    let collector = Collector::start()?;
    let (mut traffic, mut ledger) = (Traffic::new(2, 0, (rate * seconds) as usize), Ledger::default());
    let events = traffic.events((rate * seconds) as usize);
    ledger.note(&events);
    let bodies = traffic::bodies(&events);
    drop(events);
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(collector.address).await?);
    }
    let memory = |name| memory(collector.pid(), name);
    let start = memory("VmRSS")?;
    let pace = Pace { rate: f64::from(rate) / BATCH as f64, count: bodies.len() };
    let times = pace::keep(pace, connections, async |connection: &mut Connection, number| {
        sending::post(connection, bodies[number].clone()).await
    });
    let latencies = Latencies::of(&times.await?);
    let (end, highest) = (memory("VmRSS")?, memory("VmHWM")?);
    say(ledger.check(&database(&collector))?);

    let row = ["milliseconds".to_owned()].into_iter().chain(latencies.cells()).collect();
    let text = format!(
        "{rate} events/s for {seconds} s, {BATCH} a request: how long it took from the time that a request was due until its \
events were acknowledged.\n\n{}\n\nThe collector's memory (resident): {} MB at the start, {} MB at the end, {} MB at most.",
        table(&[&[""], &Latencies::TITLES[..]].concat(), &[row]),
        round(start),
        round(end),
        round(highest),
    );
    let figures = json!({
        "rate": rate,
        "seconds": seconds,
        "milliseconds": latencies.json(),
        "memory_mb": { "start": start, "end": end, "most": highest },
    });
    Ok(Section { key: "steady", title: "A steady rate", text, figures })
}

/// A process's memory, in megabytes.
fn memory(pid: u32, name: &str) -> Result<f64> {
    let text = field(&format!("/proc/{pid}/status"), name).with_context(|| format!("no {name}"))?;
    let kilobytes: f64 = text.trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024.0)
}
