//! The read key.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use crate::error::Refusal;
use crate::state::Collector;

/// Proof that the request brought a read key. Handlers that take one can be reached with a key only.
#[derive(Debug)]
pub struct MayRead;

impl FromRequestParts<Collector> for MayRead {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, collector: &Collector) -> Result<Self, Refusal> {
        let refused = || {
            let message = "send a read key as `Authorization: Bearer <key>`; `hoofprint-collector --new-key` makes one";
            Refusal::unauthorized("authorization", message)
        };
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, key) = given.and_then(|given| given.split_once(' ')).ok_or_else(refused)?;
        if !scheme.eq_ignore_ascii_case("Bearer") {
            return Err(refused());
        }
        if collector.store.is_read_key(key.trim()).await? { Ok(Self) } else { Err(refused()) }
    }
}
