//! The figures of one series in the making: one for each interval and value of the breakdown, and of the whole range.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::flags::fault::Fault;
use crate::insights::cell::Cell;
use crate::insights::held;
use crate::insights::job::Stop;
use crate::insights::query::Math;
use crate::limits;

/// A figure of each interval, and of all.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Figures {
    /// By interval.
    pub values: Vec<f64>,
    /// Of the whole range at once.
    pub total: f64,
}

/// What was read of one series.
#[derive(Debug, Default)]
pub struct Cells {
    /// By key of the breakdown and interval.
    cells: FxHashMap<(u32, u32), Cell>,
    /// By key, of the whole range.
    totals: BTreeMap<u32, Cell>,
    /// How many events were added.
    added: usize,
}

/// A value is held twice: for its interval, and for the whole range.
const MOST_VALUES: usize = limits::INSIGHT_HELD_BYTES / (2 * size_of::<f64>());

impl Cells {
    /// The figures of some keys together.
    pub fn figures(&self, keys: &[u32], math: Math, len: usize) -> Figures {
        let bucket = |bucket: u32| together(keys.iter().filter_map(|key| self.cells.get(&(*key, bucket))), math);
        let total = together(keys.iter().filter_map(|key| self.totals.get(key)), math);
        Figures { values: (0..len as u32).map(bucket).collect(), total }
    }

    /// The keys of the breakdown.
    pub fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.totals.keys().copied()
    }

    /// The figure of the whole range.
    pub fn total_of(&self, key: u32, math: Math) -> f64 {
        self.totals.get(&key).map_or(0.0, |cell| cell.figure(math))
    }

    /// Adds an event: whoever is counted, or the value.
    pub fn add(&mut self, math: Math, key: u32, bucket: usize, counted: u32, value: f64) -> Result<(), Stop> {
        self.added += 1;
        if self.added > MOST_VALUES && math.is_of_values() {
            return Err(held::too_many(MOST_VALUES));
        }
        self.bucket(math, key, bucket)?.add(counted, value);
        self.total(math, key).add(counted, value);
        Ok(())
    }

    /// What counts for the whole range.
    pub fn total(&mut self, math: Math, key: u32) -> &mut Cell {
        self.totals.entry(key).or_insert_with(|| Cell::new(math))
    }

    /// What counts for an interval.
    pub fn bucket(&mut self, math: Math, key: u32, bucket: usize) -> Result<&mut Cell, Stop> {
        if self.cells.len() > limits::INSIGHT_CELLS {
            return Err(Fault::new("breakdown", "it has too many values over this range; take longer intervals").into());
        }
        Ok(self.cells.entry((key, bucket as u32)).or_insert_with(|| Cell::new(math)))
    }

    /// Adds all that `other` has in its interval `theirs`, for the keys that are here.
    pub fn merge_bucket(&mut self, math: Math, bucket: usize, other: &Self, theirs: usize) -> Result<(), Stop> {
        for key in self.keys().collect::<Vec<_>>() {
            if let Some(cell) = other.cells.get(&(key, theirs as u32)) {
                self.bucket(math, key, bucket)?.merge(cell);
            }
        }
        Ok(())
    }
}

/// The figure of several cells together.
fn together<'a>(mut cells: impl Iterator<Item = &'a Cell>, math: Math) -> f64 {
    let Some(first) = cells.next() else { return 0.0 };
    let Some(second) = cells.next() else { return first.figure(math) };
    let mut merged = first.clone();
    merged.merge(second);
    cells.for_each(|cell| merged.merge(cell));
    merged.figure(math)
}
