//! Rows that a question holds until it has read all of them, within a bound.

use crate::flags::fault::Fault;
use crate::insights::job::Stop;
use crate::limits;

/// Rows of one kind.
#[derive(Debug)]
pub struct Held<T> {
    rows: Vec<T>,
    most: usize,
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), most: limits::INSIGHT_HELD_BYTES / size_of::<T>() }
    }
}

impl<T> Held<T> {
    /// Holds another one.
    ///
    /// # Errors
    ///
    /// When it would be more than [`limits::INSIGHT_HELD_BYTES`].
    pub fn push(&mut self, row: T) -> Result<(), Stop> {
        if self.rows.len() >= self.most {
            return Err(too_many(self.most));
        }
        self.rows.push(row);
        Ok(())
    }

    /// All of them.
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }
}

/// Why a question that would have to hold more than `most` rows has no answer.
pub fn too_many(most: usize) -> Stop {
    Fault::new("range", format!("it has more than {most} events to remember; take a shorter one, or filters")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_than_the_most_is_refused() {
        let mut held = Held { rows: Vec::new(), most: 2 };
        held.push('a').unwrap();
        held.push('b').unwrap();
        assert!(matches!(held.push('c'), Err(Stop::Fault(fault)) if fault.field == "range"));
        assert_eq!(held.into_rows(), ['a', 'b']);
        assert_eq!(Held::<[u8; 1024]>::default().most, limits::INSIGHT_HELD_BYTES / 1024);
    }
}
