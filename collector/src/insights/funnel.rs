//! How many go a way to its end.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::facts::View;
use crate::facts::columns::Key;
use crate::flags::fault::Fault;
use crate::insights::answer::{self, Found};
use crate::insights::breakdown::{self, OTHER, Splitter};
use crate::insights::calendar::Range;
use crate::insights::folds::funnel::{
    Attribution, Definition, Exclusion, Funnel, Happening, NO_VALUE, Order, StepResult,
};
use crate::insights::held::Held;
use crate::insights::job::{Job, Stop};
use crate::insights::properties::Properties;
use crate::insights::query::{self, Query, Step, Unit, Window};
use crate::insights::step::{Planned, Planner, Reading};
use crate::{limits, time};

/// The key of all values that are not shown by themselves.
const OTHERS: u32 = u32::MAX;
/// As PostHog has it.
const WINDOW: Window = Window { value: 14, unit: Unit::Day };

/// The answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// One funnel for each value of the breakdown, the largest first.
    pub groups: Vec<Group>,
}

/// A funnel.
#[derive(Debug, Serialize)]
pub struct Group {
    /// The value of the breakdown; null without one.
    pub breakdown: Option<String>,
    /// Its steps.
    pub steps: Vec<Reached>,
}

/// A step of a funnel.
#[derive(Debug, Serialize)]
pub struct Reached {
    /// What it is called.
    pub label: String,
    /// How many came here.
    pub count: u64,
    /// As a share of those at the first step.
    pub from_first: f64,
    /// As a share of those at the step before.
    pub from_previous: f64,
    /// How long it took from the step before, in the middle.
    pub median_seconds: Option<f64>,
    /// How long it took on average.
    pub average_seconds: Option<f64>,
}

/// A question, ready to be asked.
#[derive(Debug)]
pub struct Plan {
    steps: Vec<Planned>,
    exclusions: Vec<Planned>,
    /// In strict order, all events.
    all: Option<Planned>,
    definition: Definition,
    breakdown: Option<breakdown::Planned>,
    range: Range,
}

/// An event of an actor.
struct Row {
    actor: u32,
    id: i64,
    happening: Happening,
}

impl Answer {
    /// The answer as a table.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let header = ["breakdown", "step", "count", "from_first", "from_previous", "median_seconds", "average_seconds"]
            .map(str::to_owned);
        let seconds = |seconds: Option<f64>| seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
        let rows = self.groups.iter().flat_map(|group| group.steps.iter().map(move |step| (group, step)));
        let rows = rows.map(|(group, step)| {
            vec![
                group.breakdown.clone().unwrap_or_default(),
                step.label.clone(),
                step.count.to_string(),
                step.from_first.to_string(),
                step.from_previous.to_string(),
                seconds(step.median_seconds),
                seconds(step.average_seconds),
            ]
        });
        [header.to_vec()].into_iter().chain(rows).collect()
    }
}

impl answer::Plan for Plan {
    fn answer(self: Box<Self>, view: &View<'_>, job: &Job) -> Result<Found, Stop> {
        self.found(view, job).map(Found::Funnel)
    }
}

impl Plan {
    /// Reads what is asked, and which columns that takes.
    pub fn new(planner: &Planner<'_>, range: Range) -> Result<(Self, Vec<Key>), Stop> {
        let query = planner.query;
        let steps = query.funnel_steps()?;
        if steps.len() < 2 {
            return Err(Fault::new("steps", "two are needed at least").into());
        }
        let definition = definition(query, steps.len())?;
        let breakdown = query.breakdown.as_ref();
        let breakdown =
            breakdown.map(|by| breakdown::Planned::new(planner.connection, planner.project, by)).transpose()?;
        let step =
            |(index, step): (usize, &Step)| planner.broken_down(&format!("steps[{index}]"), step, breakdown.as_ref());
        let steps = steps.iter().enumerate().map(step).collect::<Result<Vec<_>, _>>()?;
        let exclusion = |(index, exclusion): (usize, &query::Exclusion)| {
            let step = Step { event: exclusion.event.clone(), filters: exclusion.filters.clone(), label: None };
            planner.step(&format!("exclusions[{index}]"), &step)
        };
        let exclusions = query.exclusions.iter().enumerate().map(exclusion).collect::<Result<Vec<_>, _>>()?;
        let any = Step { event: None, filters: Vec::new(), label: None };
        let all = (definition.order == Order::Strict).then(|| planner.step("steps", &any)).transpose()?;
        let columns = steps.iter().chain(&exclusions).chain(&all).flat_map(Planned::columns).collect();
        Ok((Self { steps, exclusions, all, definition, breakdown, range }, columns))
    }

