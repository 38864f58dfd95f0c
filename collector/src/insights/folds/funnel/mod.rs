//! Funnels: how far actors come, one step after another, and how long it takes them.

mod attempts;
mod ordered;
mod tally;
#[cfg(test)]
mod tests;
mod unordered;

use std::collections::{BTreeMap, BTreeSet};

use self::attempts::Attempts;
pub use self::tally::StepResult;
use self::tally::Tally;

/// The breakdown of an event that has no value. Where nothing is broken down all events have it.
pub const NO_VALUE: u32 = 0;

/// What counts as coming through.
#[derive(Debug, Clone)]
pub struct Definition {
    /// How many steps there are, at most 32.
    pub steps: usize,
    /// How long after the first step every later one may come, in milliseconds, inclusive.
    pub window: i64,
    /// How the steps have to follow each other.
    pub order: Order,
    /// What must not come between steps, at most 32.
    pub exclusions: Vec<Exclusion>,
    /// Which events say what value an actor counts for.
    pub attribution: Attribution,
}

/// How the steps have to follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// One after the other, whatever comes between.
    Ordered,
    /// One after the other, and nothing at all between.
    Strict,
    /// In any order. The first result is then that of whoever did one of the steps, the second of two, and so on.
    Unordered,
}

/// Between which steps an event must not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exclusion {
    /// The step after which it counts.
    pub from: usize,
    /// The step from which on it does not count any more.
    pub to: usize,
}

/// Which events say what value an actor counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribution {
    /// The first of all that could be a step and have a value.
    FirstTouch,
    /// The last of them.
    LastTouch,
    /// Those of this step. An actor counts for every value that it did the step with, as if it had done it with no other.
    Step(usize),
}

impl Attribution {
    /// The values that an actor with these events counts for, [`NO_VALUE`] if there is no other.
    pub fn values(self, events: &[Happening]) -> BTreeSet<u32> {
        let values =
            |steps: u32| events.iter().filter(move |event| event.steps & steps != 0).map(|event| event.breakdown);
        let mut touches = values(u32::MAX).filter(|value| *value != NO_VALUE);
        let one = match self {
            Self::FirstTouch => touches.next(),
            Self::LastTouch => touches.next_back(),
            Self::Step(step) => {
                let values: BTreeSet<u32> = values(1 << step).collect();
                return if values.is_empty() { BTreeSet::from([NO_VALUE]) } else { values };
            }
        };
        BTreeSet::from([one.unwrap_or(NO_VALUE)])
    }
}

/// An event of an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happening {
    /// When, in milliseconds.
    pub at: i64,
    /// Bit `i`: it could be step `i`. In strict order events come too that could be none.
    pub steps: u32,
    /// Bit `i`: exclusion `i` does not want it.
    pub exclusions: u32,
    /// The value that the event is broken down by, or [`NO_VALUE`].
    pub breakdown: u32,
}

/// A funnel that actors go through, one after the other.
///
/// An actor attempts it with each event that could be the first step. An attempt takes for each further step the first event
/// there is; no event is two steps. The attempt that gets furthest counts, the earliest one of several. Attempts are looked at
/// in the order of their beginnings until one gets through: if any of them has an exclusion between its steps, or would have it
/// before it got to the second of them, the actor does not count at all.
#[derive(Debug)]
pub struct Funnel {
    definition: Definition,
    attempts: Attempts,
    tallies: BTreeMap<u32, Tally>,
}

impl Funnel {
    /// A funnel that nobody went through.
    pub fn new(definition: Definition) -> Self {
        Self { attempts: Attempts::new(&definition), definition, tallies: BTreeMap::new() }
    }

    /// Counts an actor with all its events, in the order in which they happened.
    pub fn actor(&mut self, events: &[Happening]) {
        let attribution = self.definition.attribution;
        for value in attribution.values(events) {
            let only = match attribution {
                Attribution::Step(step) => Some((step, value)),
                Attribution::FirstTouch | Attribution::LastTouch => None,
            };
            self.count(value, events, only);
        }
    }

    /// Counts an actor for `value`; `only` names a step, and the value that its events must have.
    fn count(&mut self, value: u32, events: &[Happening], only: Option<(usize, u32)>) {
        let could_be = |event: &Happening| match only {
            Some((step, value)) if event.breakdown != value => event.steps & !(1 << step),
            _ => event.steps,
        };
        if let Some(path) = self.attempts.furthest(&self.definition, events, could_be) {
            let steps = self.definition.steps;
            let tally = self.tallies.entry(value).or_insert_with(|| Tally::new(steps));
            tally.add(path.iter().map(|&place| events[place].at));
        }
    }

    /// How many came to each step, for each value that somebody counted for.
    pub fn finish(self) -> BTreeMap<u32, Vec<StepResult>> {
        self.tallies.into_iter().map(|(value, tally)| (value, tally.finish())).collect()
    }
}
