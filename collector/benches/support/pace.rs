//! An open loop: requests at a steady rate, each measured from the time that it was due.
//!
//! A server that halts for a second makes all requests of that second slow, and not just the one that it halted at.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use futures_util::future::try_join_all;
use tokio::sync::Semaphore;

/// When requests are due.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// How many in a second.
    pub(crate) rate: f64,
    /// How many altogether.
    pub(crate) count: usize,
}

/// Has `workers` ask, each one request at a time, when it is due: `ask` is given the worker and the request's number, and fails
/// the whole run. Gives how long each took.
pub(crate) async fn keep<W, F>(pace: Pace, workers: Vec<W>, ask: F) -> Result<Vec<Duration>>
where
    F: AsyncFn(&mut W, usize) -> Result<()>,
{
    let start = Instant::now() + Duration::from_millis(50);
    let due = move |number: usize| start + Duration::from_secs_f64(number as f64 / pace.rate);
    let ready = Arc::new(Semaphore::new(0));
    // Tokio's timer knows whole milliseconds only.
    let ticket = Arc::downgrade(&ready);
    thread::Builder::new().name("clock".into()).spawn(move || {
        for number in 0..pace.count {
            thread::sleep(due(number).saturating_duration_since(Instant::now()));
            // A run that failed waits for no more.
            let Some(ready) = ticket.upgrade() else { break };
            ready.add_permits(1);
        }
    })?;
    let (next, times) = (Cell::new(0), RefCell::new(Vec::with_capacity(pace.count)));
    let work = async |mut worker: W| {
        while let Ok(permit) = ready.acquire().await {
            permit.forget();
            let number = next.replace(next.get() + 1);
            ask(&mut worker, number).await?;
            times.borrow_mut().push(due(number).elapsed());
            if times.borrow().len() == pace.count {
                // There is no other request to wait for.
                ready.close();
            }
        }
        Ok::<_, anyhow::Error>(())
    };
    try_join_all(workers.into_iter().map(work)).await?;
    Ok(times.into_inner())
}
