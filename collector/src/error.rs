//! What a caller is told when a request is refused.

use std::borrow::Cow;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hoofprint::wire::Rejected;
use serde::Serialize;

use crate::flags::fault::Fault;
use crate::text::cut_bytes;
use crate::{limits, log};

/// A refused request. Every message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// 400: the request cannot be read, or asks for something that does not exist.
    #[error("{field}: {message}")]
    Bad {
        /// The field that is wrong.
        field: Cow<'static, str>,
        /// What is wrong with it.
        message: String,
    },
    /// 401: no token, a malformed one, several, or no read key.
    #[error("{field}: {message}")]
    Unauthorized {
        /// The field that is wrong.
        field: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// 403: the key may read, and not change anything.
    #[error("{0}")]
    Forbidden(&'static str),
    /// 404: there is no such thing.
    #[error("{0}")]
    Missing(String),
    /// 404: nothing answers at this address.
    #[error("there is nothing at this address")]
    Nowhere,
    /// 409: something else is in the way.
    #[error("{field}: {message}")]
    Conflict {
        /// The field that cannot be as it is asked for.
        field: &'static str,
        /// What is in the way.
        message: String,
    },
    /// 405: nothing answers to that method here.
    #[error("this address does not take this method; the header `Allow` says which it takes")]
    WrongMethod,
    /// 408: the body did not arrive in time.
    #[error("the body took too long to arrive; send it again")]
    TooSlow,
    /// 413: the request is over a bound.
    #[error("{field}: {message}")]
    TooLarge {
        /// The field that is too large.
        field: &'static str,
        /// The bound, and how to stay under it.
        message: String,
    },
    /// 400, or 413 where size was the only fault: no event of the request was good.
    #[error("{field}: {message}")]
    NothingStored {
        /// The faulty field of a single event, `batch` where there were several.
        field: String,
        /// What is wrong.
        message: String,
        /// Each event and its fault.
        rejected: Vec<Rejected>,
        /// Whether size was the only fault.
        too_large: bool,
    },
    /// 503: the store is overloaded or failed. Nothing was acknowledged.
    #[error("{0}; nothing was stored, send the same request again")]
    Unavailable(String),
    /// 503: the same of a question, which stores nothing.
    #[error("{0}; the question could not be answered, ask again")]
    Unanswered(String),
}

impl Refusal {
    /// 400 for `field`.
    pub fn bad(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::Bad { field: field.into(), message: message.into() }
    }

    /// 401 for `field`.
    pub fn unauthorized(field: &'static str, message: impl Into<String>) -> Self {
        Self::Unauthorized { field, message: message.into() }
    }

    /// 409 for `field`.
    pub fn conflict(field: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict { field, message: message.into() }
    }

    /// 413 for `field`.
    pub fn too_large(field: &'static str, message: impl Into<String>) -> Self {
        Self::TooLarge { field, message: message.into() }
    }

    /// The same in the words for whoever has only asked.
    pub fn of_question(self) -> Self {
        match self {
            Self::Unavailable(why) => Self::Unanswered(why),
            other => other,
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::bad(fault.field, fault.message)
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        log::line(format_args!("the database failed: {error}"));
        Self::Unavailable("the database failed".into())
    }
}

#[derive(Serialize)]
struct Body<'a> {
    status: &'static str,
    field: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "<[Rejected]>::is_empty")]
    rejected: &'a [Rejected],
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let text = self.to_string();
        let (status, field, message, rejected): (_, &str, &str, &[Rejected]) = match &self {
            Self::Bad { field, message } => (StatusCode::BAD_REQUEST, field, message, &[]),
            Self::Unauthorized { field, message } => (StatusCode::UNAUTHORIZED, field, message, &[]),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "authorization", &text, &[]),
            Self::Missing(_) => (StatusCode::NOT_FOUND, "id", &text, &[]),
            Self::Nowhere => (StatusCode::NOT_FOUND, "path", &text, &[]),
            Self::Conflict { field, message } => (StatusCode::CONFLICT, field, message, &[]),
            Self::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, "method", &text, &[]),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "body", &text, &[]),
            Self::TooLarge { field, message } => (StatusCode::PAYLOAD_TOO_LARGE, field, message, &[]),
            Self::NothingStored { field, message, rejected, too_large } => {
                let status = if *too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST };
                (status, field, message, rejected)
            }
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "store", &text, &[]),
            Self::Unanswered(_) => (StatusCode::SERVICE_UNAVAILABLE, "question", &text, &[]),
        };
        // Both may hold what was sent, of any length.
        let (field, message) = (cut_bytes(field, limits::FAULT_BYTES), cut_bytes(message, limits::FAULT_BYTES));
        let mut response = (status, Json(Body { status: "error", field, message, rejected })).into_response();
        if let Self::Unavailable(_) | Self::Unanswered(_) = self {
            let wait = header::HeaderValue::from_static(limits::RETRY_AFTER_SECONDS);
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}
