//! The browser of the tests.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{debian, shell};

/// A browser and the program that steers it.
pub(crate) struct Chromium {
    /// The browser.
    pub(crate) browser: PathBuf,
    /// Its WebDriver.
    pub(crate) driver: PathBuf,
}

/// The Chromium of this machine, installed where it is not there and can be.
pub(crate) fn find() -> Result<Chromium> {
    if let Some(chromium) = installed() {
        return Ok(chromium);
    }
    debian::install(&["chromium", "chromium-driver"], "the tests run in a browser")
        .context("put chromium and chromedriver on the PATH")?;
    installed().context("no chromium and chromedriver after installing them")
}

fn installed() -> Option<Chromium> {
    Some(Chromium { browser: shell::find("chromium")?, driver: shell::find("chromedriver")? })
}
