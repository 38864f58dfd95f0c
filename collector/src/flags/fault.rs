//! What is wrong with a definition, and where.

use serde::{Deserialize, Deserializer};

/// A definition that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Fault {
    /// The path of the wrong field, such as `filters.groups[0].properties[1].value`.
    pub field: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

impl Fault {
    /// A fault of `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Reads what is at `field`.
pub fn read<'de, T: Deserialize<'de>>(field: &str, value: impl Deserializer<'de>) -> Result<T, Fault> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let field = match &*path {
            "." => field.to_owned(),
            path if path.starts_with('[') => format!("{field}{path}"),
            path => format!("{field}.{path}"),
        };
        Fault::new(field, error.inner().to_string())
    })
}

/// Refuses a list that is too long.
pub fn at_most<T>(field: &str, list: &[T], most: usize) -> Result<(), Fault> {
    if list.len() <= most { Ok(()) } else { Err(Fault::new(field, format!("at most {most} are possible"))) }
}

/// Refuses what is no percentage.
pub(super) fn percentage(field: &str, number: f64) -> Result<f64, Fault> {
    let is_one = (0.0..=100.0).contains(&number);
    if is_one { Ok(number) } else { Err(Fault::new(field, "a percentage is a number from 0 to 100")) }
}
