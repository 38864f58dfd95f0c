//! Figures over time.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rusqlite::Connection;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::facts::columns::Key;
use crate::facts::{View, value};
use crate::flags::fault::{self, Fault};
use crate::insights::answer::{self, Found};
use crate::insights::breakdown::{self, NONE, OTHER, Splitter};
use crate::insights::calendar::{Buckets, Calendar, Interval, Range};
use crate::insights::cell::Cell;
use crate::insights::filter::{self, Sieve};
use crate::insights::formula::Formula;
use crate::insights::job::{Job, Stop};
use crate::insights::properties::Properties;
use crate::insights::query::{Math, Query, Series};
use crate::insights::selection::{Actors, Event, Needs, Source, type_index};
use crate::insights::step::Reading;
use crate::{limits, time};

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

/// A figure of each interval, and of all.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Figures {
    /// By interval.
    pub values: Vec<f64>,
    /// Of the whole range at once.
    pub total: f64,
}

/// A question, ready to be asked.
#[derive(Debug)]
pub struct Plan {
    series: Vec<PlannedSeries>,
    breakdown: Option<breakdown::Planned>,
    formula: Option<(String, Formula)>,
    calendar: Calendar,
    interval: Interval,
    range: Range,
    compare: bool,
}

#[derive(Debug)]
struct PlannedSeries {
    label: String,
    math: Math,
    source: Source,
    filters: Vec<filter::Planned>,
    actors: Actors,
    /// The groups of the figure `unique_group`.
    counted: Option<usize>,
    /// The days before each interval's end in which actors count.
    trailing: Option<i64>,
    /// The places of the figure's and of the breakdown's property.
    property: Option<usize>,
    split_by: usize,
}

impl answer::Plan for Plan {
    fn answer(self: Box<Self>, view: &View<'_>, job: &Job) -> Result<Found, Stop> {
        self.found(view, job).map(Found::Trends)
    }
}

impl Plan {
    /// Reads what `query` asks, and which columns that takes.
    pub fn new(
        connection: &Connection,
        project: i64,
        query: &Query,
        calendar: Calendar,
        range: Range,
    ) -> Result<(Self, Vec<Key>), Stop> {
        if query.series.is_empty() {
            return Err(Fault::new("series", "at least one is needed").into());
        }
        fault::at_most("series", &query.series, limits::INSIGHT_SERIES)?;
        let breakdown =
            query.breakdown.as_ref().map(|by| breakdown::Planned::new(connection, project, by)).transpose()?;
        let formula =
            query.formula.as_ref().map(|text| Formula::new(text, query.series.len()).map(|read| (text.clone(), read)));
        let formula = formula.transpose()?;
        let series = query.series.iter().enumerate();
        let series = series
            .map(|(index, series)| PlannedSeries::new(connection, project, query, index, series, breakdown.as_ref()))
            .collect::<Result<Vec<_>, _>>()?;
        let columns = series.iter().flat_map(|series| {
            let of_filters = series.filters.iter().flat_map(filter::Planned::columns);
            series.source.columns().into_iter().chain(of_filters)
        });
        let columns = columns.collect();
        let (interval, compare) = (query.interval, query.compare);
        Ok((Self { series, breakdown, formula, calendar, interval, range, compare }, columns))
    }

    fn found(mut self, view: &View<'_>, job: &Job) -> Result<Answer, Stop> {
        let properties = Properties::new(view);
        let mut splitter = Splitter::new(&properties, self.breakdown.as_ref())?;
        let buckets = self.calendar.divide(self.range, self.interval)?;
        let filters: Vec<_> = self.series.iter_mut().map(|series| std::mem::take(&mut series.filters)).collect();
        let reading = Reading { view, properties: &properties, job, now: time::now() };
        let sieves = filters.into_iter().map(|filters| Sieve::new(&reading, filters));
        let mut sieves = sieves.collect::<Result<Vec<_>, _>>()?;

        let mut read = |range: Range, buckets: &Buckets| {
            let series = self.series.iter().zip(&mut sieves);
            let read = series
                .map(|(series, sieve)| series.read(view, &self.calendar, range, buckets, &mut splitter, sieve, job));
            read.collect::<Result<Vec<_>, _>>()
        };
        let current = read(self.range, &buckets)?;
        let before = self.compare.then(|| self.range.before());
        let previous = match before {
            Some(range) => {
                let buckets = self.calendar.divide(range, self.interval)?;
                Some((read(range, &buckets)?, buckets.len()))
            }
            None => None,
        };
        let shown = self.shown(view, &splitter, &current)?;
        let lines = self.lines(&current, buckets.len(), &shown);
        let mut lines: Vec<Line> = lines.collect();
        if let Some((previous, len)) = previous {
            let figures: Vec<Figures> = self.lines(&previous, len, &shown).map(|line| line.figures).collect();
            lines.iter_mut().zip(figures).for_each(|(line, figures)| line.previous = Some(figures));
        }
        Ok(Answer { buckets: buckets.starts.iter().copied().map(time::iso).collect(), series: lines })
    }

