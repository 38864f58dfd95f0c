//! Our own pages.

use std::io::ErrorKind;
use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::Refusal;
use crate::log;

/// What a page may do that shows what is stored: run its own files and ask its own collector. Text never becomes markup or script,
/// not even by mistake, since the browser refuses to take it for that.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
/// The same for pages that run the tracker, which compiles WebAssembly and asks for its other files by scripts.
const POLICY_WITH_TRACKER: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Our own pages, which run no code but their own files.
pub fn pages(directory: &Path) -> Router {
    let files = ServeDir::new(directory);
    with_headers(
        Router::new()
            .fallback(move |request: Request| file(files, request))
            .layer(from_fn(one_slash))
            .layer(from_fn(with_policy)),
        &[
            (header::REFERRER_POLICY, "same-origin"),
            (header::CACHE_CONTROL, "no-cache"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        ],
    )
}

async fn with_policy(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let runs_tracker = matches!(path, "/" | "/index.html") || path.starts_with("/ways/");
    let policy = HeaderValue::from_static(if runs_tracker { POLICY_WITH_TRACKER } else { POLICY });
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// `//name` is no path of ours. Redirecting it to `//name/`, a directory's address, would lead to the host `name`.
async fn one_slash(request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("//") {
        return Refusal::Nowhere.into_response();
    }
    next.run(request).await
}

/// A file of a directory. A name that no file can have is one of nothing.
pub(crate) async fn file(mut files: ServeDir, request: Request) -> Response {
    use ErrorKind::{InvalidFilename, NotADirectory, NotFound, PermissionDenied};
    match files.try_call(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => Refusal::Nowhere.into_response(),
        Ok(response) => response.into_response(),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory | PermissionDenied | InvalidFilename) => {
            Refusal::Nowhere.into_response()
        }
        Err(error) => {
            log::line(format_args!("a file cannot be read: {error}"));
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Gives all that `router` answers these headers.
pub(crate) fn with_headers(router: Router, headers: &[(HeaderName, &'static str)]) -> Router {
    headers.iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(name.clone(), HeaderValue::from_static(value)))
    })
}
