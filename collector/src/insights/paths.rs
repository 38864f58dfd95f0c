//! From which page to which.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use serde::Serialize;
use serde_json::Value;

use crate::facts::columns::Key;
use crate::facts::{View, value};
use crate::flags::fault::Fault;
use crate::insights::answer::{self, Found};
use crate::insights::calendar::Range;
use crate::insights::folds::paths::{self, Definition, Paths};
use crate::insights::held::Held;
use crate::insights::job::{Job, Stop};
use crate::insights::properties::Properties;
use crate::insights::step::{Planned, Planner, Reading};
use crate::{limits, text, time};

const EVENT: &str = "$pageview";
const PROPERTY: &str = "$pathname";
/// After so long another journey begins.
const GAP: i64 = 30 * 60_000;
/// As PostHog has it.
const STEPS: usize = 5;
const EDGES: usize = 50;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// The ways that were taken most often.
    pub edges: Vec<Edge>,
}

/// A way from one page to the next.
#[derive(Debug, Serialize)]
pub struct Edge {
    /// The page it leads from, after its place in the journey: `1_/`.
    pub from: String,
    /// The page it leads to.
    pub to: String,
    /// How many journeys took it.
    pub count: u64,
    /// How long they were on the first page, on average.
    pub average_seconds: f64,
}

/// A question, ready to be asked.
#[derive(Debug)]
pub struct Plan {
    views: Planned,
    start: Option<String>,
    end: Option<String>,
    steps: usize,
    limit: usize,
    range: Range,
}

impl Answer {
    /// The answer as a table.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let header = ["from", "to", "count", "average_seconds"].map(str::to_owned);
        let row = |edge: &Edge| {
            vec![edge.from.clone(), edge.to.clone(), edge.count.to_string(), edge.average_seconds.to_string()]
        };
        [header.to_vec()].into_iter().chain(self.edges.iter().map(row)).collect()
    }
}

impl answer::Plan for Plan {
    fn answer(self: Box<Self>, view: &View<'_>, job: &Job) -> Result<Found, Stop> {
        self.found(view, job).map(Found::Paths)
    }
}

impl Plan {
    /// Reads what is asked, and which columns that takes.
    pub fn new(planner: &Planner<'_>, range: Range) -> Result<(Self, Vec<Key>), Stop> {
        let query = planner.query;
        let start = match &query.start {
            None | Some(Value::Null) => None,
            Some(Value::String(page)) => Some(page.clone()),
            Some(_) => return Err(Fault::new("start", "a page is needed, as `/pricing`").into()),
        };
        let steps = match &query.steps {
            None | Some(Value::Null) => STEPS as u64,
            Some(steps) => steps.as_u64().unwrap_or(0),
        };
        let most = limits::INSIGHT_SERIES as u64;
        if !(2..=most).contains(&steps) {
            return Err(Fault::new("steps", format!("a number from 2 to {most} is needed")).into());
        }
        let limit = query.limit.unwrap_or(EDGES);
        if !(1..=limits::INSIGHT_EDGES).contains(&limit) {
            let most = limits::INSIGHT_EDGES;
            return Err(Fault::new("limit", format!("a number from 1 to {most} is needed")).into());
        }
        let views = planner.with_property(EVENT, PROPERTY)?;
        let columns = views.columns();
        Ok((Self { views, start, end: query.end.clone(), steps: steps as usize, limit, range }, columns))
    }

    fn found(self, view: &View<'_>, job: &Job) -> Result<Answer, Stop> {
        let properties = Properties::new(view, job);
        let reading = Reading { view, properties: &properties, job, now: time::now() };
        let mut pages: BTreeMap<String, u32> = BTreeMap::new();
        let mut rows: Held<(u32, i64, i64, u32)> = Held::default();
        let place = self.views.property;
        self.views.read(&reading, self.range, |actor, event| {
            if let Some(page) = page(event.value(place)) {
                let known = pages.get(&*page).copied();
                let count = pages.len() as u32;
                let page = known.unwrap_or_else(|| *pages.entry(page).or_insert(count));
                rows.push((actor, event.at, event.id, page))?;
            }
            Ok(())
        })?;
        let mut rows = rows.into_rows();
        rows.sort_unstable();
        let names: Vec<&str> = pages.keys().map(String::as_str).collect();
        let mut places = vec![0; names.len()];
        pages.values().zip(0..).for_each(|(page, place)| places[*page as usize] = place);
        // A page that nobody saw is none of these.
        let named = |name: String| names.binary_search(&&*name).map_or(u32::MAX, |place| place as u32);
        let (start, end) = (self.start.map(named), self.end.map(named));
        let mut paths = Paths::new(Definition { gap: GAP, steps: self.steps, start, end });
        let mut views = Vec::new();
        for (index, rows) in rows.chunk_by(|row, next| row.0 == next.0).enumerate() {
            views.clear();
            views.extend(rows.iter().map(|(_, at, _, page)| paths::View { at: *at, page: places[*page as usize] }));
            paths.actor(&views);
            if index % 1024 == 0 {
                job.check()?;
            }
        }
        let edge = |edge: paths::Edge| Edge {
            from: format!("{}_{}", edge.step, names[edge.from as usize]),
            to: format!("{}_{}", edge.step + 1, names[edge.to as usize]),
            count: edge.count,
            average_seconds: edge.average_seconds,
        };
        Ok(Answer { edges: paths.finish(self.limit).into_iter().map(edge).collect() })
    }
}

/// The name of a page.
fn page(stored: ValueRef<'_>) -> Option<String> {
    let name = match value::read(stored)? {
        Value::Null => return None,
        Value::String(name) => name,
        other => text::plain(&other),
    };
    Some(text::cut_bytes(&name, limits::INSIGHT_VALUE_BYTES).to_owned())
}
