//! What whoever runs the collector reads on the standard error.

use std::fmt::Display;
use std::io::Write;

/// Writes a line. Where nobody can read it any more, a full disk or a pipe without a reader, that is no reason to stop.
pub fn line(text: impl Display) {
    let _ = writeln!(std::io::stderr(), "hoofprint: {text}");
}
