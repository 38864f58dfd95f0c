//! Our own pages.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Our own pages, which run no code but their own files.
pub fn pages(directory: &Path) -> Router {
    with_headers(
        Router::new().fallback_service(ServeDir::new(directory)).layer(from_fn(one_slash)),
        &[
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::REFERRER_POLICY, "same-origin"),
            (header::CACHE_CONTROL, "no-cache"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
    )
}

/// `//name` is no path of ours. Redirecting it to `//name/`, a directory's address, would lead to the host `name`.
async fn one_slash(request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("//") {
        return StatusCode::NOT_FOUND.into_response();
    }
    next.run(request).await
}

/// Gives all that `router` answers these headers.
pub(crate) fn with_headers(router: Router, headers: &[(HeaderName, &'static str)]) -> Router {
    headers.iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(name.clone(), HeaderValue::from_static(value)))
    })
}
