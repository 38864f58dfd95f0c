//! Lifecycle: who is new, who stays, who comes back and who stays away, from one interval to the next.

/// The counts that actors are added to, one after the other.
#[derive(Debug)]
pub struct Lifecycle {
    counts: Counts,
}

/// How many there are in each interval of the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Active, and made in this interval.
    pub new: Vec<u64>,
    /// Active, as in the interval before.
    pub returning: Vec<u64>,
    /// Active after an interval without activity, and made before this one.
    pub resurrecting: Vec<u64>,
    /// Not active any more after an interval with activity.
    pub dormant: Vec<u64>,
}

impl Lifecycle {
    /// A count over a range of so many intervals.
    pub fn new(intervals: usize) -> Self {
        let none = || vec![0; intervals];
        Self { counts: Counts { new: none(), returning: none(), resurrecting: none(), dormant: none() } }
    }

    /// Counts an actor by the interval in which it was made, unless that is not in the range, and those in which it was active,
    /// sorted and each once. Interval 0 is the one before the range, so that the range's first is interval 1.
    pub fn actor(&mut self, made: Option<u32>, active: &[u32]) {
        let counts = &mut self.counts;
        for (index, &now) in active.iter().enumerate() {
            let was_active = index > 0 && active[index - 1] + 1 == now;
            let kind = match (made == Some(now), was_active) {
                (true, _) => &mut counts.new,
                (_, true) => &mut counts.returning,
                _ => &mut counts.resurrecting,
            };
            add(kind, now.checked_sub(1));
            if active.get(index + 1) != Some(&(now + 1)) {
                add(&mut counts.dormant, Some(now));
            }
        }
    }

    /// The counts.
    pub fn finish(self) -> Counts {
        self.counts
    }
}

/// Adds one at `place`, where that is one of the range's.
fn add(counts: &mut [u64], place: Option<u32>) {
    let count = place.and_then(|place| counts.get_mut(place as usize));
    count.into_iter().for_each(|count| *count += 1);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_of_each_kind() {
        let mut lifecycle = Lifecycle::new(4);
        // Made in the first interval, there in the second, away in the third, back in the fourth.
        lifecycle.actor(Some(1), &[1, 2, 4]);
        // Made long ago and active just before the range.
        lifecycle.actor(None, &[0, 1]);
        lifecycle.actor(None, &[0]);
        let counts = lifecycle.finish();
        assert_eq!(counts.new, [1, 0, 0, 0]);
        assert_eq!(counts.returning, [1, 1, 0, 0]);
        assert_eq!(counts.resurrecting, [0, 0, 0, 1]);
        assert_eq!(counts.dormant, [1, 1, 1, 0]);
    }

    #[test]
    fn whoever_was_made_earlier_is_not_new() {
        let mut lifecycle = Lifecycle::new(2);
        lifecycle.actor(Some(1), &[2]);
        lifecycle.actor(Some(0), &[1]);
        let counts = lifecycle.finish();
        assert_eq!((counts.new, counts.resurrecting), (vec![0, 0], vec![1, 1]));
    }

    #[test]
    fn made_in_the_interval_is_new_even_with_an_older_event() {
        let mut lifecycle = Lifecycle::new(1);
        lifecycle.actor(Some(1), &[0, 1]);
        let counts = lifecycle.finish();
        assert_eq!((counts.new, counts.returning), (vec![1], vec![0]));
    }

    proptest! {
        /// Interval by interval, from the actors' sets.
        #[test]
        fn the_same_as_interval_by_interval(
            actors in prop::collection::vec((prop::option::of(0_u32..8), prop::collection::btree_set(0_u32..8, 0..8)), 0..8),
        ) {
            let mut lifecycle = Lifecycle::new(6);
            for (made, active) in &actors {
                lifecycle.actor(*made, &active.iter().copied().collect::<Vec<_>>());
            }
            let counts = lifecycle.finish();
            for now in 1..=6_u32 {
                let count = |kind: &dyn Fn(Option<u32>, &BTreeSet<u32>) -> bool| {
                    actors.iter().filter(|(made, active)| kind(*made, active)).count() as u64
                };
                let at = now as usize - 1;
                let here = |active: &BTreeSet<u32>| active.contains(&now);
                let before = |active: &BTreeSet<u32>| active.contains(&(now - 1));
                prop_assert_eq!(counts.new[at], count(&|made, active| here(active) && made == Some(now)));
                let stays = |made, active: &_| here(active) && before(active) && made != Some(now);
                prop_assert_eq!(counts.returning[at], count(&stays));
                let back = |made, active: &_| here(active) && !before(active) && made != Some(now);
                prop_assert_eq!(counts.resurrecting[at], count(&back));
                prop_assert_eq!(counts.dormant[at], count(&|_, active| before(active) && !here(active)));
            }
        }
    }
}
