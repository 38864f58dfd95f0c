//! One figure in the making: of one interval, of one value of a breakdown.

use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use xsum::{Xsum, XsumSmall};

use crate::insights::query::Math;

/// What a figure is made of.
#[derive(Debug, Clone)]
pub enum Cell {
    /// How many events.
    Count(u64),
    /// Which actors, sessions or groups.
    Set(RoaringBitmap),
    /// The property of each event.
    Values(Vec<f64>),
    /// How many events of each actor.
    PerActor(FxHashMap<u32, u64>),
}

impl Cell {
    /// An empty one.
    pub fn new(math: Math) -> Self {
        match math {
            Math::Total | Math::Count => Self::Count(0),
            Math::Dau | Math::WeeklyActive | Math::MonthlyActive | Math::UniqueSession | Math::UniqueGroup => {
                Self::Set(RoaringBitmap::new())
            }
            Math::Sum
            | Math::Avg
            | Math::Min
            | Math::Max
            | Math::Median
            | Math::P75
            | Math::P90
            | Math::P95
            | Math::P99 => Self::Values(Vec::new()),
            Math::AvgCountPerActor
            | Math::MinCountPerActor
            | Math::MaxCountPerActor
            | Math::MedianCountPerActor
            | Math::P90CountPerActor => Self::PerActor(FxHashMap::default()),
        }
    }

    /// Adds an event: whoever is counted, or the value.
    pub fn add(&mut self, counted: u32, value: f64) {
        match self {
            Self::Count(count) => *count += 1,
            Self::Set(set) => {
                set.insert(counted);
            }
            Self::Values(values) => values.push(value),
            Self::PerActor(counts) => *counts.entry(counted).or_default() += 1,
        }
    }

    /// Adds all that another one of the same figure has.
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Count(count), Self::Count(more)) => *count += more,
            (Self::Set(set), Self::Set(more)) => *set |= more,
            (Self::Values(values), Self::Values(more)) => values.extend_from_slice(more),
            (Self::PerActor(counts), Self::PerActor(more)) => {
                more.iter().for_each(|(actor, count)| *counts.entry(*actor).or_default() += count);
            }
            _ => {}
        }
    }

    /// The figure; 0 where there is nothing.
    pub fn figure(&self, math: Math) -> f64 {
        match self {
            Self::Count(count) => *count as f64,
            Self::Set(set) => set.len() as f64,
            Self::Values(values) => of_values(values, math),
            Self::PerActor(counts) => of_values(&counts.values().map(|count| *count as f64).collect::<Vec<_>>(), math),
        }
    }
}

impl Math {
    /// Whether it is a figure of a property's values.
    pub fn is_of_values(self) -> bool {
        matches!(Cell::new(self), Cell::Values(_))
    }

    /// Whether it is a figure of how many events each actor has.
    pub fn is_per_actor(self) -> bool {
        matches!(Cell::new(self), Cell::PerActor(_))
    }
}

/// A figure of numbers; 0 where there are none. Sums are exact, in whichever order the numbers come.
pub fn of_values(values: &[f64], math: Math) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    match math {
        Math::Count => values.len() as f64,
        Math::Sum => sum(values),
        Math::Avg | Math::AvgCountPerActor => average(values),
        Math::Min | Math::MinCountPerActor => values.iter().copied().fold(f64::INFINITY, f64::min),
        Math::Max | Math::MaxCountPerActor => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Math::Median | Math::MedianCountPerActor => quantile(values, 0.5),
        Math::P75 => quantile(values, 0.75),
        Math::P90 | Math::P90CountPerActor => quantile(values, 0.9),
        Math::P95 => quantile(values, 0.95),
        Math::P99 => quantile(values, 0.99),
        Math::Total
        | Math::Dau
        | Math::WeeklyActive
        | Math::MonthlyActive
        | Math::UniqueSession
        | Math::UniqueGroup => 0.0,
    }
}

/// A sum that no number can hold is the largest number that there is.
fn sum(values: &[f64]) -> f64 {
    exact_sum(values).clamp(f64::MIN, f64::MAX)
}

fn exact_sum(values: &[f64]) -> f64 {
    let mut sum = XsumSmall::new();
    sum.add_list(values);
    // The sum of nothing but zeros is no negative zero.
    sum.sum() + 0.0
}

fn average(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let sum = exact_sum(values);
    if sum.is_finite() {
        return sum / count;
    }
    exact_sum(&values.iter().map(|value| value / count).collect::<Vec<_>>())
}

/// Interpolates between the two values beside it, as ClickHouse's `quantile` does.
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    let distance = above - below;
    if distance.is_finite() {
        return below + distance * place.fract();
    }
    below * (1.0 - place.fract()) + above * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_numbers() {
        let values = [3.0, 1.0, 2.0, 10.0];
        let cases = [
            (Math::Sum, 16.0),
            (Math::Avg, 4.0),
            (Math::Min, 1.0),
            (Math::Max, 10.0),
            (Math::Median, 2.5),
            (Math::P75, 4.75),
            (Math::P90, 7.9),
        ];
        for (math, expected) in cases {
            assert!((of_values(&values, math) - expected).abs() < 1e-12, "{math:?}");
            assert_eq!(of_values(&[], math), 0.0, "{math:?}");
        }
    }

    #[test]
    fn sums_do_not_depend_on_the_order() {
        let values = [1e16, 1.0, -1e16, 0.1, 0.2];
        let mut reversed = values;
        reversed.reverse();
        assert_eq!(sum(&values).to_bits(), sum(&reversed).to_bits());
        assert_eq!(sum(&[1e16, 1.0, -1e16]), 1.0);
    }

    #[test]
    fn huge_numbers_stay_numbers() {
        let (huge, both) = ([1e308, 1e308], [-1.7e308, 1.7e308]);
        assert_eq!(of_values(&huge, Math::Sum), f64::MAX);
        assert_eq!(of_values(&huge, Math::Avg), 1e308);
        assert_eq!(of_values(&both, Math::Median), 0.0);
        assert!((of_values(&both, Math::P75) / 8.5e307 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn merged_cells_hold_both() {
        for (math, expected) in [(Math::Total, 3.0), (Math::Dau, 2.0), (Math::Sum, 6.0), (Math::MaxCountPerActor, 2.0)]
        {
            let (mut first, mut second) = (Cell::new(math), Cell::new(math));
            first.add(1, 1.0);
            second.add(1, 2.0);
            second.add(2, 3.0);
            first.merge(&second);
            assert_eq!(first.figure(math), expected, "{math:?}");
        }
    }
}
