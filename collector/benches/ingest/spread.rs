//! The figures of several rounds as one.

use serde_json::{Value, json};

use crate::support::figures::round;

/// A median, with the least and the most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    least: f64,
    most: f64,
}

impl Spread {
    /// Of figures, of which there is at least one.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Self { median: sorted[sorted.len() / 2], least: sorted[0], most: sorted[sorted.len() - 1] }
    }

    /// As people read it.
    pub(crate) fn text(&self) -> String {
        format!("{} ({}–{})", round(self.median), round(self.least), round(self.most))
    }

    /// As programs read it.
    pub(crate) fn json(&self) -> Value {
        json!({ "median": self.median, "min": self.least, "max": self.most })
    }
}
