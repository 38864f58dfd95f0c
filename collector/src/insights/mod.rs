//! Insights: questions about all that was done.

pub mod funnel;
pub mod lifecycle;
pub mod paths;
pub mod retention;
pub mod stickiness;
