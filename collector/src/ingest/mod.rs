//! Ingestion: from a request's bytes to a submission for the store.

pub mod elements;
pub mod encoding;
pub mod envelope;
pub mod event;
pub mod event_time;
pub mod fields;
pub mod judge;
pub mod lz;
pub mod normalise;
pub mod payload;
pub mod query;
pub mod request;
pub mod route;
pub mod token;
