//! One question on its way: how far it has come, what it ran, and whether anybody still wants to know.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

use crate::error::Refusal;
use crate::flags::fault::Fault;
use crate::limits;

/// How far a question has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Progress {
    /// From 0 to 1, of what it is doing.
    pub progress: f64,
    /// What it is doing.
    pub doing: &'static str,
}

/// A statement that was run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statement {
    /// The text, for facts.sqlite3 with hoofprint.sqlite3 attached as `store`.
    pub text: String,
    /// What is bound, in order.
    pub parameters: Vec<String>,
}

/// A question on its way.
#[derive(Debug, Default)]
pub struct Job {
    cancelled: AtomicBool,
    read: AtomicU64,
    statements: Mutex<Vec<Statement>>,
    progress: watch::Sender<Progress>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// Nobody wants to know any more.
    #[error("cancelled")]
    Cancelled,
    /// The question is wrong.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] rusqlite::Error),
}

impl From<Stop> for Refusal {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Cancelled => Self::Unanswered("it was cancelled".into()),
            Stop::Fault(fault) => fault.into(),
            Stop::Failed(error) => Self::from(error).of_question(),
        }
    }
}

impl Job {
    /// Told of progress.
    pub fn watch(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Ends it at the next occasion.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Fails if it was cancelled.
    pub fn check(&self) -> Result<(), Stop> {
        if self.cancelled.load(Ordering::Relaxed) { Err(Stop::Cancelled) } else { Ok(()) }
    }

    /// Says how far it has come.
    pub fn tell(&self, doing: &'static str, progress: f64) {
        self.progress.send_replace(Progress { progress: progress.clamp(0.0, 1.0), doing });
    }

    /// Notes a statement, unless it stands there already.
    pub fn ran(&self, text: &str, parameters: Vec<String>) {
        let mut statements = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        let statement = Statement { text: text.to_owned(), parameters };
        if statements.len() < limits::INSIGHT_STATEMENTS_SHOWN && !statements.contains(&statement) {
            statements.push(statement);
        }
    }

    /// Notes events that were read.
    pub fn read(&self, events: u64) {
        self.read.fetch_add(events, Ordering::Relaxed);
    }

    /// What was run, and how many events it read.
    pub fn report(&self) -> (Vec<Statement>, u64) {
        let statements = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        (statements.clone(), self.read.load(Ordering::Relaxed))
    }
}
