//! In which periods each actor was active.

use crate::insights::held::Held;
use crate::insights::job::Stop;

/// What is being gathered.
#[derive(Debug, Default)]
pub struct Gathered {
    rows: Held<(u32, u32)>,
    /// Of each actor the period that was added last, and one: events come in the order of time, many of them in one period.
    last: Vec<u32>,
}

/// The periods of each actor.
#[derive(Debug, Default)]
pub struct Periods {
    periods: Vec<u32>,
    /// Where each actor's begin; the last one's end.
    starts: Vec<usize>,
}

impl Gathered {
    /// Adds a period in which an actor was active.
    pub fn add(&mut self, actor: u32, period: u32) -> Result<(), Stop> {
        let place = actor as usize;
        if self.last.len() <= place {
            self.last.resize(place + 1, 0);
        }
        if self.last[place] != period + 1 {
            self.last[place] = period + 1;
            self.rows.push((actor, period))?;
        }
        Ok(())
    }

    /// Puts them in order.
    pub fn finish(self) -> Periods {
        let mut rows = self.rows.into_rows();
        rows.sort_unstable();
        rows.dedup();
        let mut starts = Vec::with_capacity(self.last.len() + 1);
        for (place, (actor, _)) in rows.iter().enumerate() {
            while starts.len() <= *actor as usize {
                starts.push(place);
            }
        }
        starts.push(rows.len());
        Periods { periods: rows.into_iter().map(|(_, period)| period).collect(), starts }
    }
}

impl Periods {
    /// The periods of an actor, in order and each once.
    pub fn of(&self, actor: u32) -> &[u32] {
        let actor = actor as usize;
        match (self.starts.get(actor), self.starts.get(actor + 1)) {
            (Some(&start), Some(&end)) => &self.periods[start..end],
            _ => &[],
        }
    }

    /// Every actor that was active at all, with its periods.
    pub fn actors(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let all = (0..).zip(self.starts.windows(2));
        all.filter(|(_, ends)| ends[0] < ends[1]).map(|(actor, ends)| (actor, &self.periods[ends[0]..ends[1]]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_of_each_actor() {
        let mut gathered = Gathered::default();
        for (actor, period) in [(3, 0), (3, 0), (1, 0), (3, 7), (3, 2), (1, 0), (3, 0)] {
            gathered.add(actor, period).unwrap();
        }
        let periods = gathered.finish();
        assert_eq!(periods.of(3), [0, 2, 7]);
        assert_eq!(periods.of(1), [0]);
        assert!(periods.of(0).is_empty() && periods.of(2).is_empty() && periods.of(4).is_empty());
        assert_eq!(periods.actors().collect::<Vec<_>>(), [(1, &[0][..]), (3, &[0, 2, 7][..])]);
        assert_eq!(Gathered::default().finish().actors().count(), 0);
    }
}
