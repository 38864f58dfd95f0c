//! Installing Debian's packages, and unpacking them.

use std::{fs, path::Path, process::Command, sync::OnceLock};

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
    update(prefix)?;
    let mut install = Command::new(prefix[0]);
    install.args(&prefix[1..]).env("DEBIAN_FRONTEND", "noninteractive");
    // Packages that conflict with these (Debian's other rustc) are the user's own: rather fail than remove them.
    install.args(["apt-get", "install", "--quiet", "--yes", "--no-remove", "--no-install-recommends"]).args(packages);
    shell::run(&mut install).with_context(|| format!("{why}; {by_hand}"))
}

/// Unpacks the files of packages below `directory`, saying why. Nothing is installed, so that no service of theirs starts.
pub(crate) fn unpack(packages: &[&str], directory: &Path, why: &str) -> Result<()> {
    let list = packages.join(" ");
    if !is_debian() {
        bail!("{why} needs Debian's packages {list}, and this is not a Debian");
    }
    shell::say(format!("unpacking Debian's {list}: {why}"));
    let fresh = directory.with_extension("new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh)?;
    let download = || {
        let mut download = Command::new("apt-get");
        shell::run(download.current_dir(&fresh).args(["download", "--quiet"]).args(packages))
    };
    if let Err(error) = download() {
        // The lists may be old, or not there.
        let Some(prefix) = root_prefix() else { return Err(error.context(format!("{why}; as root: apt-get update"))) };
        update(prefix)?;
        download().with_context(|| why.to_owned())?;
    }
    for archive in fs::read_dir(&fresh)?.collect::<std::io::Result<Vec<_>>>()? {
        shell::run(Command::new("dpkg-deb").arg("--extract").arg(archive.path()).arg(&fresh))?;
        fs::remove_file(archive.path())?;
    }
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    Ok(fs::rename(&fresh, directory)?)
}

/// Fetches the lists of packages, once.
fn update(prefix: &[&str]) -> Result<()> {
    static LISTS: OnceLock<()> = OnceLock::new();
    if LISTS.set(()).is_ok() {
        shell::run(Command::new(prefix[0]).args(&prefix[1..]).args(["apt-get", "update", "--quiet"]))?;
    }
    Ok(())
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
