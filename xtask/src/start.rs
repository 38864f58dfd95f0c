//! The demo: the collector that serves the snippet, the demo product and the live view.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, workspace::Workspace};

/// Builds what is stale and becomes the collector, which knows where everything lies when it runs at the checkout's top,
/// and takes `arguments` for the rest.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    crate::build(workspace)?;
    shell::say("building the collector");
    let mut cargo = shell::cargo();
    cargo.current_dir(&workspace.root).env("CARGO_TARGET_DIR", &workspace.target);
    shell::run(cargo.args(["build", "--package", "hoofprint-collector"]))?;

    let mut collector = Command::new(workspace.target.join("debug/hoofprint-collector"));
    become_program(collector.current_dir(&workspace.root).args(arguments))
}

/// Replaces this process, so that signals and the terminal go to the collector.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("the collector")
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    shell::run(command)
}
