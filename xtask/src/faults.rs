//! The fault-injection campaign: real browsers, the real collector, and what goes wrong between them.

use std::process::Command;

use anyhow::Result;

use crate::{chromium, shell, test, workspace::Workspace};

/// Builds what is stale and runs the campaign, which takes `arguments` and fails when an event is lost or stored twice.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    crate::build(workspace)?;
    let chromium = chromium::find()?;
    let collector = test::collector(workspace)?;
    let mut node = Command::new("node");
    node.current_dir(&workspace.root).arg("tests/faults/main.js").args(arguments);
    shell::run(node.env("HOOFPRINT_CHROMIUM", chromium.browser).env("HOOFPRINT_COLLECTOR", collector))
}
