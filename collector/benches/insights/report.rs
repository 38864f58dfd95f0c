//! What is said of a run: on the terminal, in `docs/insights-benchmarks.md`, as JSON.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::Options;
use crate::dashboard::Dashboard;
use crate::each::Measured;
use crate::support::figures::round;
use crate::support::table::table;
use crate::support::write_json;

/// Where the figures of a whole run go.
const DOCUMENT: &str = "docs/insights-benchmarks.md";

/// One part of a run.
pub(crate) struct Section {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    /// In Markdown.
    pub(crate) text: String,
    pub(crate) figures: Value,
}

/// What was measured of the whole dashboard.
pub(crate) fn of_dashboards(options: &Options, tiles: usize, all: &[Dashboard]) -> Section {
    let rows: Vec<_> = all.iter().map(Dashboard::cells).collect();
    let text = format!(
        "All {tiles} insights of “Team analytics”, two at a time, as the page asks for them, in seconds. Warm is the median of {} rounds, \
with the least and the most; cold the first after the collector has started, with its facts there; the very first makes the columns of \
properties, too. Catching up is a question after the facts were deleted: all events are read once. Memory is what is resident \
at most, with the pages of mapped files, and in parentheses the process's own in the end.\n\n{}",
        options.rounds,
        table(&Dashboard::TITLES, &rows),
    );
    let figures = all.iter().map(Dashboard::json).collect();
    Section { key: "dashboard", title: "The first dashboard", text, figures }
}

/// What was measured of each insight.
pub(crate) fn of_insights(options: &Options, all: &[Measured]) -> Section {
    let mut text = format!(
        "Each alone and warm, in milliseconds, from the question to the whole answer; beside it DuckDB over tables made of the same \
events, with columns of just what is asked for. {} rounds in turns, in each of which both said the same.",
        options.rounds
    );
    for events in all.chunk_by(|a, b| a.events == b.events) {
        let rows: Vec<_> = events.iter().map(Measured::cells).collect();
        let titles = ["", "events read", "the collector", "DuckDB", "the collector ÷ DuckDB"];
        let slowest = events.iter().map(|insight| insight.collector.median).fold(0.0, f64::max);
        text += &format!(
            "\n\n### {} events\n\n{}\n\nThe slowest takes {} ms.",
            round(events[0].events as f64),
            table(&titles, &rows),
            round(slowest),
        );
    }
    let figures = all.iter().map(Measured::json).collect();
    Section { key: "insights", title: "Each insight", text, figures }
}

/// Tells of a run.
pub(crate) fn tell(options: &Options, circumstances: &Value, sections: &[Section]) -> Result<()> {
    let parts: Vec<String> =
        sections.iter().map(|Section { title, text, .. }| format!("## {title}\n\n{text}\n")).collect();
    let parts = parts.join("\n");
    println!("\n{parts}");
    if options.is_whole() {
        std::fs::write(DOCUMENT, format!("{}\n\n{parts}", introduction(circumstances)))?;
    }
    let figures: Map<_, _> = sections.iter().map(|section| (section.key.to_owned(), section.figures.clone())).collect();
    write_json(options.json.as_deref(), &json!({ "circumstances": circumstances, "figures": figures }))
}

fn introduction(circumstances: &Value) -> String {
    let text = |name: &str| circumstances[name].as_str().unwrap_or("unknown").to_owned();
    format!(
        "# The benchmarks of insights

Measured by `npm run bench:insights`: the real collector, built for release, in a process of its own, on SQLite files with a year
and a half of a product's life. The first 100,000 events were sent to a collector; the rest are copies of them for other people, up
to a week earlier, in the order of time. A million of events is of 60 organisations, 2,200 users who log in, each on one to three
devices, and 72,000 visitors who do not. They have 13 names, of which `$pageview` has 45 %, and 800 bytes of properties, half of what
the snippet sends.

The goals: with a million of events the whole dashboard is there in less than 1 s once the collector is warm, and with ten millions
no insight takes more than 3 s; and an event costs the same, however many are stored. The yardstick is DuckDB (`@duckdb/node-api`), which answers with all cores from columns in its own
file; the collector answers an insight with one. The run fails where the two differ in one figure.

{}: {}, {}, {} cores, {}. Other work on the machine at the start: a load of {}.
Again: `npm run bench:insights`, with `-- --only dashboard` for one part of it, `-- --events 1000000` for less than 15 GB on
the disk, `-- --json FILE` for the figures as JSON.",
        text("date"),
        text("system"),
        text("processor"),
        circumstances["cores"],
        text("memory"),
        circumstances["load"],
    )
}
