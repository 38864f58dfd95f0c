//! A year of an invented product, played by real browsers into the collector that `start` runs.

use std::process::Command;

use anyhow::Result;

use crate::{chromium, shell, test, workspace::Workspace};

/// Builds what is stale and plays, with `arguments`. Fails when an event is lost or stored twice, or an answer is wrong.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    crate::build(workspace)?;
    let chromium = chromium::find()?;
    let collector = test::collector(workspace)?;
    let mut node = Command::new("node");
    node.current_dir(&workspace.root).arg("tests/demo-data/main.js").args(arguments);
    shell::run(node.env("HOOFPRINT_CHROMIUM", chromium.browser).env("HOOFPRINT_COLLECTOR", collector))
}
