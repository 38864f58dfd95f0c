//! Who is new, comes back or stays away.

use serde::Serialize;

use crate::facts::View;
use crate::facts::columns::Key;
use crate::flags::fault::Fault;
use crate::insights::answer::{self, Found};
use crate::insights::calendar::{Buckets, Calendar, Range};
use crate::insights::folds::lifecycle::Lifecycle;
use crate::insights::job::{Job, Stop};
use crate::insights::made::made;
use crate::insights::periods::Gathered;
use crate::insights::properties::Properties;
use crate::insights::step::{Planned, Planner, Reading};
use crate::time;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Where each interval begins.
    pub buckets: Vec<String>,
    /// Those who were made in it.
    pub new: Vec<u64>,
    /// Those who were active in the one before.
    pub returning: Vec<u64>,
    /// Those who come back.
    pub resurrecting: Vec<u64>,
    /// Those who stay away, as negative numbers.
    pub dormant: Vec<i64>,
}

/// A question, ready to be asked.
#[derive(Debug)]
pub struct Plan {
    event: Planned,
    /// The intervals of the range, after the one before it.
    intervals: Buckets,
    range: Range,
}

impl Answer {
    /// The answer as a table.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let header = ["interval", "new", "returning", "resurrecting", "dormant"].map(str::to_owned);
        let row = |interval: usize| {
            vec![
                self.buckets[interval].clone(),
                self.new[interval].to_string(),
                self.returning[interval].to_string(),
                self.resurrecting[interval].to_string(),
                self.dormant[interval].to_string(),
            ]
        };
        [header.to_vec()].into_iter().chain((0..self.buckets.len()).map(row)).collect()
    }
}

impl answer::Plan for Plan {
    fn answer(self: Box<Self>, view: &View<'_>, job: &Job) -> Result<Found, Stop> {
        self.found(view, job).map(Found::Lifecycle)
    }
}

impl Plan {
    /// Reads what is asked, and which columns that takes. Intervals count as a whole, from the one on in which `range` begins.
    pub fn new(planner: &Planner<'_>, calendar: &Calendar, range: Range) -> Result<(Self, Vec<Key>), Stop> {
        let query = planner.query;
        let event = query.event.as_ref().ok_or_else(|| Fault::new("event", "the event is needed"))?;
        let event = planner.step("event", event)?;
        let first = calendar.floor(range.from, query.interval);
        let range = Range { from: calendar.after(first, query.interval, -1), to: range.to };
        let intervals = calendar.divide(range, query.interval)?;
        let columns = event.columns();
        Ok((Self { event, intervals, range }, columns))
    }

    fn found(self, view: &View<'_>, job: &Job) -> Result<Answer, Stop> {
        let properties = Properties::new(view, job);
        let reading = Reading { view, properties: &properties, job, now: time::now() };
        let Self { event, intervals, range } = self;
        let made = made(view, event.actors(), job)?;
        let mut active = Gathered::default();
        event.read(&reading, range, |actor, event| active.add(actor, intervals.index(event.at) as u32))?;
        let mut lifecycle = Lifecycle::new(intervals.len() - 1);
        for (actor, active) in active.finish().actors() {
            let made = made.get(actor as usize).copied().flatten();
            // Beyond the range, too: intervals count as a whole, and what came first may have happened last.
            let made = made.filter(|made| (range.from..intervals.end).contains(made));
            lifecycle.actor(made.map(|made| intervals.index(made) as u32), active);
        }
        let counts = lifecycle.finish();
        Ok(Answer {
            buckets: intervals.starts[1..].iter().copied().map(time::iso).collect(),
            new: counts.new,
            returning: counts.returning,
            resurrecting: counts.resurrecting,
            dormant: counts.dormant.into_iter().map(|count| -(count as i64)).collect(),
        })
    }
}
