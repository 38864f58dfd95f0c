//! Retention: of those who begin in a period, how many come back in each of the following ones.

/// The table of cohorts that actors are counted in, one after the other.
#[derive(Debug)]
pub struct Retention {
    on_or_after: bool,
    cohorts: Vec<Cohort>,
}

/// Those who began in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// How many they are.
    pub size: u64,
    /// How many of them came back so many periods later, as long as they are followed and up to the last period. All of them are
    /// there in their own.
    pub values: Vec<u64>,
}

impl Retention {
    /// A table of so many periods, in which each cohort is followed for at most `followed`, its own included. With `on_or_after`,
    /// whoever comes back in a later period, followed or not, was there in those before it, too.
    pub fn new(periods: usize, followed: usize, on_or_after: bool) -> Self {
        let cohort = |left: usize| Cohort { size: 0, values: vec![0; left.min(followed.max(1))] };
        Self { on_or_after, cohorts: (1..=periods).rev().map(cohort).collect() }
    }

    /// Counts an actor that begins in the periods `starts` and comes back in the periods `returns`, both sorted and each period
    /// once. It is in a cohort for every period it begins in; where only its first counts, that is all that is passed.
    pub fn actor(&mut self, starts: &[u32], returns: &[u32]) {
        for &start in starts {
            let Some(cohort) = self.cohorts.get_mut(start as usize) else { continue };
            cohort.size += 1;
            cohort.values[0] += 1;
            let later = &returns[returns.partition_point(|&period| period <= start)..];
            let followed = cohort.values.len() as u32;
            let mut back = |after: u32| cohort.values[after as usize] += 1;
            match later.last() {
                Some(last) if self.on_or_after => (1..followed.min(last - start + 1)).for_each(back),
                _ => {
                    later.iter().map(|period| period - start).take_while(|after| *after < followed).for_each(&mut back)
                }
            }
        }
    }

    /// The cohorts, from the first period to the last, and the means over them.
    pub fn finish(self) -> (Vec<Cohort>, Vec<Option<f64>>) {
        let followed = self.cohorts.first().map_or(0, |first| first.values.len());
        let means = (0..followed).map(|after| self.mean(after)).collect();
        (self.cohorts, means)
    }

    /// The share of all who came back so many periods later, of the cohorts that have such a period; none where nobody is in
    /// these. Larger cohorts weigh more.
    fn mean(&self, after: usize) -> Option<f64> {
        let old_enough = self.cohorts.iter().filter_map(|cohort| Some((cohort.size, cohort.values.get(after)?)));
        let (size, back) = old_enough.fold((0, 0), |(size, back), (more, value)| (size + more, back + value));
        (size > 0).then(|| back as f64 / size as f64)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn values(retention: Retention) -> Vec<Vec<u64>> {
        retention.finish().0.into_iter().map(|cohort| cohort.values).collect()
    }

    #[test]
    fn back_in_a_period() {
        let mut retention = Retention::new(3, 3, false);
        retention.actor(&[0], &[0, 2]);
        retention.actor(&[0, 1], &[1, 2]);
        retention.actor(&[1], &[0]);
        retention.actor(&[], &[0, 1, 2]);
        let (cohorts, means) = retention.finish();
        assert_eq!(cohorts[0], Cohort { size: 2, values: vec![2, 1, 2] });
        assert_eq!(cohorts[1], Cohort { size: 2, values: vec![2, 1] });
        assert_eq!(cohorts[2], Cohort { size: 0, values: vec![0] });
        assert_eq!(means, [Some(1.0), Some(0.5), Some(1.0)]);
    }

    #[test]
    fn back_in_a_period_or_later() {
        let mut retention = Retention::new(4, 9, true);
        retention.actor(&[0, 2], &[2]);
        retention.actor(&[0], &[]);
        assert_eq!(values(retention), [vec![2, 1, 1, 0], vec![0, 0, 0], vec![1, 0], vec![0]]);
    }

    #[test]
    fn larger_cohorts_weigh_more() {
        let mut retention = Retention::new(3, 3, false);
        (0..9).for_each(|_| retention.actor(&[0], &[1]));
        retention.actor(&[1], &[]);
        assert_eq!(retention.finish().1, [Some(1.0), Some(0.9), Some(0.0)]);
    }

    #[test]
    fn followed_for_so_long() {
        for (on_or_after, first) in [(false, vec![1, 0]), (true, vec![1, 1])] {
            let mut retention = Retention::new(3, 2, on_or_after);
            retention.actor(&[0], &[2]);
            let (cohorts, means) = retention.finish();
            assert_eq!(means, [Some(1.0), Some(first[1] as f64)]);
            assert_eq!(
                cohorts.into_iter().map(|cohort| cohort.values).collect::<Vec<_>>(),
                [first, vec![0, 0], vec![0]]
            );
        }
    }

    #[test]
    fn nothing_and_nobody() {
        assert_eq!(Retention::new(0, 3, false).finish(), (vec![], vec![]));
        assert_eq!(Retention::new(2, 2, true).finish().1, [None, None]);
    }

    fn periods() -> impl Strategy<Value = BTreeSet<u32>> {
        prop::collection::btree_set(0_u32..7, 0..7)
    }

    proptest! {
        /// Cell by cell, from the actors' sets of periods.
        #[test]
        fn the_same_as_cell_by_cell(
            actors in prop::collection::vec((periods(), periods()), 0..8),
            followed in 1_u32..8,
            on_or_after: bool,
        ) {
            let mut retention = Retention::new(6, followed as usize, on_or_after);
            for (starts, returns) in &actors {
                let list = |set: &BTreeSet<u32>| set.iter().copied().filter(|period| *period < 6).collect::<Vec<_>>();
                retention.actor(&list(starts), &list(returns));
            }
            let (cohorts, means) = retention.finish();
            for after in 0..followed.min(6) {
                let (mut begun, mut back) = (0_u64, 0_u64);
                for start in 0..6 - after {
                    let last = if on_or_after { 5 } else { start + after };
                    let members = || actors.iter().filter(|(starts, _)| starts.contains(&start));
                    let is_back = |returns: &BTreeSet<u32>| returns.range(start + after..=last).next().is_some();
                    let expected = members().filter(|(_, returns)| after == 0 || is_back(returns)).count() as u64;
                    prop_assert_eq!(cohorts[start as usize].size, members().count() as u64);
                    prop_assert_eq!(cohorts[start as usize].values[after as usize], expected);
                    begun += members().count() as u64;
                    back += expected;
                }
                match means[after as usize] {
                    Some(mean) => prop_assert!((mean * begun as f64 - back as f64).abs() < 1e-9),
                    None => prop_assert_eq!(begun, 0),
                }
            }
        }
    }
}
