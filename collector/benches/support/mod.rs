//! What the collector's benchmarks share: the real collector in a process of its own, and who asks it.

pub(crate) mod client;
pub(crate) mod collector;
pub(crate) mod figures;
pub(crate) mod machine;
pub(crate) mod pace;
pub(crate) mod process;
pub(crate) mod table;

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Runs a benchmark from the top of the checkout, where npm is: Cargo starts it in the package's directory, and the files that
/// its options name are not meant from there. Interrupted, it leaves no process and no database behind.
pub(crate) fn run(benchmark: impl Future<Output = Result<()>>) -> Result<()> {
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))?;
    // One thread for all who ask: it is the collector that is measured, and it needs the other processors.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            result = benchmark => result,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        }
    })
}

/// Writes the figures of a run to the file that `--json` names.
pub(crate) fn write_json(file: Option<&Path>, figures: &Value) -> Result<()> {
    let Some(file) = file else { return Ok(()) };
    std::fs::write(file, format!("{figures:#}\n")).with_context(|| file.display().to_string())
}
