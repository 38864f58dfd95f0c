//! Hoofprint's tracker.
pub mod wire;
