//! How many came to each step, and how long it took them.

/// One step of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct StepResult {
    /// How many came here.
    pub count: u64,
    /// The median of the milliseconds from the step before; none for the first step, and where nobody came.
    pub median_ms: Option<f64>,
    /// Their mean.
    pub average_ms: Option<f64>,
}

/// The actors that count for one value.
#[derive(Debug)]
pub(super) struct Tally {
    first: u64,
    /// Of each further step how long it took those who came there.
    durations: Vec<Vec<i64>>,
}

impl Tally {
    pub(super) fn new(steps: usize) -> Self {
        Self { first: 0, durations: vec![Vec::new(); steps.saturating_sub(1)] }
    }

    /// Adds an actor who came to its steps at these times.
    pub(super) fn add(&mut self, times: impl Iterator<Item = i64> + Clone) {
        self.first += 1;
        for (durations, (before, at)) in self.durations.iter_mut().zip(times.clone().zip(times.skip(1))) {
            durations.push(at - before);
        }
    }

    pub(super) fn finish(self) -> Vec<StepResult> {
        let first = StepResult { count: self.first, median_ms: None, average_ms: None };
        let further = |mut durations: Vec<i64>| StepResult {
            count: durations.len() as u64,
            median_ms: median(&mut durations),
            average_ms: average(&durations),
        };
        std::iter::once(first).chain(self.durations.into_iter().map(further)).collect()
    }
}

/// The one in the middle, or the mean of the two there.
fn median(values: &mut [i64]) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let is_even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable(middle);
    let upper = *upper as f64;
    match below.iter().max().filter(|_| is_even) {
        Some(lower) => Some(f64::midpoint(*lower as f64, upper)),
        None => Some(upper),
    }
}

fn average(values: &[i64]) -> Option<f64> {
    let sum: i128 = values.iter().map(|value| i128::from(*value)).sum();
    (!values.is_empty()).then(|| sum as f64 / values.len() as f64)
}
