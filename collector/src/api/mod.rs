//! The reading interface behind our own pages. Everything but the health check needs a read key.

pub mod auth;
pub mod events;
pub mod groups;
pub mod health;
pub mod live;
mod memberships;
pub mod parameters;
pub mod persons;
