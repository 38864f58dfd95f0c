//! What all handlers share.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::error::Refusal;
use crate::flags::registry::Registry;
use crate::limits;
use crate::store::Store;

/// What every handler may use.
#[derive(Debug, Clone)]
pub struct Collector {
    /// The database.
    pub store: Store,
    /// The flags of all projects.
    pub flags: Arc<Registry>,
    /// Places for insights that are being computed.
    pub insights: Arc<Semaphore>,
    /// Bytes of bodies that may still arrive.
    bodies: Arc<Semaphore>,
    /// Bytes of decoded text that may still be worked on.
    texts: Arc<Semaphore>,
    /// Bytes that calls of the reading interface may still grow to.
    calls: Arc<Semaphore>,
    /// Becomes true when the collector is to stop, so that streams end.
    pub stopping: watch::Receiver<bool>,
    /// The directory behind `/static/`.
    pub static_directory: PathBuf,
    /// The directory behind `/`.
    pub www_directory: PathBuf,
}

impl Collector {
    /// A collector over `store` that serves two directories.
    pub fn new(
        store: Store,
        static_directory: PathBuf,
        www_directory: PathBuf,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let bodies = Arc::new(Semaphore::new(limits::WIRE_BYTES_IN_FLIGHT));
        let texts = Arc::new(Semaphore::new(limits::TEXT_BYTES_IN_FLIGHT));
        let calls = Arc::new(Semaphore::new(limits::CALLS_BYTES_IN_FLIGHT));
        let insights = Arc::new(Semaphore::new(limits::INSIGHTS_AT_ONCE));
        let flags = Arc::default();
        Self { store, flags, insights, bodies, texts, calls, stopping, static_directory, www_directory }
    }

    /// Waits until `bytes` more of a body may be kept. The room is free again when the permit is dropped.
    pub async fn room_for_body(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Refusal> {
        room(&self.bodies, bytes.min(limits::WIRE_BYTES_IN_FLIGHT)).await
    }

    /// Waits until `bytes` of text may be worked on. The room is free again when the permit is dropped.
    pub async fn room_for_text(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Refusal> {
        room(&self.texts, bytes.min(limits::TEXT_BYTES_IN_FLIGHT)).await
    }

    /// Waits until a call may grow to `bytes` while it is read. The room is free again when the permit is dropped.
    pub async fn room_for_call(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Refusal> {
        room(&self.calls, bytes.min(limits::CALLS_BYTES_IN_FLIGHT)).await
    }
}

async fn room(places: &Arc<Semaphore>, bytes: usize) -> Result<OwnedSemaphorePermit, Refusal> {
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    match tokio::time::timeout(limits::QUEUE_WAIT, Arc::clone(places).acquire_many_owned(bytes)).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Refusal::Unavailable("the collector is overloaded".into())),
    }
}
