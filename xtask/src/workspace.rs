//! Where things lie.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};

/// The checkout and its output directories.
pub(crate) struct Workspace {
    /// The top of the checkout.
    pub(crate) root: PathBuf,
    /// Cargo's output directory: `target/`, or what `CARGO_TARGET_DIR` names.
    pub(crate) target: PathBuf,
    /// What is published: `dist/`, or what `--out` names.
    pub(crate) dist: PathBuf,
    /// The package's version, from `package.json`.
    pub(crate) version: String,
}

impl Workspace {
    /// The checkout that Cargo runs this program for.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").context("xtask wants to be run by Cargo: npm run build")?;
        let root = PathBuf::from(manifest).parent().context("xtask/ lies in the checkout")?.to_owned();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(directory) => std::path::absolute(directory)?,
            None => root.join("target"),
        };
        let package = fs::read(root.join("package.json")).context("package.json")?;
        let package: serde_json::Value = serde_json::from_slice(&package).context("package.json")?;
        let version = package["version"].as_str().context("package.json has no version")?.to_owned();
        Ok(Self { dist: root.join("dist"), root, target, version })
    }

    /// Where this program keeps what lies between Cargo's output and `dist/`.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// A program that npm installed.
    pub(crate) fn npm_program(&self, name: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(name)
    }
}
