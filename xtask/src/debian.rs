//! Installing Debian's packages.

use std::{fs, process::Command, sync::OnceLock};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Whether this machine is a Debian (not a derivative, whose packages have other names and versions).
pub(crate) fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian"))
}

/// The version of an installed package.
pub(crate) fn version(package: &str) -> Option<String> {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${db:Status-Status} ${Version}", package]);
    Some(shell::read(&mut query).ok()?.strip_prefix("installed ")?.trim().to_owned())
}

/// Installs packages, saying why. Needs Debian and root, or a `sudo` that asks nothing.
pub(crate) fn install(packages: &[&str], why: &str) -> Result<()> {
    let list = packages.join(" ");
    let by_hand = format!("by hand, as root: apt-get update && apt-get install {list}");
    if !is_debian() {
        bail!("{why} needs Debian's packages {list}, and this is not a Debian");
    }
    let Some(prefix) = root_prefix() else { bail!("{why} needs packages that only root can install; {by_hand}") };
    shell::say(format!("installing Debian's {list}: {why}"));
    static LISTS: OnceLock<()> = OnceLock::new();
    if LISTS.set(()).is_ok() {
        shell::run(Command::new(prefix[0]).args(&prefix[1..]).args(["apt-get", "update", "--quiet"]))?;
    }
    let mut install = Command::new(prefix[0]);
    install.args(&prefix[1..]).env("DEBIAN_FRONTEND", "noninteractive");
    // Packages that conflict with these (Debian's other rustc) are the user's own: rather fail than remove them.
    install.args(["apt-get", "install", "--quiet", "--yes", "--no-remove", "--no-install-recommends"]).args(packages);
    shell::run(&mut install).with_context(|| format!("{why}; {by_hand}"))
}

/// What to put before a command so that it runs as root, if that can be had without a password.
fn root_prefix() -> Option<&'static [&'static str]> {
    let is_root = shell::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if is_root {
        return Some(&["env"]);
    }
    shell::read(Command::new("sudo").args(["--non-interactive", "true"]))
        .is_ok()
        .then_some(&["sudo", "--non-interactive"])
}
