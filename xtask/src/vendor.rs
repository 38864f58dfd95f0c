//! `www/vendor/`: what our own pages use of packages from npm, one module a package, so that they load nothing from elsewhere.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use crate::{shell, stamp::Stamp, workspace::Workspace};

/// The modules: each is an entry in `xtask/src/pages/`, the file in `www/vendor/`, and the package that it takes from.
const MODULES: [(&str, &str); 1] = [("chart.js", "chart.js")];

/// The package's licence wants its notice kept with every copy; esbuild finds none in Chart.js's modules.
const NOTICE: &str = "/*! Chart.js, https://www.chartjs.org, (c) Chart.js Contributors, MIT License */";

/// Makes the modules that are missing, or were made of something else.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let directory = workspace.root.join("www/vendor");
    for (file, package) in MODULES {
        let entry = workspace.root.join("xtask/src/pages").join(file);
        let output = directory.join(file);
        fs::create_dir_all(workspace.scratch())?;
        let mut stamp = Stamp::new(workspace.scratch().join(format!("vendor-{file}.stamp")))?;
        stamp.add(&entry)?;
        stamp.add(&workspace.root.join("node_modules").join(package).join("package.json"))?;
        if stamp.is_fresh() && output.is_file() {
            continue;
        }
        shell::say(format!("bundling www/vendor/{file} (esbuild)"));
        fs::create_dir_all(&directory)?;
        let mut esbuild = Command::new(workspace.npm_program("esbuild"));
        esbuild.current_dir(&workspace.root).arg(&entry);
        esbuild.args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--platform=browser",
            "--charset=utf8",
        ]);
        esbuild.args(["--legal-comments=inline", "--log-level=warning"]);
        esbuild.arg(format!("--banner:js={NOTICE}")).arg(format!("--outfile={}", output.display()));
        shell::run(&mut esbuild).with_context(|| format!("bundling www/vendor/{file}"))?;
        stamp.keep()?;
    }
    Ok(())
}