    fn found(self, view: &View<'_>, job: &Job) -> Result<Answer, Stop> {
        let properties = Properties::new(view, job);
        let mut splitter = Splitter::new(&properties, self.breakdown.as_ref())?;
        let reading = Reading { view, properties: &properties, job, now: time::now() };
        let labels: Vec<String> = self.steps.iter().map(|step| step.label.clone()).collect();
        let range = self.range;
        let mut rows = Held::default();
        for (index, step) in self.steps.into_iter().enumerate() {
            let split_by = step.split_by;
            step.read(&reading, range, |actor, event| {
                let breakdown = splitter.key(view, event, split_by).unwrap_or(NO_VALUE);
                let happening = Happening { at: event.at, steps: 1 << index, exclusions: 0, breakdown };
                rows.push(Row { actor, id: event.id, happening })
            })?;
        }
        for (index, exclusion) in self.exclusions.into_iter().enumerate() {
            exclusion.read(&reading, range, |actor, event| {
                let happening = Happening { at: event.at, steps: 0, exclusions: 1 << index, breakdown: NO_VALUE };
                rows.push(Row { actor, id: event.id, happening })
            })?;
        }
        if let Some(all) = self.all {
            all.read(&reading, range, |actor, event| {
                let happening = Happening { at: event.at, steps: 0, exclusions: 0, breakdown: NO_VALUE };
                rows.push(Row { actor, id: event.id, happening })
            })?;
        }
        let rows = in_order(rows.into_rows());
        job.check()?;
        let shown = match &self.breakdown {
            Some(breakdown) => Shown::new(&rows, &self.definition, breakdown.limit, |key| splitter.label(view, key))?,
            None => Shown::default(),
        };
        let mut funnel = Funnel::new(self.definition);
        each_actor(&rows, job, |events| {
            events.iter_mut().for_each(|event| event.breakdown = shown.key(event.breakdown));
            funnel.actor(events);
        })?;
        let mut found = funnel.finish();
        if self.breakdown.is_none() && found.is_empty() {
            let nobody = || StepResult { count: 0, median_ms: None, average_ms: None };
            found.insert(NO_VALUE, labels.iter().map(|_| nobody()).collect());
        }
        // What has no value lies in no range.
        if self.breakdown.as_ref().is_some_and(breakdown::Planned::has_ranges) {
            found.remove(&NO_VALUE);
        }
        let group = |(key, steps): (u32, Vec<StepResult>)| {
            let name = if key == OTHERS { Some(OTHER.to_owned()) } else { splitter.label(view, key)? };
            Ok((key, Group { breakdown: name, steps: reached(&labels, steps) }))
        };
        let mut groups = found.into_iter().map(group).collect::<Result<Vec<_>, Stop>>()?;
        groups.sort_by(|(key, group), (other_key, other)| {
            let order = |key: u32, group: &Group| (key == OTHERS, Reverse(group.steps[0].count));
            let by_size = order(*key, group).cmp(&order(*other_key, other));
            by_size.then_with(|| group.breakdown.cmp(&other.breakdown))
        });
        Ok(Answer { groups: groups.into_iter().map(|(_, group)| group).collect() })
    }
}

/// What the question says about all steps.
fn definition(query: &Query, steps: usize) -> Result<Definition, Stop> {
    let exclusion = |(index, exclusion): (usize, &query::Exclusion)| {
        let query::Exclusion { from, to, .. } = *exclusion;
        if from < to && to < steps {
            return Ok(Exclusion { from, to });
        }
        let message = "`from` has to be a step before `to`, and both are counted from 0";
        Err(Fault::new(format!("exclusions[{index}].to"), message))
    };
    let exclusions = query.exclusions.iter().enumerate().map(exclusion).collect::<Result<_, _>>()?;
    let step = query.attribution_step;
    let attribution = match (query.attribution.unwrap_or_default(), step) {
        (query::Attribution::Step, step) => match step {
            Some(step) if step < steps => Attribution::Step(step),
            _ => return Err(Fault::new("attribution_step", "a step is needed, counted from 0").into()),
        },
        (_, Some(_)) => {
            return Err(Fault::new("attribution_step", "it goes with the attribution `step`; leave it out").into());
        }
        (query::Attribution::FirstTouch, None) => Attribution::FirstTouch,
        (query::Attribution::LastTouch, None) => Attribution::LastTouch,
    };
    let order = match query.order.unwrap_or_default() {
        query::Order::Ordered => Order::Ordered,
        query::Order::Strict => Order::Strict,
        query::Order::Unordered => Order::Unordered,
    };
    let Window { value, unit } = query.window.unwrap_or(WINDOW);
    let window = value.checked_mul(unit.milliseconds()).filter(|window| (1..=limits::INSIGHT_WINDOW).contains(window));
    let window =
        window.ok_or_else(|| Fault::new("window.value", "how long the way may take is needed, at most ten years"))?;
    Ok(Definition { steps, window, order, exclusions, attribution })
}

