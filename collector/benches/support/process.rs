//! What the system says of a process.

use std::time::Duration;

use anyhow::{Context, Result};

/// Linux counts a process's time in these, whatever its own clock does.
const TICKS_PER_SECOND: f64 = 100.0;

/// The processor's time that a process has used, of all its threads.
pub(crate) fn processor_time(pid: u32) -> Result<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).context("a system with /proc is needed")?;
    // The program's name, in parentheses, may hold anything.
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    // Of `utime` and `stime`, the 14th and 15th; after the name, the third comes first.
    let ticks: f64 = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(Duration::from_secs_f64(ticks / TICKS_PER_SECOND))
}
