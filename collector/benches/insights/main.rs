//! What insights take once millions of events are stored: the first dashboard and each insight of it, beside DuckDB over the
//! same events; what an event costs meanwhile.

mod compare;
mod dashboard;
mod duckdb;
mod each;
mod history;
mod meanwhile;
mod memory;
mod multiply;
#[path = "../ingest/object.rs"]
mod object;
mod report;
#[path = "../ingest/sending.rs"]
mod sending;
#[path = "../ingest/spread.rs"]
mod spread;
mod stored;
#[expect(dead_code, reason = "each benchmark takes what it needs")]
#[path = "../support/mod.rs"]
mod support;
mod team;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use crate::stored::Stored;
use crate::support::machine::circumstances;
use crate::team::Tile;

/// Measures how long the collector takes to answer insights.
#[derive(Debug, Parser)]
#[command(bin_name = "npm run bench:insights --")]
struct Options {
    /// Measures one part alone.
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// How many stored events are asked, at most. Ten millions take 15 GB below target/, which are kept for the next run.
    #[arg(long, value_name = "N", default_value_t = MOST_STORED)]
    events: usize,
    /// How often everything has its turn.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Writes the figures to a file, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// What Cargo passes to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

const MOST_STORED: usize = 10_000_000;
/// Numbers of stored events, below the most.
const LEVELS: [usize; 2] = [10_000, 1_000_000];

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Part {
    Dashboard,
    Insights,
    Ingest,
}

fn main() -> Result<()> {
    support::run(bench(Options::parse()))
}

impl Options {
    fn wants(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }

    /// Whether the figures are those of the document.
    fn is_whole(&self) -> bool {
        self.only.is_none() && self.rounds >= 5 && self.events >= MOST_STORED
    }
}

async fn bench(options: Options) -> Result<()> {
    let circumstances = circumstances();
    let tiles = Tile::all()?;
    let (mut all, mut dashboards, mut insights) = (Vec::new(), Vec::new(), Vec::new());
    for events in LEVELS.into_iter().filter(|events| *events < options.events).chain([options.events]) {
        let stored = Stored::ready(events).await?;
        // The smallest is there to compare the cost of an event with.
        let is_asked = events > LEVELS[0] || events == options.events;
        if is_asked && options.wants(Part::Dashboard) {
            dashboards.push(dashboard::measure(&options, &stored, &tiles).await?);
        }
        if is_asked && options.wants(Part::Insights) {
            insights.extend(each::measure(&options, &stored, &tiles).await?);
        }
        all.push(stored);
    }
    let mut sections = Vec::new();
    if options.wants(Part::Dashboard) {
        sections.push(report::of_dashboards(&options, tiles.len(), &dashboards));
    }
    if options.wants(Part::Insights) {
        sections.push(report::of_insights(&options, &insights));
    }
    if options.wants(Part::Ingest) {
        sections.push(meanwhile::measure(&options, &all, &tiles).await?);
    }
    report::tell(&options, &circumstances, &sections)
}

/// Says how far it is. Standard output belongs to the figures.
fn say(line: impl AsRef<str>) {
    eprintln!("{}", line.as_ref());
}
