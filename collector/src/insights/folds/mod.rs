//! What answers are computed by: pure, and told of one actor after another.

pub mod funnel;
pub mod lifecycle;
pub mod paths;
pub mod retention;
pub mod stickiness;
