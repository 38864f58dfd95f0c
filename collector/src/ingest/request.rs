//! The parts of an HTTP request that ingestion reads.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::header;
use tokio::sync::OwnedSemaphorePermit;

use crate::arriving;
use crate::error::Refusal;
use crate::ingest::payload::Payload;
use crate::ingest::query::Query;
use crate::limits;
use crate::state::Collector;

/// A request with its body read and decoded.
#[derive(Debug)]
pub struct Decoded {
    /// The body as JSON text.
    pub text: String,
    /// The path without a slash at its end.
    pub path: String,
    /// Beside the body.
    pub query: Query,
    /// The sender's address.
    pub ip: Option<String>,
    /// The place that the text takes; free again when this is dropped.
    pub room: OwnedSemaphorePermit,
}

/// Reads and decodes a request of whatever encoding.
pub async fn decode(collector: &Collector, request: Request) -> Result<Decoded, Refusal> {
    let (parts, body) = request.into_parts();
    let mut query = Query::parse(parts.uri.query().unwrap_or_default())?;
    let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let forwarded = header(header::HeaderName::from_static("x-forwarded-for"));
    // Behind a proxy the first address of the list is the visitor's; whoever sends it could as well lie about the rest.
    let forwarded = forwarded.and_then(|list| list.split(',').next()?.trim().parse::<IpAddr>().ok());
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let ip = forwarded.or(peer).map(|ip| ip.to_string());
    let path = parts.uri.path().trim_end_matches('/').to_owned();

    let (body, arriving) = arriving::whole(collector, body, limits::WIRE_BYTES).await?;
    let query_data = query.data.take();
    let large = body.len() > INLINE_BYTES;
    let worst =
        (body.len() + query_data.as_ref().map_or(0, String::len)).saturating_mul(MOST_GROWTH).min(limits::TEXT_BYTES);
    let compression = query.compression;
    let content_type = header(header::CONTENT_TYPE).map(str::to_owned);
    let content_encoding = header(header::CONTENT_ENCODING).map(str::to_owned);
    let decode = move || {
        Payload {
            query_data,
            compression,
            content_type: content_type.as_deref(),
            content_encoding: content_encoding.as_deref(),
            body,
        }
        .text()
    };
    // Room for the worst that may come out of the body, and afterwards only for what did.
    let mut room = collector.room_for_text(worst).await?;
    let text = if large { blocking(decode).await? } else { decode()? };
    drop(arriving);
    drop(room.split(worst.saturating_sub(text.len())));
    Ok(Decoded { text, path, query, ip, room })
}

/// A body above this size is worked on where it may block.
pub const INLINE_BYTES: usize = 16 * 1024;

/// How many times its size gzip may grow to.
const MOST_GROWTH: usize = 1032;

/// Runs long work where it may block.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let result = tokio::task::spawn_blocking(work).await;
    result.unwrap_or_else(|_| Err(Refusal::Unavailable("the request could not be processed".into())))
}
