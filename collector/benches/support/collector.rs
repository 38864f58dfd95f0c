//! The real collector, built for release, in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// What opens the collector to changes.
pub(crate) const ADMIN_KEY: &str = "an-admin-key-for-the-benchmarks";

/// A collector that runs until this is dropped; then its files are deleted, too.
pub(crate) struct Collector {
    // Ended before its files are deleted.
    pub(crate) process: Process,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Where its files are.
    pub(crate) directory: TempDir,
}

/// A process that ends when this is dropped. What a collector has acknowledged is on disk, so it needs no time to end.
pub(crate) struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only where it has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Collector {
    /// Starts a collector with an empty database on a free port.
    pub(crate) fn start() -> Result<Self> {
        Self::start_in(tempfile::Builder::new().prefix("hoofprint-bench-").tempdir()?)
    }

    /// Starts a collector on the database in `directory`, which may have pages to serve in `www`.
    pub(crate) fn start_in(directory: TempDir) -> Result<Self> {
        let (process, address) = Process::serve(directory.path())?;
        Ok(Self { process, address, directory })
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }
}

impl Process {
    /// Starts a collector on the database in `directory`, and gives where it listens.
    pub(crate) fn serve(directory: &Path) -> Result<(Self, SocketAddr)> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hoofprint-collector"));
        command.args(["--listen", "127.0.0.1:0", "--static", "no-such-directory"]);
        command.arg("--data").arg(directory).arg("--www").arg(directory.join("www"));
        command.env_clear().env("HOOFPRINT_READ_KEY", ADMIN_KEY).env("HOOFPRINT_ADMIN_KEY", ADMIN_KEY);
        let mut process = Self(command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?);
        let address = address(&mut process.0)?;
        Ok((process, address))
    }

    /// Its number.
    pub(crate) fn pid(&self) -> u32 {
        self.0.id()
    }
}

/// Where the collector says that it listens.
fn address(child: &mut Child) -> Result<SocketAddr> {
    let output = child.stdout.as_mut().context("the collector has no standard output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let address = line.trim().rsplit('/').next().and_then(|address| address.parse().ok());
    address.with_context(|| format!("the collector did not start: {line}"))
}
