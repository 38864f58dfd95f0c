//! The figures of `docs/benchmarks.md`, measured in the real browser beside others' snippets, and those of the collector.

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

/// How the collector fares: its benchmark `name`, of `collector/benches/`, with `arguments`.
pub(crate) fn of_collector(workspace: &Workspace, name: &str, arguments: &[&str]) -> Result<()> {
    shell::say("building the collector for release");
    let mut cargo = shell::cargo();
    cargo.current_dir(&workspace.root).env("CARGO_TARGET_DIR", &workspace.target);
    cargo.args(["bench", "--quiet", "--package", "hoofprint-collector", "--bench", name, "--"]).args(arguments);
    shell::run(&mut cargo)
}

/// The collector as it ships.
fn collector(workspace: &Workspace) -> Result<PathBuf> {
    shell::say("building the collector for release");
    let mut cargo = shell::cargo();
    cargo.current_dir(&workspace.root).env("CARGO_TARGET_DIR", &workspace.target);
    shell::run(cargo.args(["build", "--release", "--package", "hoofprint-collector"]))?;
    Ok(workspace.target.join("release/hoofprint-collector"))
}
