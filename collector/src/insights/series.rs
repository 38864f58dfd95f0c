//! One series of a trend: which events count, and what of them.

use crate::facts::columns::Key;
use crate::facts::value;
use crate::flags::fault::Fault;
use crate::insights::breakdown::{self, Splitter};
use crate::insights::calendar::{Buckets, Calendar, Interval, Range};
use crate::insights::cells::Cells;
use crate::insights::filter::{self, Sieve};
use crate::insights::job::Stop;
use crate::insights::query::{Math, Series};
use crate::insights::selection::{Actors, Event, Needs, Source, type_index};
use crate::insights::step::{Planner, Reading};

/// A series, ready to be read.
#[derive(Debug)]
pub struct Planned {
    /// What it is called.
    pub label: String,
    /// The figure.
    pub math: Math,
    source: Source,
    /// What events have to pass.
    pub filters: Vec<filter::Planned>,
    actors: Actors,
    /// The groups of the figure `unique_group`.
    counted: Option<usize>,
    /// The days before each interval's end in which actors count.
    trailing: Option<i64>,
    /// The places of the figure's and of the breakdown's property.
    property: Option<usize>,
    split_by: usize,
}

/// A range, divided.
#[derive(Debug)]
pub struct Span {
    /// The times that count.
    pub range: Range,
    /// The intervals.
    pub buckets: Buckets,
}

impl Span {
    /// Divides a range.
    pub fn new(calendar: &Calendar, range: Range, interval: Interval) -> Result<Self, Fault> {
        Ok(Self { range, buckets: calendar.divide(range, interval)? })
    }
}

impl Planned {
    /// Plans the series of this index.
    pub fn new(
        planner: &Planner<'_>,
        index: usize,
        series: &Series,
        breakdown: Option<&breakdown::Planned>,
    ) -> Result<Self, Stop> {
        let Planner { connection, project, query } = *planner;
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
        let property = match (series.math.is_of_values(), property) {
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

    /// The columns that have to be there.
    pub fn columns(&self) -> Vec<Key> {
        self.source.columns().into_iter().chain(self.filters.iter().flat_map(filter::Planned::columns)).collect()
    }

    /// The key of the breakdown, whoever is counted, and the value, unless the event does not count.
    fn take(
        &self,
        reading: &Reading<'_>,
        event: &Event<'_>,
        splitter: &mut Splitter,
        sieve: &mut Sieve,
    ) -> Option<(u32, u32, f64)> {
        let view = reading.view;
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

/// Reads the events of a range, once for neighbours that ask for the same ones. Each series has the sieve of its filters.
pub fn read_all(
    all: &[Planned],
    sieves: &mut [Sieve],
    reading: &Reading<'_>,
    calendar: &Calendar,
    span: &Span,
    splitter: &mut Splitter,
) -> Result<Vec<Cells>, Stop> {
    let tallies = all.iter().zip(sieves).map(|(series, sieve)| Tally::new(series, sieve, calendar, span));
    let mut tallies = tallies.collect::<Result<Vec<_>, _>>()?;
    for same in tallies.chunk_by_mut(|one, next| one.series.source == next.series.source) {
        let source = &same[0].series.source;
        let from = same.iter().map(|one| one.from).min().unwrap_or(span.range.from);
        source.read(reading.view, Range { from, to: span.range.to }, reading.job, |event| {
            same.iter_mut().try_for_each(|one| one.add(event, reading, span, splitter))
        })?;
    }
    tallies.into_iter().map(|one| one.finish(reading, span)).collect()
}

/// What is read of one series.
struct Tally<'a> {
    series: &'a Planned,
    sieve: &'a mut Sieve,
    /// The first event that counts.
    from: i64,
    days: Option<Days>,
    cells: Cells,
}

/// Actors of the days up to the end of each interval are read by day, from before the range on.
struct Days {
    count: usize,
    buckets: Buckets,
    cells: Cells,
}

impl<'a> Tally<'a> {
    fn new(series: &'a Planned, sieve: &'a mut Sieve, calendar: &Calendar, span: &Span) -> Result<Self, Fault> {
        let mut from = span.range.from;
        let mut days = None;
        if let Some(count) = series.trailing {
            from = calendar.after(calendar.floor(from, Interval::Day), Interval::Day, 1 - count);
            let buckets = calendar.divide(Range { from, to: span.range.to }, Interval::Day)?;
            days = Some(Days { count: count as usize, buckets, cells: Cells::default() });
        }
        Ok(Self { series, sieve, from, days, cells: Cells::default() })
    }

    fn add(
        &mut self,
        event: &Event<'_>,
        reading: &Reading<'_>,
        span: &Span,
        splitter: &mut Splitter,
    ) -> Result<(), Stop> {
        if event.at < self.from {
            return Ok(());
        }
        let Some((key, counted, value)) = self.series.take(reading, event, splitter, self.sieve) else { return Ok(()) };
        let math = self.series.math;
        let Some(days) = &mut self.days else {
            return self.cells.add(math, key, span.buckets.index(event.at), counted, value);
        };
        // Who was there only before the range has a key, too.
        let total = self.cells.total(math, key);
        if event.at >= span.range.from {
            total.add(counted, value);
        }
        days.cells.bucket(math, key, days.buckets.index(event.at))?.add(counted, value);
        Ok(())
    }

    fn finish(mut self, reading: &Reading<'_>, Span { range, buckets }: &Span) -> Result<Cells, Stop> {
        let Some(days) = self.days else { return Ok(self.cells) };
        for bucket in 0..buckets.len() {
            let end = days.buckets.index(buckets.end_of(bucket).min(range.to) - 1);
            for day in (end + 1).saturating_sub(days.count)..=end {
                reading.job.check()?;
                self.cells.merge_bucket(self.series.math, bucket, &days.cells, day)?;
            }
        }
        Ok(self.cells)
    }
}

impl Math {
    /// Of intervals that are at least as long, those who are active in them count.
    fn trailing_days(self, interval: Interval) -> Option<i64> {
        match (self, interval) {
            (Self::WeeklyActive, Interval::Hour | Interval::Day) => Some(7),
            (Self::MonthlyActive, Interval::Hour | Interval::Day | Interval::Week) => Some(30),
            _ => None,
        }
    }
}
