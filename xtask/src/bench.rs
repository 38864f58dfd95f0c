//! The figures of `docs/benchmarks.md`, measured in the real browser beside others' snippets.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::{chromium, shell, test, workspace::Workspace};

/// Builds what is measured, as it ships, and hands over to `tests/bench/main.js` with `arguments`.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    crate::build(workspace)?;
    let collector = collector(workspace)?;
    test::need_sqlite()?;
    let mut node = Command::new("node");
    node.current_dir(&workspace.root).arg("tests/bench/main.js").args(arguments);
    node.env("HOOFPRINT_CHROMIUM", chromium::find()?.browser);
    node.env("HOOFPRINT_COLLECTOR", collector);
    shell::run(&mut node)
}

/// How long the collector takes to evaluate flags: `tests/bench/flags.js` with `arguments`.
pub(crate) fn flags(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let collector = collector(workspace)?;
    let mut node = Command::new("node");
    node.current_dir(&workspace.root).arg("tests/bench/flags.js").args(arguments);
    shell::run(node.env("HOOFPRINT_COLLECTOR", collector))
}

/// The collector as it ships.
fn collector(workspace: &Workspace) -> Result<PathBuf> {
    shell::say("building the collector for release");
    let mut cargo = shell::cargo();
    cargo.current_dir(&workspace.root).env("CARGO_TARGET_DIR", &workspace.target);
    shell::run(cargo.args(["build", "--release", "--package", "hoofprint-collector"]))?;
    Ok(workspace.target.join("release/hoofprint-collector"))
}
