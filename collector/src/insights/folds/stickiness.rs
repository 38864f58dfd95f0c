//! Stickiness: on how many days actors come, and how many come within trailing days.

/// How many days the trailing week has.
pub const WEEK: usize = 7;
/// How many days the trailing month has.
pub const MONTH: usize = 30;

/// How many actors were active in exactly so many intervals.
#[derive(Debug)]
pub struct Stickiness {
    counts: Vec<u64>,
}

impl Stickiness {
    /// A count over a range of so many intervals.
    pub fn new(intervals: usize) -> Self {
        Self { counts: vec![0; intervals] }
    }

    /// Counts an actor that was active in so many different intervals.
    pub fn actor(&mut self, intervals: usize) {
        let place = intervals.checked_sub(1).and_then(|place| self.counts.get_mut(place));
        place.into_iter().for_each(|count| *count += 1);
    }

    /// How many actors were active in one interval, in two, and so on.
    pub fn finish(self) -> Vec<u64> {
        self.counts
    }
}

/// How many actors were active on each day, and in the trailing week and month that end with it.
#[derive(Debug)]
pub struct Activity {
    day: Trailing,
    week: Trailing,
    month: Trailing,
}

/// Of each day of the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actives {
    /// Those active on the day.
    pub day: Vec<u64>,
    /// Those active on it or one of the 6 days before.
    pub week: Vec<u64>,
    /// Those active on it or one of the 29 days before.
    pub month: Vec<u64>,
}

impl Activity {
    /// A count over a range of so many days.
    pub fn new(days: usize) -> Self {
        let trailing = |width| Trailing::new(MONTH - 1 + days, width);
        Self { day: trailing(1), week: trailing(WEEK), month: trailing(MONTH) }
    }

    /// Counts an actor by the days on which it was active, sorted and each once. Day 0 is 29 days before the range, so that the
    /// range's first day is day 29.
    pub fn actor(&mut self, days: &[u32]) {
        [&mut self.day, &mut self.week, &mut self.month].into_iter().for_each(|trailing| trailing.actor(days));
    }

    /// The counts.
    pub fn finish(self) -> Actives {
        let of_range = |trailing: Trailing| trailing.finish().skip(MONTH - 1).collect();
        Actives { day: of_range(self.day), week: of_range(self.week), month: of_range(self.month) }
    }
}

/// How many are active within trailing days, as the differences from day to day.
#[derive(Debug)]
struct Trailing {
    width: usize,
    days: usize,
    more: Vec<i64>,
}

impl Trailing {
    fn new(days: usize, width: usize) -> Self {
        Self { width, days, more: vec![0; days + width] }
    }

    fn actor(&mut self, days: &[u32]) {
        let mut until = 0;
        for day in days.iter().map(|&day| day as usize).take_while(|&day| day < self.days) {
            // Where the actor still counts, it goes on doing so.
            self.more[day.max(until)] += 1;
            until = day + self.width;
            self.more[until] -= 1;
        }
    }

    fn finish(self) -> impl Iterator<Item = u64> {
        let days = self.days;
        let counts = self.more.into_iter().scan(0_i64, |count, more| {
            *count += more;
            Some(count.unsigned_abs())
        });
        counts.take(days)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn exactly_so_many_intervals() {
        let mut stickiness = Stickiness::new(3);
        [1, 3, 1, 0, 4].into_iter().for_each(|intervals| stickiness.actor(intervals));
        assert_eq!(stickiness.finish(), [2, 0, 1]);
    }

    #[test]
    fn trailing_days() {
        let mut activity = Activity::new(9);
        activity.actor(&[29, 30]);
        activity.actor(&[0, 28]);
        activity.actor(&[]);
        let actives = activity.finish();
        assert_eq!(actives.day, [1, 1, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(actives.week, [2, 2, 2, 2, 2, 2, 1, 1, 0]);
        assert_eq!(actives.month, [2; 9]);
    }

    #[test]
    fn the_first_day_looks_back_a_month() {
        let mut activity = Activity::new(2);
        activity.actor(&[0]);
        assert_eq!(activity.finish().month, [1, 0]);
    }

    proptest! {
        /// Day by day, from the actors' sets of days. Days after the range do not matter.
        #[test]
        fn the_same_as_day_by_day(actors in prop::collection::vec(prop::collection::btree_set(0_u32..60, 0..12), 0..6)) {
            let mut activity = Activity::new(20);
            for days in &actors {
                activity.actor(&days.iter().copied().collect::<Vec<_>>());
            }
            let actives = activity.finish();
            for day in 0..20_u32 {
                let within = |width: u32| {
                    let last = day + 29;
                    let is_active = |days: &&BTreeSet<u32>| days.range(last + 1 - width..=last).next().is_some();
                    actors.iter().filter(is_active).count() as u64
                };
                let at = day as usize;
                prop_assert_eq!([actives.day[at], actives.week[at], actives.month[at]], [within(1), within(7), within(30)]);
            }
        }
    }
}
