//! Experiments: a flag with variants and a goal, and which variant does more for it.

pub mod count;
pub mod record;
pub mod statistics;
