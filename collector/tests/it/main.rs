//! The collector as its callers see it: real requests through the real router, onto a real database.

mod deduplication;
mod envelopes;
mod experiments;
mod flag_changes;
mod flags;
mod groups;
mod hostile;
mod injection;
mod insights;
mod insights_actors;
mod insights_cohorts;
mod insights_random;
mod library;
mod limits;
mod memberships;
mod migrations;
mod noise;
mod people;
mod persons;
mod process;
mod reading;
mod rejections;
mod rig;
mod routes;
mod spliced;
mod times;
