//! Attempts that take the steps in their order.

/// Where the events of each step are, and how far attempts have come there. Attempts begin one after the other, so that each
/// takes for every step the same event as the one before it, or a later one: all together pass over the events once.
#[derive(Debug)]
pub(super) struct Ordered {
    places: Vec<Vec<usize>>,
    next: Vec<usize>,
}

impl Ordered {
    pub(super) fn new(steps: usize) -> Self {
        Self { places: vec![Vec::new(); steps], next: vec![0; steps] }
    }

    pub(super) fn prepare(&mut self, masks: &[u32]) {
        self.places.iter_mut().for_each(Vec::clear);
        self.next.fill(0);
        for (place, mask) in masks.iter().enumerate() {
            let mut rest = *mask;
            while rest != 0 {
                if let Some(places) = self.places.get_mut(rest.trailing_zeros() as usize) {
                    places.push(place);
                }
                rest &= rest - 1;
            }
        }
    }

    /// Puts on `path` where the attempt from `start` takes its steps.
    pub(super) fn follow(&mut self, start: usize, in_time: impl Fn(usize) -> bool, path: &mut Vec<usize>) {
        path.push(start);
        let mut last = start;
        for (places, next) in self.places.iter().zip(&mut self.next).skip(1) {
            while places.get(*next).is_some_and(|&place| place <= last) {
                *next += 1;
            }
            match places.get(*next) {
                Some(&place) if in_time(place) => last = place,
                _ => break,
            }
            path.push(last);
        }
    }
}
