//! The keys: some read, some may change flags, too.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use crate::error::Refusal;
use crate::state::Collector;
use crate::store::keys::Kind;

/// Proof that the request brought a read key. Handlers that take one can be reached with a key only.
#[derive(Debug)]
pub struct MayRead;

/// Proof that the request brought an admin key.
#[derive(Debug)]
pub struct MayChange;

impl FromRequestParts<Collector> for MayRead {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, collector: &Collector) -> Result<Self, Refusal> {
        let message = "send a read key as `Authorization: Bearer <key>`; `hoofprint-collector --new-key` makes one";
        kind_of_key(parts, collector, message).await.map(|_| Self)
    }
}

impl FromRequestParts<Collector> for MayChange {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, collector: &Collector) -> Result<Self, Refusal> {
        let message =
            "send an admin key as `Authorization: Bearer <key>`; `hoofprint-collector --new-admin-key` makes one";
        match kind_of_key(parts, collector, message).await? {
            Kind::Admin => Ok(Self),
            Kind::Read => Err(Refusal::Forbidden(
                "this key may only read; an admin key is needed, which `hoofprint-collector --new-admin-key` makes",
            )),
        }
    }
}

/// What the key of the request may do. Without a key it is refused with `message`.
async fn kind_of_key(parts: &Parts, collector: &Collector, message: &str) -> Result<Kind, Refusal> {
    let refused = || Refusal::unauthorized("authorization", message);
    let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, key) = given.and_then(|given| given.split_once(' ')).ok_or_else(refused)?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(refused());
    }
    collector.store.kind_of_key(key.trim()).await?.ok_or_else(refused)
}
