//! The interface behind our own pages. Everything but the health check and the description needs a key: a read key, or
//! to change something an admin key.

pub mod activity;
mod actor;
pub mod auth;
mod body;
pub mod choices;
pub mod cohorts;
mod cursor;
pub mod description;
pub mod events;
pub mod experiments;
pub mod flags;
pub mod groups;
pub mod health;
pub mod insights;
mod judge;
pub mod kept;
pub mod live;
mod memberships;
pub mod parameters;
pub mod persons;
pub mod projects;
mod search;
mod walk;
