//! Feature flags: definitions, evaluation, and what trackers and servers ask for.
//!
//! [`definition`], [`cohort`] and [`property`] read what is kept in PostHog's form, [`project`] brings it together, and
//! [`evaluate`] answers; none of them does any input or output. [`registry`] keeps the projects in memory, [`route`]
//! serves trackers, [`local`] servers that evaluate by themselves.

pub mod answer;
pub mod behaviour;
pub mod cohort;
pub mod definition;
pub mod early_access;
pub mod evaluate;
pub mod fault;
pub mod filter;
mod gather;
pub mod hash;
pub mod local;
pub mod project;
pub mod property;
pub mod record;
pub mod registry;
pub mod request;
pub mod route;
