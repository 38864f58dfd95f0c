//! Insights: questions about what is stored, and their answers.
//!
//! A question's way: [`query`] is what is sent; each kind reads it into a plan, which says which columns of the facts it needs
//! ([`crate::facts`]); then the plan reads the events that count ([`selection`], [`filter`], [`breakdown`], or [`step`] by
//! actor) and folds them into an answer ([`cell`], [`folds`]). [`job`] carries progress and cancellation.

pub mod answer;
mod bounds;
pub mod breakdown;
pub mod calendar;
pub mod cell;
pub mod cells;
pub mod cohort;
pub mod export;
pub mod filter;
pub mod folds;
pub mod formula;
pub mod funnel;
pub mod held;
pub mod job;
pub mod lifecycle;
pub mod made;
pub mod paths;
pub mod periods;
pub mod profiles;
pub mod properties;
pub mod query;
pub mod retention;
pub mod selection;
pub mod series;
pub mod step;
pub mod stickiness;
pub mod trends;
