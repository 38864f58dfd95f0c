//! Where and when a run takes place.

use std::fs;
use std::thread;

use jiff::Timestamp;
use serde_json::{Value, json};

/// The circumstances of a run. What the system does not tell is left out.
pub(crate) fn circumstances() -> Value {
    json!({
        "date": Timestamp::now().strftime("%Y-%m-%d").to_string(),
        "processor": field("/proc/cpuinfo", "model name"),
        "cores": thread::available_parallelism().map(usize::from).ok(),
        "memory": field("/proc/meminfo", "MemTotal"),
        "load": fs::read_to_string("/proc/loadavg").ok().and_then(|text| text.split(' ').next()?.parse::<f64>().ok()),
        "system": std::env::consts::OS,
    })
}

/// What stands behind `name:` in a file of such lines.
pub(crate) fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim_start().strip_prefix(':')?.trim().to_owned())
}
