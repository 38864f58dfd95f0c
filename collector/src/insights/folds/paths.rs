//! Paths: from which page actors go on to which.

use std::cmp::Reverse;
use std::ops::Range;

use rustc_hash::FxHashMap;

/// Which journeys count, and how much of them.
#[derive(Debug, Clone)]
pub struct Definition {
    /// With so many milliseconds between two views, or more, the second one begins another journey.
    pub gap: i64,
    /// How many pages of a journey are looked at.
    pub steps: usize,
    /// Where journeys begin: at the first view of this page. What came before is left out.
    pub start: Option<u32>,
    /// Where they end: at the first view of this page. With a start, too, those count that get here within `steps` pages.
    pub end: Option<u32>,
}

/// A view of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// When, in milliseconds.
    pub at: i64,
    /// The page, as its place in the order of names.
    pub page: u32,
}

/// A way from one page to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Which page of the journey it leads from; 1 is the first.
    pub step: usize,
    /// The page it leads from.
    pub from: u32,
    /// The page it leads to.
    pub to: u32,
    /// How many journeys took it.
    pub count: u64,
    /// How long they were on the first page, on average.
    pub average_seconds: f64,
}

/// The ways that actors took, one actor after the other.
#[derive(Debug)]
pub struct Paths {
    definition: Definition,
    edges: FxHashMap<(usize, u32, u32), Taken>,
    journey: Vec<View>,
}

/// How often a way was taken, and how long that took in all.
#[derive(Debug, Default)]
struct Taken {
    count: u64,
    milliseconds: i128,
}

impl Paths {
    /// Paths that nobody took.
    pub fn new(definition: Definition) -> Self {
        Self { definition, edges: FxHashMap::default(), journey: Vec::new() }
    }

    /// Counts the journeys of an actor, from its views in the order in which they happened. A page that is viewed again before
    /// any other one is viewed once.
    pub fn actor(&mut self, views: &[View]) {
        let gap = self.definition.gap;
        for views in views.chunk_by(|before, view| view.at - before.at < gap) {
            self.journey.clear();
            self.journey.extend(views.chunk_by(|before, view| before.page == view.page).map(|same| same[0]));
            let part = self.definition.part(&self.journey);
            for (index, pair) in self.journey[part].windows(2).enumerate() {
                let taken = self.edges.entry((index + 1, pair[0].page, pair[1].page)).or_default();
                taken.count += 1;
                taken.milliseconds += i128::from(pair[1].at - pair[0].at);
            }
        }
    }

    /// The `limit` ways that were taken most often. Of those taken equally often the first ones of a journey come first, then
    /// those in the order of names.
    pub fn finish(self, limit: usize) -> Vec<Edge> {
        let edge = |((step, from, to), taken): ((usize, u32, u32), Taken)| {
            let average_seconds = taken.milliseconds as f64 / taken.count as f64 / 1000.0;
            Edge { step, from, to, count: taken.count, average_seconds }
        };
        let mut edges: Vec<Edge> = self.edges.into_iter().map(edge).collect();
        edges.sort_unstable_by_key(|edge| (Reverse(edge.count), edge.step, edge.from, edge.to));
        edges.truncate(limit);
        edges
    }
}

