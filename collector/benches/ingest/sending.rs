//! Sending as fast as the collector takes it.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use hyper::body::Bytes;

use crate::support::client::Connection;

/// Connections at one time.
pub(crate) const CONNECTIONS: usize = 8;

/// Sends all `bodies`, each connection one after another. Gives how long that took, from the first until all are acknowledged.
pub(crate) async fn send(address: SocketAddr, bodies: &[Bytes]) -> Result<Duration> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address).await?);
    }
    let (next, start) = (Cell::new(0), Instant::now());
    let work = async |mut connection: Connection| {
        while let Some(body) = bodies.get(next.replace(next.get() + 1)) {
            post(&mut connection, body.clone()).await?;
        }
        Ok::<_, anyhow::Error>(())
    };
    try_join_all(connections.into_iter().map(work)).await?;
    Ok(start.elapsed())
}

/// Sends one request, of which the collector is to refuse nothing.
pub(crate) async fn post(connection: &mut Connection, body: Bytes) -> Result<()> {
    let answer = connection.post("/e/", body).await?;
    ensure!(&*answer == br#"{"status":"Ok"}"#, "the collector answered {}", String::from_utf8_lossy(&answer));
    Ok(())
}
