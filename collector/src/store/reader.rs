//! Reading, beside the writer and without waiting for it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Result};

use crate::error::Refusal;
use crate::store::database;

/// Read-only connections, opened as they are needed and kept for the next reader.
#[derive(Debug, Clone)]
pub struct Reader {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
}

/// Idle connections that are kept.
const KEPT: usize = 4;

impl Reader {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, idle: Arc::default() }
    }

    /// Runs `query` where it may block.
    pub async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        let this = self.clone();
        let result = tokio::task::spawn_blocking(move || {
            let connection = this.take()?;
            let result = query(&connection)?;
            this.give_back(connection);
            Ok::<T, rusqlite::Error>(result)
        });
        match result.await {
            Ok(result) => result.map_err(|error| Refusal::from(error).of_question()),
            Err(_) => Err(Refusal::Unanswered("it was stopped".into())),
        }
    }

    fn take(&self) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| database::open_reader(&self.path), Ok)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }
}
