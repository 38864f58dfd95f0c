//! The attempts of one actor, of which the furthest counts.

use crate::insights::folds::funnel::ordered::Ordered;
use crate::insights::folds::funnel::unordered::Unordered;
use crate::insights::folds::funnel::{Definition, Exclusion, Happening, Order};

/// What looking for attempts needs; kept from actor to actor, so that it is allocated once.
#[derive(Debug)]
pub(super) struct Attempts {
    way: Way,
    /// Of each event the steps that it could be.
    masks: Vec<u32>,
    /// Of each exclusion the places of its events.
    excluding: Vec<Vec<usize>>,
    /// The places of the events that one attempt takes.
    path: Vec<usize>,
    furthest: Vec<usize>,
}

/// How an attempt goes on from its first event.
#[derive(Debug)]
enum Way {
    Ordered(Ordered),
    Strict,
    Unordered(Unordered),
}

impl Attempts {
    pub(super) fn new(definition: &Definition) -> Self {
        let way = match definition.order {
            Order::Ordered => Way::Ordered(Ordered::new(definition.steps)),
            Order::Strict => Way::Strict,
            Order::Unordered => Way::Unordered(Unordered::default()),
        };
        let excluding = vec![Vec::new(); definition.exclusions.len()];
        Self { way, masks: Vec::new(), excluding, path: Vec::new(), furthest: Vec::new() }
    }

    /// The places of the events of the attempt that counts; none where there is no attempt, or an excluded one.
    pub(super) fn furthest(
        &mut self,
        definition: &Definition,
        events: &[Happening],
        could_be: impl Fn(&Happening) -> u32,
    ) -> Option<&[usize]> {
        self.prepare(events, could_be);
        for start in 0..events.len() {
            let begins = match self.way {
                Way::Unordered(_) => self.masks[start] != 0,
                _ => self.masks[start] & 1 != 0,
            };
            if !begins {
                continue;
            }
            let until = events[start].at.saturating_add(definition.window);
            self.attempt(start, definition.steps, |place| events[place].at <= until);
            let excluded = definition.exclusions.iter().zip(&self.excluding).any(|(exclusion, places)| {
                self.first_between(exclusion, places, events.len()).is_some_and(|place| events[place].at <= until)
            });
            if excluded {
                return None;
            }
            if self.path.len() > self.furthest.len() {
                std::mem::swap(&mut self.path, &mut self.furthest);
            }
            if self.furthest.len() == definition.steps {
                break;
            }
        }
        Some(self.furthest.as_slice()).filter(|path| !path.is_empty())
    }

    fn prepare(&mut self, events: &[Happening], could_be: impl Fn(&Happening) -> u32) {
        self.furthest.clear();
        self.masks.clear();
        self.masks.extend(events.iter().map(could_be));
        match &mut self.way {
            Way::Ordered(ordered) => ordered.prepare(&self.masks),
            Way::Strict => {}
            Way::Unordered(unordered) => unordered.prepare(&self.masks),
        }
        for (index, places) in self.excluding.iter_mut().enumerate() {
            let is_one = |place: &usize| events[*place].exclusions & (1 << index) != 0;
            places.clear();
            places.extend((0..events.len()).filter(is_one));
        }
    }

    /// Fills `path` with the attempt that begins at `start`.
    fn attempt(&mut self, start: usize, steps: usize, in_time: impl Fn(usize) -> bool) {
        let path = &mut self.path;
        path.clear();
        match &mut self.way {
            Way::Ordered(ordered) => ordered.follow(start, in_time, path),
            Way::Strict => {
                let fills = |step: usize| self.masks.get(start + step).is_some_and(|mask| mask & (1 << step) != 0);
                let reached = (0..steps).take_while(|&step| fills(step) && in_time(start + step));
                path.extend(reached.map(|step| start + step));
            }
            Way::Unordered(unordered) => unordered.follow(start, steps, in_time, path),
        }
    }

    /// The first of `places` after the attempt's one step and before its other. Where it does not get to the other, all that
    /// follows is before it; in strict order, only the event that ended the attempt.
    fn first_between(&self, exclusion: &Exclusion, places: &[usize], events: usize) -> Option<usize> {
        let from = *self.path.get(exclusion.from)?;
        let to = match (self.path.get(exclusion.to), &self.way) {
            (Some(&to), _) => to,
            (None, Way::Strict) => self.path.last()? + 2,
            (None, _) => events,
        };
        let next = places.partition_point(|&place| place <= from);
        places.get(next).copied().filter(|&place| place < to)
    }
}
