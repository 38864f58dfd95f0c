//! Who comes back.

use serde::Serialize;

use crate::facts::View;
use crate::facts::columns::Key;
use crate::flags::fault::Fault;
use crate::insights::answer::{self, Found};
use crate::insights::calendar::{Buckets, Calendar, Interval, Range};
use crate::insights::folds::retention::Retention;
use crate::insights::job::{Job, Stop};
use crate::insights::periods::Gathered;
use crate::insights::properties::Properties;
use crate::insights::query::RetentionMode;
use crate::insights::step::{Planned, Planner, Reading};
use crate::{limits, time};

/// As PostHog has it.
const FOLLOWED: usize = 8;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Those who began in each period.
    pub cohorts: Vec<Cohort>,
    /// The share of all who were there so many periods later; none where nobody began so early.
    pub mean: Vec<Option<f64>>,
}

/// Those who began in one period.
#[derive(Debug, Serialize)]
pub struct Cohort {
    /// Where the period begins.
    pub start: String,
    /// How many they are.
    pub size: u64,
    /// How many of them were there so many periods later.
    pub values: Vec<u64>,
}

/// A question, ready to be asked.
#[derive(Debug)]
pub struct Plan {
    start: Planned,
    back: Planned,
    periods: Buckets,
    range: Range,
    followed: usize,
    mode: RetentionMode,
    on_or_after: bool,
    /// The time of the first event of all.
    earliest: i64,
}

impl Answer {
    /// The answer as a table.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let periods = self.mean.len();
        let mut header = vec!["start".to_owned(), "size".to_owned()];
        header.extend((0..periods).map(|period| period.to_string()));
        let cohort = |cohort: &Cohort| {
            let mut row = vec![cohort.start.clone(), cohort.size.to_string()];
            let values = (0..periods).map(|period| cohort.values.get(period).map(u64::to_string).unwrap_or_default());
            row.extend(values);
            row
        };
        let mut mean = vec!["mean".to_owned(), String::new()];
        mean.extend(self.mean.iter().map(|share| share.map_or_else(String::new, |share| share.to_string())));
        [header].into_iter().chain(self.cohorts.iter().map(cohort)).chain([mean]).collect()
    }
}

impl answer::Plan for Plan {
    fn answer(self: Box<Self>, view: &View<'_>, job: &Job) -> Result<Found, Stop> {
        self.found(view, job).map(Found::Retention)
    }
}

impl Plan {
    /// Reads what is asked, and which columns that takes. Periods count as a whole, from the one on in which `range` begins.
    pub fn new(
        planner: &Planner<'_>,
        calendar: &Calendar,
        range: Range,
        earliest: i64,
    ) -> Result<(Self, Vec<Key>), Stop> {
        let query = planner.query;
        let start = query.retention_start()?;
        let back = query.back.as_ref().ok_or_else(|| Fault::new("return", "the event of coming back is needed"))?;
        let period = query.period.unwrap_or_default();
        if period == Interval::Hour {
            return Err(Fault::new("period", "one of `day`, `week` and `month` is possible").into());
        }
        let followed = query.periods.unwrap_or(FOLLOWED);
        if !(1..=limits::INSIGHT_PERIODS).contains(&followed) {
            let most = limits::INSIGHT_PERIODS;
            return Err(Fault::new("periods", format!("a number from 1 to {most} is needed")).into());
        }
        let (start, back) = (planner.step("start", &start)?, planner.step("return", back)?);
        let columns = start.columns().into_iter().chain(back.columns()).collect();
        let periods = calendar.divide(range, period).map_err(|fault| Fault::new("period", fault.message))?;
        let range = Range { from: periods.starts[0], to: range.to };
        let (mode, on_or_after) = (query.mode.unwrap_or_default(), query.on_or_after);
        Ok((Self { start, back, periods, range, followed, mode, on_or_after, earliest }, columns))
    }

    fn found(self, view: &View<'_>, job: &Job) -> Result<Answer, Stop> {
        let properties = Properties::new(view, job);
        let reading = Reading { view, properties: &properties, job, now: time::now() };
        let Self { periods, range, .. } = self;
        let starts = match self.mode {
            RetentionMode::Recurring => {
                let mut starts = Gathered::default();
                self.start.read(&reading, range, |actor, event| starts.add(actor, periods.index(event.at) as u32))?;
                starts
            }
            RetentionMode::FirstTime => {
                let ever = Range { from: range.from.min(self.earliest), to: range.to };
                firsts(self.start, &reading, ever, range.from, &periods)?
            }
        };
        let mut returns = Gathered::default();
        self.back.read(&reading, range, |actor, event| returns.add(actor, periods.index(event.at) as u32))?;
        let (starts, returns) = (starts.finish(), returns.finish());
        let mut retention = Retention::new(periods.len(), self.followed, self.on_or_after);
        for (actor, starts) in starts.actors() {
            retention.actor(starts, returns.of(actor));
        }
        let (cohorts, mean) = retention.finish();
        let cohorts = cohorts.into_iter().zip(&periods.starts).map(|(cohort, start)| Cohort {
            start: time::iso(*start),
            size: cohort.size,
            values: cohort.values,
        });
        Ok(Answer { cohorts: cohorts.collect(), mean })
    }
}

/// The period of each actor's first event ever, where that is not before `from`.
fn firsts(start: Planned, reading: &Reading<'_>, ever: Range, from: i64, periods: &Buckets) -> Result<Gathered, Stop> {
    let mut firsts: Vec<i64> = Vec::new();
    start.read(reading, ever, |actor, event| {
        let actor = actor as usize;
        if firsts.len() <= actor {
            firsts.resize(actor + 1, i64::MAX);
        }
        firsts[actor] = firsts[actor].min(event.at);
        Ok(())
    })?;
    let mut starts = Gathered::default();
    for (actor, first) in (0..).zip(firsts).filter(|(_, first)| (from..i64::MAX).contains(first)) {
        starts.add(actor, periods.index(first) as u32)?;
    }
    Ok(starts)
}
