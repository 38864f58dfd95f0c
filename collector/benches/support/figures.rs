//! Figures, and how people read them.

use std::time::Duration;

use serde_json::{Value, json};

/// How long requests took, in milliseconds.
#[derive(Debug)]
pub(crate) struct Latencies {
    sorted: Vec<f64>,
}

impl Latencies {
    /// The titles of [`Latencies::cells`].
    pub(crate) const TITLES: [&str; 5] = ["p50", "p90", "p99", "p99.9", "longest"];

    /// Of `times`, of which there is at least one.
    pub(crate) fn of(times: &[Duration]) -> Self {
        let mut sorted: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
        sorted.sort_by(f64::total_cmp);
        Self { sorted }
    }

    fn at(&self, share: f64) -> f64 {
        self.sorted[((self.sorted.len() as f64 * share) as usize).min(self.sorted.len() - 1)]
    }

    fn figures(&self) -> [f64; 5] {
        [self.at(0.5), self.at(0.9), self.at(0.99), self.at(0.999), self.at(1.0)]
    }

    /// A line of a table.
    pub(crate) fn cells(&self) -> impl Iterator<Item = String> {
        self.figures().into_iter().map(round)
    }

    /// By their titles.
    pub(crate) fn json(&self) -> Value {
        Self::TITLES.iter().zip(self.figures()).map(|(title, figure)| ((*title).to_owned(), json!(figure))).collect()
    }
}

/// Three digits that mean something, and commas between thousands.
pub(crate) fn round(value: f64) -> String {
    let digits = if value == 0.0 { 0 } else { 2 - value.abs().log10().floor() as i32 };
    let scale = 10_f64.powi(digits);
    let text = format!("{:.*}", digits.max(0) as usize, (value * scale).round() / scale);
    let (whole, fraction) = text.split_once('.').map_or((&*text, ""), |(whole, fraction)| (whole, fraction));
    let fraction = fraction.trim_end_matches('0');
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    if fraction.is_empty() { out } else { format!("{out}.{fraction}") }
}
