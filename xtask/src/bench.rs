//! The figures of `docs/benchmarks.md`, measured in the real browser beside others' snippets.

use std::process::Command;

use anyhow::Result;

use crate::{chromium, shell, test, workspace::Workspace};

/// Builds what is measured, as it ships, and hands over to `tests/bench/main.js` with `arguments`.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    crate::build(workspace)?;
    shell::say("building the collector for release");
    let mut cargo = shell::cargo();
    cargo.current_dir(&workspace.root).env("CARGO_TARGET_DIR", &workspace.target);
    shell::run(cargo.args(["build", "--release", "--package", "hoofprint-collector"]))?;

    test::need_sqlite()?;
    let mut node = Command::new("node");
    node.current_dir(&workspace.root).arg("tests/bench/main.js").args(arguments);
    node.env("HOOFPRINT_CHROMIUM", chromium::find()?.browser);
    node.env("HOOFPRINT_COLLECTOR", workspace.target.join("release/hoofprint-collector"));
    shell::run(&mut node)
}
