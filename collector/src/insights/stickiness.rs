//! On how many days they come.

use serde::Serialize;

use crate::facts::View;
use crate::facts::columns::Key;
use crate::flags::fault::Fault;
use crate::insights::answer::{self, Found};
use crate::insights::calendar::{Buckets, Calendar, Interval, Range};
use crate::insights::folds::stickiness::{Activity, MONTH, Stickiness};
use crate::insights::job::{Job, Stop};
use crate::insights::periods::Gathered;
use crate::insights::properties::Properties;
use crate::insights::query::Math;
use crate::insights::step::{Planned, Planner, Reading};
use crate::time;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Each of the events.
    pub series: Vec<Line>,
    /// Who did any of them, day by day.
    pub activity: Days,
}

/// An event.
#[derive(Debug, Serialize)]
pub struct Line {
    /// What it is called.
    pub label: String,
    /// How many actors did it in exactly so many intervals.
    pub values: Vec<Bar>,
}

/// Actors with the same number of intervals.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// The number of different intervals with an event.
    pub intervals: usize,
    /// How many actors have it.
    pub count: u64,
}

/// How many actors there are on each day.
#[derive(Debug, Serialize)]
pub struct Days {
    /// Where each day begins.
    pub buckets: Vec<String>,
    /// Those of the day.
    pub dau: Vec<u64>,
    /// Those of the seven days that end with it.
    pub wau: Vec<u64>,
    /// Those of the thirty days that end with it.
    pub mau: Vec<u64>,
    /// How many of the latter come on a day.
    pub dau_mau: Vec<f64>,
}

/// A question, ready to be asked.
#[derive(Debug)]
pub struct Plan {
    series: Vec<Planned>,
    intervals: Buckets,
    /// The days of the range, after those of the month before.
    days: Buckets,
    range: Range,
}

impl Answer {
    /// The answer as a table: the bars of each series, then the days.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let row = |fields: [&str; 4]| fields.map(str::to_owned).to_vec();
        let mut rows = vec![row(["series", "intervals", "day", "count"])];
        for line in &self.series {
            let bars = line.values.iter();
            rows.extend(bars.map(|bar| row([&line.label, &bar.intervals.to_string(), "", &bar.count.to_string()])));
        }
        let Days { buckets, dau, wau, mau, .. } = &self.activity;
        for (name, counts) in [("dau", dau), ("wau", wau), ("mau", mau)] {
            let days = buckets.iter().zip(counts);
            rows.extend(days.map(|(day, count)| row([name, "", day, &count.to_string()])));
        }
        rows
    }
}

impl answer::Plan for Plan {
    fn answer(self: Box<Self>, view: &View<'_>, job: &Job) -> Result<Found, Stop> {
        self.found(view, job).map(Found::Stickiness)
    }
}

impl Plan {
    /// Reads what is asked, and which columns that takes.
    pub fn new(planner: &Planner<'_>, calendar: &Calendar, range: Range) -> Result<(Self, Vec<Key>), Stop> {
        let query = planner.query;
        if query.series.is_empty() {
            return Err(Fault::new("series", "at least one is needed").into());
        }
        let mut planned = Vec::new();
        for (index, series) in query.series.iter().enumerate() {
            let field = format!("series[{index}]");
            let superfluous = [
                ("math", series.math != Math::Total),
                ("property", series.property.is_some()),
                ("group_type", series.group_type.is_some()),
            ];
            if let Some((name, _)) = superfluous.iter().find(|(_, is_given)| *is_given) {
                let message = "this kind of insight counts actors alone; leave it out";
                return Err(Fault::new(format!("{field}.{name}"), message).into());
            }
            planned.push(planner.step(&field, &series.step())?);
        }
        let columns = planned.iter().flat_map(Planned::columns).collect();
        let intervals = calendar.divide(range, query.interval)?;
        let first = calendar.floor(range.from, Interval::Day);
        let lead_in = calendar.after(first, Interval::Day, 1 - MONTH as i64);
        let days = calendar.divide(Range { from: lead_in, to: range.to }, Interval::Day);
        let days = days.map_err(|fault| Fault::new("range", fault.message))?;
        Ok((Self { series: planned, intervals, days, range }, columns))
    }

    fn found(self, view: &View<'_>, job: &Job) -> Result<Answer, Stop> {
        let properties = Properties::new(view, job);
        let reading = Reading { view, properties: &properties, job, now: time::now() };
        let Self { intervals, days, range, .. } = self;
        let whole = Range { from: days.starts[0], to: range.to };
        let mut active = Gathered::default();
        let mut lines = Vec::new();
        for series in self.series {
            let label = series.label.clone();
            let mut gathered = Gathered::default();
            series.read(&reading, whole, |actor, event| {
                active.add(actor, days.index(event.at) as u32)?;
                if event.at >= range.from {
                    gathered.add(actor, intervals.index(event.at) as u32)?;
                }
                Ok(())
            })?;
            let mut stickiness = Stickiness::new(intervals.len());
            gathered.finish().actors().for_each(|(_, intervals)| stickiness.actor(intervals.len()));
            let bar = |(intervals, count)| Bar { intervals, count };
            lines.push(Line { label, values: (1..).zip(stickiness.finish()).map(bar).collect() });
        }
        let mut activity = Activity::new(days.len() + 1 - MONTH);
        active.finish().actors().for_each(|(_, days)| activity.actor(days));
        let actives = activity.finish();
        let share = |(day, month): (&u64, &u64)| if *month == 0 { 0.0 } else { *day as f64 / *month as f64 };
        let activity = Days {
            buckets: days.starts[MONTH - 1..].iter().copied().map(time::iso).collect(),
            dau_mau: actives.day.iter().zip(&actives.month).map(share).collect(),
            dau: actives.day,
            wau: actives.week,
            mau: actives.month,
        };
        Ok(Answer { series: lines, activity })
    }
}
