//! What is said of a run: on the terminal, in `docs/collector-benchmarks.md`, as JSON.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::Options;
use crate::support::write_json;

/// Where the figures of a whole run go.
const DOCUMENT: &str = "docs/collector-benchmarks.md";

/// One part of a run.
pub(crate) struct Section {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    /// In Markdown.
    pub(crate) text: String,
    pub(crate) figures: Value,
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
        "# The collector's benchmarks

Measured by `npm run bench:collector`: the real collector in a process of its own, on one disk with everything that it is compared
with, and events as the snippet sends them. A figure is the median of the rounds, with the least and the most. The run fails
unless exactly the events that were sent are stored, each once, and both ids of every login are one person.

{}: {}, {}, {} cores, {}. Other work on the machine at the start: a load of {}.
Again: `npm run bench:collector`, with `-- --only throughput` for one part of it, `-- --json FILE` for the figures as JSON.",
        text("date"),
        text("system"),
        text("processor"),
        circumstances["cores"],
        text("memory"),
        circumstances["load"],
    )
}
