//! What memory a process needs.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::support::figures::round;
use crate::support::machine::field;

/// Megabytes of a process that are resident.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// At most so far, with the pages of files that are mapped and that the system can take back.
    most: f64,
    /// Its own at the moment.
    own: f64,
}

impl Memory {
    /// That of a process.
    pub(crate) fn of(pid: u32) -> Result<Self> {
        let megabytes = |name: &str| -> Result<f64> {
            let text = field(&format!("/proc/{pid}/status"), name).with_context(|| format!("no {name}"))?;
            Ok(text.trim_end_matches(" kB").parse::<f64>()? / 1024.0)
        };
        Ok(Self { most: megabytes("VmHWM")?, own: megabytes("RssAnon")? })
    }

    /// As people read it.
    pub(crate) fn text(self) -> String {
        format!("{} ({})", round(self.most), round(self.own))
    }

    /// As programs read it.
    pub(crate) fn json(self) -> Value {
        json!({ "most_mb": self.most, "own_mb": self.own })
    }
}