    /// The values of the breakdown that are shown, the largest first, then the others as one.
    fn shown(&self, view: &View<'_>, splitter: &Splitter, read: &[Cells]) -> Result<Vec<Shown>, Stop> {
        let Some(breakdown) = &self.breakdown else { return Ok(vec![Shown { label: None, keys: vec![NONE] }]) };
        let mut ranked: Vec<(f64, Option<String>, u32)> = Vec::new();
        let mut keys: Vec<u32> = read.iter().flat_map(|cells| cells.totals.keys().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            ranked.push((self.rank(read, key), splitter.label(view, key)?, key));
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
        let totals = self
            .series
            .iter()
            .zip(read)
            .map(|(series, cells)| cells.totals.get(&key).map_or(0.0, |cell| cell.figure(series.math)));
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

/// What was read of one series.
#[derive(Debug, Default)]
struct Cells {
    /// By key of the breakdown and interval.
    cells: FxHashMap<(u32, u32), Cell>,
    /// By key, of the whole range.
    totals: BTreeMap<u32, Cell>,
}

impl Cells {
    /// The figures of some keys together.
    fn figures(&self, keys: &[u32], math: Math, len: usize) -> Figures {
        let bucket = |bucket: u32| together(keys.iter().filter_map(|key| self.cells.get(&(*key, bucket))), math);
        let total = together(keys.iter().filter_map(|key| self.totals.get(key)), math);
        Figures { values: (0..len as u32).map(bucket).collect(), total }
    }

    fn add(&mut self, math: Math, key: u32, bucket: u32, counted: u32, value: f64) -> Result<(), Stop> {
        self.add_to_bucket(math, key, bucket, counted, value)?;
        self.totals.entry(key).or_insert_with(|| Cell::new(math)).add(counted, value);
        Ok(())
    }

    fn add_to_bucket(&mut self, math: Math, key: u32, bucket: u32, counted: u32, value: f64) -> Result<(), Stop> {
        self.cells.entry((key, bucket)).or_insert_with(|| Cell::new(math)).add(counted, value);
        if self.cells.len() > limits::INSIGHT_CELLS {
            return Err(Fault::new("breakdown", "it has too many values over this range; take longer intervals").into());
        }
        Ok(())
    }
}

fn together<'a>(mut cells: impl Iterator<Item = &'a Cell>, math: Math) -> f64 {
    let Some(first) = cells.next() else { return 0.0 };
    let Some(second) = cells.next() else { return first.figure(math) };
    let mut merged = first.clone();
    merged.merge(second);
    cells.for_each(|cell| merged.merge(cell));
    merged.figure(math)
}

impl PlannedSeries {
    fn new(
        connection: &Connection,
        project: i64,
        query: &Query,
        index: usize,
        series: &Series,
        breakdown: Option<&breakdown::Planned>,
    ) -> Result<Self, Stop> {
        let field = format!("series[{index}]");
        let mut needs = Needs::default();
        let index_of = |name: &str| type_index(connection, project, name);
        let actors = match (&series.group_type, &query.actor, series.math) {
            (Some(name), _, math) if math.is_per_actor() => Actors::Groups(index_of(name)?),
            (_, Some(actor), _) => Actors::Groups(index_of(&actor.group_type)?),
            _ => Actors::Persons,
        };
        actors.needs(&mut needs);
        let mut filters = filter::plan(connection, project, "filters", &query.filters, actors, &mut needs)?;
        let of_series = format!("{field}.filters");
        filters.extend(filter::plan(connection, project, &of_series, &series.filters, actors, &mut needs)?);
        let mut counted = None;
        match series.math {
            Math::UniqueSession => needs.session(),
            Math::UniqueGroup => {
                counted = index_of(filter::group_type(&field, series.group_type.as_deref())?)?;
                needs.group(counted);
            }
            Math::Count => return Err(Fault::new(format!("{field}.math"), "it is for profiles; take `total`").into()),
            _ => {}
        }
        let property = series.property.as_deref().filter(|property| !property.is_empty());
        let property = match (series.math.needs_property(), property) {
            (true, Some(property)) => Some(needs.property(property)),
            (true, None) => {
                return Err(Fault::new(format!("{field}.property"), "this figure needs the name of a property").into());
            }
            (false, _) => None,
        };
        let trailing = series.math.trailing_days(query.interval);
        if trailing.is_some() && query.interval == Interval::Hour {
            return Err(Fault::new("interval", "figures of several days need days, weeks or months").into());
        }
        let split_by = breakdown.map_or(0, |breakdown| breakdown.needs(&mut needs));
        let event = series.event.as_deref();
        let label = series.label.clone().or_else(|| series.event.clone()).unwrap_or_else(|| "all events".into());
        let source = Source::new(connection, project, event, needs)?;
        Ok(Self { label, math: series.math, source, filters, actors, counted, trailing, property, split_by })
    }

    #[allow(clippy::too_many_arguments)]
    fn read(
        &self,
        view: &View<'_>,
        calendar: &Calendar,
        range: Range,
        buckets: &Buckets,
        splitter: &mut Splitter,
        sieve: &mut Sieve,
        job: &Job,
    ) -> Result<Cells, Stop> {
        if let Some(days) = self.trailing {
            return self.read_trailing(view, calendar, days, range, buckets, splitter, sieve, job);
        }
        let mut cells = Cells::default();
        self.source.read(view, range, job, |event| {
            let Some((key, counted, value)) = self.take(view, event, splitter, sieve) else { return Ok(()) };
            cells.add(self.math, key, buckets.index(event.at) as u32, counted, value)
        })?;
        Ok(cells)
    }

    /// Actors of the days up to the end of each interval: read by day, from before the range on.
    #[allow(clippy::too_many_arguments)]
    fn read_trailing(
        &self,
        view: &View<'_>,
        calendar: &Calendar,
        days: i64,
        range: Range,
        buckets: &Buckets,
        splitter: &mut Splitter,
        sieve: &mut Sieve,
        job: &Job,
    ) -> Result<Cells, Stop> {
        let first = calendar.after(calendar.floor(range.from, Interval::Day), Interval::Day, 1 - days);
        let whole = Range { from: first, to: range.to };
        let by_day = calendar.divide(whole, Interval::Day)?;
        let mut daily = Cells::default();
        let mut cells = Cells::default();
        self.source.read(view, whole, job, |event| {
            let Some((key, counted, value)) = self.take(view, event, splitter, sieve) else { return Ok(()) };
            let total = cells.totals.entry(key).or_insert_with(|| Cell::new(self.math));
            if event.at >= range.from {
                total.add(counted, value);
            }
            daily.add_to_bucket(self.math, key, by_day.index(event.at) as u32, counted, value)
        })?;
        for bucket in 0..buckets.len() {
            let end = by_day.index(buckets.end_of(bucket).min(range.to) - 1) as u32;
            for day in (end + 1).saturating_sub(days as u32)..=end {
                job.check()?;
                for key in cells.totals.keys() {
                    if let Some(actors) = daily.cells.get(&(*key, day)) {
                        let cell = cells.cells.entry((*key, bucket as u32)).or_insert_with(|| Cell::new(self.math));
                        cell.merge(actors);
                    }
                }
            }
        }
        Ok(cells)
    }

    /// The key of the breakdown, whoever is counted, and the value, unless the event does not count.
    fn take(
        &self,
        view: &View<'_>,
        event: &Event<'_>,
        splitter: &mut Splitter,
        sieve: &mut Sieve,
    ) -> Option<(u32, u32, f64)> {
        if !sieve.passes(&view.people, event) {
            return None;
        }
        let value = match self.property {
            Some(place) => value::number(event.value(place))?,
            None => 0.0,
        };
        let counted = match self.math {
            Math::UniqueSession => event.session?,
            Math::UniqueGroup => event.group(self.counted)?,
            Math::Total if self.actors == Actors::Persons => 0,
            _ => self.actors.of(&view.people, event)?,
        };
        Some((splitter.key(view, event, self.split_by)?, counted, value))
    }
}

impl Math {
    fn is_per_actor(self) -> bool {
        matches!(Cell::new(self), Cell::PerActor(_))
    }

    fn needs_property(self) -> bool {
        matches!(Cell::new(self), Cell::Values(_))
    }

    /// Of intervals that are at least as long, those who are active in them count.
    fn trailing_days(self, interval: Interval) -> Option<i64> {
        match (self, interval) {
            (Self::WeeklyActive, Interval::Hour | Interval::Day) => Some(7),
            (Self::MonthlyActive, Interval::Hour | Interval::Day | Interval::Week) => Some(30),
            _ => None,
        }
    }
}
