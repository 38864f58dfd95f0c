//! Figures over time.

use std::cmp::Ordering;

use serde::Serialize;

use crate::facts::View;
use crate::facts::columns::Key;
use crate::flags::fault::Fault;
use crate::insights::answer::{self, Found};
use crate::insights::breakdown::{self, NONE, OTHER, Splitter};
use crate::insights::calendar::{Calendar, Interval, Range};
use crate::insights::cells::{Cells, Figures};
use crate::insights::filter::Sieve;
use crate::insights::formula::Formula;
use crate::insights::job::{Job, Stop};
use crate::insights::properties::Properties;
use crate::insights::series::{self, Planned, Span};
use crate::insights::step::{Planner, Reading};
use crate::time;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Where each interval begins.
    pub buckets: Vec<String>,
    /// Each series, one after the other for each value of the breakdown.
    pub series: Vec<Line>,
}

/// One line of a chart.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The place of the series in the question; none for a formula.
    pub index: Option<usize>,
    /// What it is called.
    pub label: String,
    /// The value of the breakdown, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breakdown: Option<Option<String>>,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The same for the range before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Figures>,
}

/// A question, ready to be asked.
#[derive(Debug)]
pub struct Plan {
    series: Vec<Planned>,
    breakdown: Option<breakdown::Planned>,
    formula: Option<(String, Formula)>,
    calendar: Calendar,
    interval: Interval,
    range: Range,
    compare: bool,
}

impl answer::Plan for Plan {
    fn answer(self: Box<Self>, view: &View<'_>, job: &Job) -> Result<Found, Stop> {
        self.found(view, job).map(Found::Trends)
    }
}

impl Plan {
    /// Reads what is asked, and which columns that takes.
    pub fn new(planner: &Planner<'_>, calendar: Calendar, range: Range) -> Result<(Self, Vec<Key>), Stop> {
        let query = planner.query;
        if query.series.is_empty() {
            return Err(Fault::new("series", "at least one is needed").into());
        }
        let breakdown = query.breakdown.as_ref();
        let breakdown =
            breakdown.map(|by| breakdown::Planned::new(planner.connection, planner.project, by)).transpose()?;
        let formula = query.formula.as_ref();
        let formula = formula.map(|text| Ok::<_, Fault>((text.clone(), Formula::new(text, query.series.len())?)));
        let formula = formula.transpose()?;
        let series = query.series.iter().enumerate();
        let series = series.map(|(index, series)| Planned::new(planner, index, series, breakdown.as_ref()));
        let series = series.collect::<Result<Vec<_>, _>>()?;
        let columns = series.iter().flat_map(Planned::columns).collect();
        let (interval, compare) = (query.interval, query.compare);
        Ok((Self { series, breakdown, formula, calendar, interval, range, compare }, columns))
    }

    fn found(mut self, view: &View<'_>, job: &Job) -> Result<Answer, Stop> {
        let properties = Properties::new(view, job);
        let reading = Reading { view, properties: &properties, job, now: time::now() };
        let mut splitter = Splitter::new(&properties, self.breakdown.as_ref())?;
        let filters: Vec<_> = self.series.iter_mut().map(|series| std::mem::take(&mut series.filters)).collect();
        let sieves = filters.into_iter().map(|filters| Sieve::new(&reading, filters));
        let mut sieves = sieves.collect::<Result<Vec<_>, _>>()?;
        let mut read =
            |span: &Span| series::read_all(&self.series, &mut sieves, &reading, &self.calendar, span, &mut splitter);
        let span = Span::new(&self.calendar, self.range, self.interval)?;
        let current = read(&span)?;
        let len = span.buckets.len();
        let before = || Span::new(&self.calendar, self.calendar.before(self.range, self.interval, len), self.interval);
        let before = self.compare.then(before).transpose()?;
        let previous = before.map(|span| read(&span)).transpose()?;
        let shown = self.shown(view, &splitter, &current, previous.as_deref())?;
        let mut lines: Vec<Line> = self.lines(&current, len, &shown).collect();
        if let Some(previous) = previous {
            let figures: Vec<Figures> = self.lines(&previous, len, &shown).map(|line| line.figures).collect();
            lines.iter_mut().zip(figures).for_each(|(line, figures)| line.previous = Some(figures));
        }
        Ok(Answer { buckets: span.buckets.starts.iter().copied().map(time::iso).collect(), series: lines })
    }

    /// The values of the breakdown that are shown, the largest first, then the others as one. Those that only the range before
    /// had are there, too.
    fn shown(
        &self,
        view: &View<'_>,
        splitter: &Splitter,
        current: &[Cells],
        previous: Option<&[Cells]>,
    ) -> Result<Vec<Shown>, Stop> {
        let Some(breakdown) = &self.breakdown else { return Ok(vec![Shown { label: None, keys: vec![NONE] }]) };
        let mut ranked: Vec<([f64; 2], Option<String>, u32)> = Vec::new();
        let mut keys: Vec<u32> = current.iter().chain(previous.unwrap_or_default()).flat_map(Cells::keys).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let ranks = [self.rank(current, key), previous.map_or(0.0, |read| self.rank(read, key))];
            ranked.push((ranks, splitter.label(view, key)?, key));
        }
        ranked.sort_by(|(a, name_a, _), (b, name_b, _)| {
            b.partial_cmp(a).unwrap_or(Ordering::Equal).then_with(|| name_a.cmp(name_b))
        });
        let others = ranked.split_off(breakdown.limit.min(ranked.len()));
        let mut shown: Vec<Shown> =
            ranked.into_iter().map(|(_, label, key)| Shown { label: Some(label), keys: vec![key] }).collect();
        if !others.is_empty() {
            let keys = others.into_iter().map(|(_, _, key)| key).collect();
            shown.push(Shown { label: Some(Some(OTHER.into())), keys });
        }
        Ok(shown)
    }

    /// What values of the breakdown are ordered by: the formula, or the first series that has the value.
    fn rank(&self, read: &[Cells], key: u32) -> f64 {
        let totals = self.series.iter().zip(read).map(|(series, cells)| cells.total_of(key, series.math));
        match &self.formula {
            Some((_, formula)) => formula.of(&totals.collect::<Vec<_>>()),
            None => totals.into_iter().find(|total| *total != 0.0).unwrap_or(0.0),
        }
    }

    fn lines<'a>(&'a self, read: &'a [Cells], len: usize, shown: &'a [Shown]) -> impl Iterator<Item = Line> + 'a {
        let series = match &self.formula {
            Some(_) => vec![None],
            None => (0..self.series.len()).map(Some).collect(),
        };
        series.into_iter().flat_map(move |index| {
            shown.iter().map(move |value| {
                let figures = |index: usize| read[index].figures(&value.keys, self.series[index].math, len);
                let (label, figures) = match (index, &self.formula) {
                    (None, Some((text, formula))) => {
                        let all: Vec<Figures> = (0..self.series.len()).map(figures).collect();
                        let of =
                            |point: &dyn Fn(&Figures) -> f64| formula.of(&all.iter().map(point).collect::<Vec<_>>());
                        let values = (0..len).map(|bucket| of(&|figures| figures.values[bucket])).collect();
                        (text.clone(), Figures { values, total: of(&|figures| figures.total) })
                    }
                    (index, _) => {
                        let index = index.unwrap_or_default();
                        (self.series[index].label.clone(), figures(index))
                    }
                };
                Line { index, label, breakdown: value.label.clone(), figures, previous: None }
            })
        })
    }
}

/// A value of the breakdown, or several together.
struct Shown {
    label: Option<Option<String>>,
    keys: Vec<u32>,
}