/// By actor and time. An event that was read for several steps is one.
fn in_order(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_unstable_by_key(|row| (row.actor, row.happening.at, row.id));
    rows.dedup_by(|row, before| {
        let is_same = (row.actor, row.id) == (before.actor, before.id);
        if is_same {
            before.happening.steps |= row.happening.steps;
            before.happening.exclusions |= row.happening.exclusions;
            // It is the same, or none was read.
            before.happening.breakdown |= row.happening.breakdown;
        }
        is_same
    });
    rows
}

fn each_actor(rows: &[Row], job: &Job, mut each: impl FnMut(&mut [Happening])) -> Result<(), Stop> {
    let mut events = Vec::new();
    let mut done = 0;
    for (index, rows_of_one) in rows.chunk_by(|row, next| row.actor == next.actor).enumerate() {
        events.clear();
        events.extend(rows_of_one.iter().map(|row| row.happening));
        each(&mut events);
        done += rows_of_one.len();
        if index % 1024 == 0 {
            job.check()?;
            job.tell("following actors", done as f64 / rows.len() as f64);
        }
    }
    Ok(())
}

/// Which values of the breakdown are shown by themselves; all, if none are named.
#[derive(Default)]
struct Shown(Option<FxHashSet<u32>>);

impl Shown {
    /// The values that most actors enter the funnel with.
    fn new(
        rows: &[Row],
        definition: &Definition,
        limit: usize,
        label: impl Fn(u32) -> rusqlite::Result<Option<String>>,
    ) -> Result<Self, Stop> {
        let mut counts: FxHashMap<u32, u64> = FxHashMap::default();
        let first = if definition.order == Order::Unordered { u32::MAX } else { 1 };
        let mut events: Vec<Happening> = Vec::new();
        for rows in rows.chunk_by(|row, next| row.actor == next.actor) {
            events.clear();
            events.extend(rows.iter().map(|row| row.happening));
            if events.iter().any(|event| event.steps & first != 0) {
                let values = definition.attribution.values(&events);
                values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
            }
        }
        counts.remove(&NO_VALUE);
        if counts.len() <= limit {
            return Ok(Self(None));
        }
        let named = counts.into_iter().map(|(key, count)| Ok((Reverse(count), label(key)?, key)));
        let mut ranked = named.collect::<rusqlite::Result<Vec<_>>>()?;
        ranked.sort_unstable();
        Ok(Self(Some(ranked.into_iter().take(limit).map(|(_, _, key)| key).collect())))
    }

    fn key(&self, key: u32) -> u32 {
        match &self.0 {
            Some(shown) if key != NO_VALUE && !shown.contains(&key) => OTHERS,
            _ => key,
        }
    }
}

fn reached(labels: &[String], steps: Vec<StepResult>) -> Vec<Reached> {
    let counts: Vec<u64> = steps.iter().map(|step| step.count).collect();
    let share = |count: u64, of: u64| if of == 0 { 0.0 } else { count as f64 / of as f64 };
    let seconds = |milliseconds: Option<f64>| milliseconds.map(|milliseconds| milliseconds / 1000.0);
    let step = |(index, (label, step)): (usize, (&String, StepResult))| Reached {
        label: label.clone(),
        count: step.count,
        from_first: share(step.count, counts[0]),
        from_previous: share(step.count, counts[index.saturating_sub(1)]),
        median_seconds: seconds(step.median_ms),
        average_seconds: seconds(step.average_ms),
    };
    labels.iter().zip(steps).enumerate().map(step).collect()
}
