//! The build's programs from npm: binaryen, esbuild, and the tests' playwright-core.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use crate::{shell, workspace::Workspace};

/// Installs what `package-lock.json` names, unless that is done.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let wanted = fs::read(workspace.root.join("package-lock.json")).context("package-lock.json")?;
    // npm writes its own copy of the lock into node_modules/, without what is not for this machine; ours is the whole.
    let kept = workspace.root.join("node_modules/.hoofprint-lock.json");
    if fs::read(&kept).is_ok_and(|kept| kept == wanted) {
        return Ok(());
    }
    shell::say("installing the build's npm packages (npm ci)");
    // No package of ours needs an install script, so none may run.
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&workspace.root);
    shell::run(&mut npm).context("npm is needed, with Node 20 or newer")?;
    fs::write(&kept, wanted).context("node_modules/")
}
