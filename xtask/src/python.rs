//! The tests' programs from PyPI, in a virtual environment of their own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{debian, shell, workspace::Workspace};

const WHY: &str = "the tests run schemathesis, which is Python";
/// The oldest Python that `tests/safety/requirements.txt` is for.
const OLDEST: (u32, u32) = (3, 11);

/// The program schemathesis in the version that `tests/safety/requirements.txt` names, installed unless that is done.
pub(crate) fn schemathesis(workspace: &Workspace) -> Result<PathBuf> {
    let list = workspace.root.join("tests/safety/requirements.txt");
    let environment = workspace.scratch().join("python");
    let program = environment.join("bin/st");
    // Written last, so that it tells of a whole installation.
    let kept = environment.join("requirements.txt");
    let wanted = fs::read(&list).context("tests/safety/requirements.txt")?;
    if program.is_file() && fs::read(&kept).is_ok_and(|kept| kept == wanted) {
        return Ok(program);
    }
    let python = python()?;
    shell::say(format!("installing schemathesis below {} (pip, ten seconds, once)", environment.display()));
    shell::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&environment))?;
    let mut pip = Command::new(environment.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]);
    // Nothing that is not in the list, nothing that is not what it was, and no code of a package runs.
    pip.args(["--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement"]).arg(&list);
    shell::run(&mut pip).context("pip has to reach PyPI, or an index that it is configured for")?;
    fs::write(&kept, wanted)?;
    Ok(program)
}

/// A Python that can make virtual environments.
fn python() -> Result<PathBuf> {
    let usable = |python: &Path| shell::read(Command::new(python).args(["-c", "import ensurepip, venv"])).is_ok();
    let found = || shell::find("python3").filter(|python| usable(python));
    let python = match found() {
        Some(python) => python,
        None => {
            debian::install(&["python3", "python3-venv"], WHY)
                .context("put a python3 with venv and pip on the PATH")?;
            found().context("no python3 that makes virtual environments after installing it")?
        }
    };
    let version = shell::read(Command::new(&python).args(["-c", "import sys; print(*sys.version_info[:2])"]))?;
    let mut numbers = version.split_whitespace().map_while(|number| number.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let (major, minor) = OLDEST;
    ensure!(version >= OLDEST, "{WHY} {major}.{minor} or newer; {} is {}.{}", python.display(), version.0, version.1);
    Ok(python)
}
