//! What the collector takes: events a second beside SQLite alone, latency and memory at a steady rate, and what an event costs
//! once millions are stored.

mod bare;
mod flat;
mod ledger;
mod object;
mod report;
mod sending;
mod spread;
mod steady;
#[path = "../support/mod.rs"]
mod support;
mod throughput;
mod traffic;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use crate::support::collector::Collector;
use crate::support::machine::circumstances;

/// Measures how fast the collector takes events.
#[derive(Debug, Parser)]
#[command(bin_name = "npm run bench:collector --")]
struct Options {
    /// Measures one part alone.
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// How often everything has its turn.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Events of one round.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    events: usize,
    /// The steady rate, in events a second.
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// How long the steady rate is kept.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// How many stored events the cost of another one is measured at, at most. Five millions take 15 GB for a while.
    #[arg(long, value_name = "N", default_value_t = MOST_STORED)]
    stored: usize,
    /// Writes the figures to a file, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// What Cargo passes to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

const MOST_STORED: usize = 5_000_000;

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Part {
    Throughput,
    Steady,
    Flat,
}

impl Options {
    fn wants(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }

    /// Whether the figures are those of the document.
    fn is_whole(&self) -> bool {
        self.only.is_none() && self.rounds >= 5 && self.seconds >= 60 && self.rate == 2000 && self.stored >= MOST_STORED
    }
}

fn main() -> Result<()> {
    support::run(bench(Options::parse()))
}

async fn bench(options: Options) -> Result<()> {
    let circumstances = circumstances();
    let mut sections = Vec::new();
    if options.wants(Part::Throughput) {
        sections.push(throughput::measure(&options).await?);
    }
    if options.wants(Part::Steady) {
        sections.push(steady::measure(&options).await?);
    }
    if options.wants(Part::Flat) {
        sections.push(flat::measure(&options).await?);
    }
    report::tell(&options, &circumstances, &sections)
}

/// Says how far it is. Standard output belongs to the figures.
fn say(line: impl AsRef<str>) {
    eprintln!("{}", line.as_ref());
}

fn database(collector: &Collector) -> PathBuf {
    collector.directory.path().join(hoofprint_collector::store::FILE)
}
