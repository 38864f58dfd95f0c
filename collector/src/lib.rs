//! Hoofprint's collector: takes events from trackers, stores each one once, and keeps persons and groups.
//!
//! An event's way: [`ingest::request`] reads and decodes the request, [`ingest::judge`] judges each event alone,
//! [`store::writer`] stores the good ones, and only when they are on disk does [`ingest::route`] answer 200. What is
//! decided about persons stands in [`person`], apart from any SQL; the tables are explained in `store/schema.sql`.

// They panic where nobody reads; `log::line` and `serve::say` do not.
#![deny(clippy::print_stderr, clippy::print_stdout)]

pub mod api;
pub mod app;
pub mod arguments;
pub mod arriving;
pub mod error;
pub mod experiments;
pub mod facts;
pub mod flags;
pub mod ingest;
pub mod insights;
pub mod library;
pub mod limits;
pub mod log;
pub mod person;
pub mod remote_config;
pub mod serve;
pub mod state;
pub mod store;
pub mod text;
pub mod time;
pub mod web;

pub use app::app;
pub use state::Collector;
pub use store::{Keys, Store};
