//! The demo: the collector that serves the snippet, the demo product and the live view.

use std::env;

use anyhow::{Context, Result};

use crate::{shell, workspace::Workspace};

/// Builds what is stale and becomes the collector.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let port: u16 = match env::var("PORT") {
        Ok(port) => port.parse().with_context(|| format!("PORT is a number below 65536, not {port}"))?,
        Err(_) => 8000,
    };
    crate::build(workspace)?;
    shell::say("building the collector");
    let mut cargo = shell::cargo();
    cargo.current_dir(&workspace.root).env("CARGO_TARGET_DIR", &workspace.target);
    shell::run(cargo.args(["build", "--package", "hoofprint-collector"]))?;

    let address = format!("127.0.0.1:{port}");
    shell::say(format!("starting the collector; demo http://{address}/ and live view http://{address}/live"));
    let mut collector = std::process::Command::new(workspace.target.join("debug/hoofprint-collector"));
    collector.current_dir(&workspace.root).args(["--listen", &address, "--data", ".hoofprint"]);
    become_program(collector.args(["--static", "dist", "--www", "www"]))
}

/// Replaces this process, so that signals and the terminal go to the collector.
#[cfg(unix)]
fn become_program(command: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("the collector")
}

#[cfg(not(unix))]
fn become_program(command: &mut std::process::Command) -> Result<()> {
    shell::run(command)
}
