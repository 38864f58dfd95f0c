//! Insights: questions about all that was done.

pub mod folds;
