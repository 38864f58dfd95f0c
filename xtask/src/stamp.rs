//! What need not be done again: a step leaves a stamp that says what it was made of.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The hash of everything that goes into a step, and the file that remembers it.
///
/// Contents rather than times: Cargo may put an older file back when the toolchain changes, and Git dates everything to
/// the checkout.
pub(crate) struct Stamp {
    file: PathBuf,
    hasher: DefaultHasher,
}

impl Stamp {
    /// A stamp kept in `file`. This program is part of what goes in, since it holds the step's arguments.
    pub(crate) fn new(file: PathBuf) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        let own = fs::metadata(env::current_exe()?)?;
        (own.len(), own.modified()?).hash(&mut hasher);
        Ok(Self { file, hasher })
    }

    /// Adds a file, or all files of a directory, by name and content.
    pub(crate) fn add(&mut self, path: &Path) -> Result<()> {
        path.hash(&mut self.hasher);
        if path.is_dir() {
            let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
            entries.sort();
            return entries.iter().try_for_each(|entry| self.add(entry));
        }
        fs::read(path).with_context(|| path.display().to_string())?.hash(&mut self.hasher);
        Ok(())
    }

    /// Adds something that is not a file.
    pub(crate) fn add_text(&mut self, text: &str) {
        text.hash(&mut self.hasher);
    }

    /// Whether the step was last done with just this.
    pub(crate) fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.text())
    }

    /// Remembers that the step is done.
    pub(crate) fn keep(&self) -> Result<()> {
        fs::write(&self.file, self.text()).with_context(|| self.file.display().to_string())
    }

    fn text(&self) -> String {
        format!("{:016x}\n", self.hasher.finish())
    }
}
