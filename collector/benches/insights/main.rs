//! What insights take once millions of events are stored: the first dashboard and each insight of it, beside DuckDB over the
//! same events; what an event costs meanwhile.

mod history;
mod multiply;
#[path = "../ingest/object.rs"]
mod object;
#[path = "../ingest/sending.rs"]
mod sending;
#[path = "../ingest/spread.rs"]
mod spread;
mod stored;
#[path = "../support/mod.rs"]
mod support;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use crate::stored::Stored;

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

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Part {
    Dashboard,
    Insights,
    Ingest,
}

fn main() -> Result<()> {
    support::run(bench(Options::parse()))
}

async fn bench(options: Options) -> Result<()> {
    let stored = Stored::ready(options.events).await?;
    println!("{}", stored.directory.display());
    Ok(())
}

/// Says how far it is. Standard output belongs to the figures.
fn say(line: impl AsRef<str>) {
    eprintln!("{}", line.as_ref());
}