impl Definition {
    /// The part of a journey that counts.
    fn part(&self, journey: &[View]) -> Range<usize> {
        let first = |page: Option<u32>, from: usize| {
            let found = journey[from..].iter().position(|view| Some(view.page) == page);
            found.map(|place| from + place)
        };
        let start = if self.start.is_some() { first(self.start, 0) } else { Some(0) };
        let Some(start) = start else { return 0..0 };
        if self.end.is_none() {
            return start..journey.len().min(start + self.steps);
        }
        match first(self.end, start) {
            None => 0..0,
            Some(end) if end - start < self.steps => start..end + 1,
            Some(_) if self.start.is_some() => 0..0,
            Some(end) => end + 1 - self.steps..end + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;

    fn definition(steps: usize, start: Option<u32>, end: Option<u32>) -> Definition {
        Definition { gap: 30 * MINUTE, steps, start, end }
    }

    /// Views of these pages, a minute from one to the next.
    fn views(pages: &[u32]) -> Vec<View> {
        (0..).zip(pages).map(|(minute, &page)| View { at: minute * MINUTE, page }).collect()
    }

    fn taken(definition: Definition, actors: &[Vec<View>]) -> Vec<(usize, u32, u32, u64, f64)> {
        let mut paths = Paths::new(definition);
        actors.iter().for_each(|views| paths.actor(views));
        let edge = |edge: Edge| (edge.step, edge.from, edge.to, edge.count, edge.average_seconds);
        paths.finish(10).into_iter().map(edge).collect()
    }

    #[test]
    fn from_page_to_page() {
        let actors = [views(&[1, 2, 3]), views(&[1, 2]), views(&[]), views(&[7])];
        assert_eq!(taken(definition(5, None, None), &actors), [(1, 1, 2, 2, 60.0), (2, 2, 3, 1, 60.0)]);
        assert_eq!(taken(definition(2, None, None), &actors), [(1, 1, 2, 2, 60.0)]);
    }

    #[test]
    fn a_page_again_is_the_same_view() {
        assert_eq!(
            taken(definition(5, None, None), &[views(&[1, 1, 1, 2, 1])]),
            [(1, 1, 2, 1, 180.0), (2, 2, 1, 1, 60.0)]
        );
    }

    #[test]
    fn a_gap_begins_anew() {
        let at = |minute, page| View { at: minute * MINUTE, page };
        let visits = vec![at(0, 1), at(29, 2), at(59, 3), at(60, 4)];
        assert_eq!(taken(definition(5, None, None), &[visits]), [(1, 1, 2, 1, 29.0 * 60.0), (1, 3, 4, 1, 60.0)]);
    }

    #[test]
    fn from_a_page_on() {
        let actors = [views(&[9, 1, 2, 1, 3]), views(&[2, 3])];
        assert_eq!(taken(definition(3, Some(1), None), &actors), [(1, 1, 2, 1, 60.0), (2, 2, 1, 1, 60.0)]);
    }

    #[test]
    fn up_to_a_page() {
        let actors = [views(&[9, 1, 2, 3, 2, 3]), views(&[2, 1])];
        assert_eq!(taken(definition(3, None, Some(3)), &actors), [(1, 1, 2, 1, 60.0), (2, 2, 3, 1, 60.0)]);
    }

    #[test]
    fn from_page_to_page_within_the_steps() {
        let actors = [views(&[3, 1, 2, 3]), views(&[1, 2, 4, 3]), views(&[3, 1])];
        assert_eq!(taken(definition(3, Some(1), Some(3)), &actors), [(1, 1, 2, 1, 60.0), (2, 2, 3, 1, 60.0)]);
    }

    #[test]
    fn ties_are_in_order() {
        let mut paths = Paths::new(definition(5, None, None));
        [[2, 1], [1, 3], [1, 2], [1, 3]].iter().for_each(|pages| paths.actor(&views(pages)));
        let edges: Vec<_> = paths.finish(2).into_iter().map(|edge| (edge.from, edge.to, edge.count)).collect();
        assert_eq!(edges, [(1, 3, 2), (1, 2, 1)]);
    }

    /// View by view: where a journey is, and what it took.
    fn naive(definition: &Definition, views: &[View]) -> BTreeMap<(usize, u32, u32), (u64, i64)> {
        let mut journeys: Vec<Vec<View>> = Vec::new();
        for (index, view) in views.iter().enumerate() {
            if index == 0 || view.at - views[index - 1].at >= definition.gap {
                journeys.push(Vec::new());
            }
            let journey = journeys.last_mut().unwrap();
            if journey.last().is_none_or(|last| last.page != view.page) {
                journey.push(*view);
            }
        }
        let mut edges: BTreeMap<_, (u64, i64)> = BTreeMap::new();
        for mut journey in journeys {
            if let Some(start) = definition.start {
                while journey.first().is_some_and(|view| view.page != start) {
                    journey.remove(0);
                }
            }
            if let Some(end) = definition.end {
                let mut rest = journey.into_iter();
                journey = Vec::new();
                for view in rest.by_ref() {
                    journey.push(view);
                    if view.page == end {
                        break;
                    }
                }
                while definition.start.is_none() && journey.len() > definition.steps {
                    journey.remove(0);
                }
                if journey.last().is_none_or(|view| view.page != end) || journey.len() > definition.steps {
                    continue;
                }
            }
            for step in 1..journey.len().min(definition.steps) {
                let (from, to) = (journey[step - 1], journey[step]);
                let taken = edges.entry((step, from.page, to.page)).or_default();
                *taken = (taken.0 + 1, taken.1 + to.at - from.at);
            }
        }
        edges
    }

    proptest! {
        #[test]
        fn the_same_as_view_by_view(
            views in prop::collection::vec((0_i64..8, 0_u32..4), 0..30),
            steps in 1_usize..6,
            start in prop::option::of(0_u32..4),
            end in prop::option::of(0_u32..4),
        ) {
            let definition = Definition { gap: 6, steps, start, end };
            let mut now = 0;
            let view = |&(after, page): &(i64, u32)| { now += after; View { at: now, page } };
            let views: Vec<View> = views.iter().map(view).collect();
            let mut paths = Paths::new(definition.clone());
            paths.actor(&views);
            let edges = paths.finish(usize::MAX);
            let expected = naive(&definition, &views);
            prop_assert_eq!(edges.len(), expected.len());
            for edge in &edges {
                let (count, milliseconds) = expected[&(edge.step, edge.from, edge.to)];
                prop_assert_eq!(edge.count, count);
                prop_assert!((edge.average_seconds * 1000.0 * count as f64 - milliseconds as f64).abs() < 1e-6);
            }
            prop_assert!(edges.is_sorted_by_key(|edge| Reverse(edge.count)));
        }
    }
}
