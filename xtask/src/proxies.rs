//! The servers that stand before a collector, for the tests of their recipes.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{debian, shell, workspace::Workspace};

/// The programs.
pub(crate) struct Proxies {
    /// nginx.
    pub(crate) nginx: PathBuf,
    /// Caddy.
    pub(crate) caddy: PathBuf,
}

/// Those of this machine. Where they are not there, Debian's are unpacked beside Cargo's output: installed, they would start.
pub(crate) fn find(workspace: &Workspace) -> Result<Proxies> {
    let unpacked = workspace.scratch().join("debian");
    if let Some(proxies) = there(&unpacked) {
        return Ok(proxies);
    }
    debian::unpack(&["nginx", "caddy"], &unpacked, "the tests run the recipes of docs/own-domain.md")
        .context("put nginx and caddy on the PATH")?;
    there(&unpacked).context("no nginx and caddy after unpacking them")
}

fn there(unpacked: &Path) -> Option<Proxies> {
    let find = |name, place| shell::find(name).or_else(|| Some(unpacked.join(place)).filter(|file| file.is_file()));
    Some(Proxies { nginx: find("nginx", "usr/sbin/nginx")?, caddy: find("caddy", "usr/bin/caddy")? })
}
