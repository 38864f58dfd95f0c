//! Attempts that take the steps in any order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// The events, those together that could be the same steps. Of events that could be the same, an attempt takes the first ones;
/// when it has no use for one of them, it has none for those that follow.
#[derive(Debug, Default)]
pub(super) struct Unordered {
    alike: Vec<Alike>,
    /// Of each step what the event that fills it could be; 0 as long as nothing does.
    filled: [u32; 32],
}

#[derive(Debug)]
struct Alike {
    mask: u32,
    places: Vec<usize>,
    /// The first of them that an attempt could still take. Attempts begin one after the other.
    next: usize,
}

impl Unordered {
    pub(super) fn prepare(&mut self, masks: &[u32]) {
        let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, mask) in masks.iter().enumerate().filter(|(_, mask)| **mask != 0) {
            places.entry(*mask).or_default().push(place);
        }
        self.alike = places.into_iter().map(|(mask, places)| Alike { mask, places, next: 0 }).collect();
    }

    /// Puts on `path` the events with which the attempt from `start` has done one step, two steps, and so on.
    pub(super) fn follow(
        &mut self,
        start: usize,
        steps: usize,
        in_time: impl Fn(usize) -> bool,
        path: &mut Vec<usize>,
    ) {
        self.filled.fill(0);
        let mut waiting = BinaryHeap::new();
        for (index, alike) in self.alike.iter_mut().enumerate() {
            while alike.places.get(alike.next).is_some_and(|&place| place < start) {
                alike.next += 1;
            }
            waiting.extend(alike.places.get(alike.next).map(|&place| Reverse((place, index, alike.next))));
        }
        while let Some(Reverse((place, index, at))) = waiting.pop() {
            if path.len() == steps || !in_time(place) {
                break;
            }
            let alike = &self.alike[index];
            if fill(&mut self.filled, alike.mask, &mut 0) {
                path.push(place);
                waiting.extend(alike.places.get(at + 1).map(|&place| Reverse((place, index, at + 1))));
            }
        }
    }
}

/// Fills one more step with an event that could be those of `mask`, if need be by having others fill other steps.
fn fill(filled: &mut [u32; 32], mask: u32, tried: &mut u32) -> bool {
    while mask & !*tried != 0 {
        let step = (mask & !*tried).trailing_zeros() as usize;
        *tried |= 1 << step;
        let before = filled[step];
        if before == 0 || fill(filled, before, tried) {
            filled[step] = mask;
            return true;
        }
    }
    false
}
