//! A request's body as it comes over the wire, up to a bound.

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use tokio::sync::OwnedSemaphorePermit;

use crate::error::Refusal;
use crate::limits;
use crate::state::Collector;

/// The whole of a body that may have `bound` bytes, and the place that it takes.
pub async fn whole(
    collector: &Collector,
    body: Body,
    bound: usize,
) -> Result<(Vec<u8>, OwnedSemaphorePermit), Refusal> {
    let arrival = async {
        let (mut bytes, mut room) = (Vec::new(), collector.room_for_body(0).await?);
        let mut body = Arriving::new(body, bound);
        while let Some(data) = body.next().await? {
            room.merge(collector.room_for_body(data.len()).await?);
            bytes.extend_from_slice(&data);
        }
        Ok((bytes, room))
    };
    tokio::time::timeout(limits::BODY_WAIT, arrival).await.unwrap_or(Err(Refusal::TooSlow))
}

/// A body that is being read.
#[derive(Debug)]
struct Arriving {
    body: Body,
    bound: usize,
    read: usize,
}

impl Arriving {
    /// A body that may have `bound` bytes.
    fn new(body: Body, bound: usize) -> Self {
        Self { body, bound, read: 0 }
    }

    /// What comes next; none at the end. A body that is too large is refused once it is over, or far beyond its bound: whoever
    /// is still sending when the answer comes does not read it, but only that the connection is gone.
    async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        while let Some(frame) = self.body.frame().await {
            let frame = frame.map_err(|_| Refusal::bad("body", "the body did not arrive whole; send it again"))?;
            let Ok(data) = frame.into_data() else { continue };
            self.read += data.len();
            if self.read <= self.bound {
                return Ok(Some(data));
            }
            if self.read > self.bound + limits::REFUSED_BYTES {
                break;
            }
        }
        if self.read > self.bound {
            let message = format!("the body is over {} bytes; send less at a time", self.bound);
            return Err(Refusal::too_large("body", message));
        }
        Ok(None)
    }
}
