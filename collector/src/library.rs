//! The tracker's files, for any site: under addresses that stay, and under addresses of a version, which browsers keep.

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use semver::Version;
use tower_http::services::ServeDir;

use crate::web::{file, with_headers};

/// The version of the collector, and of the tracker that it was made with.
const OWN: &str = env!("CARGO_PKG_VERSION");
/// Browsers ask each time whether the file has changed.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");
/// Browsers never ask again.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The files of `directory` at `/<file>`, and at `/<version>/<file>`.
pub fn library(directory: &Path) -> Router {
    let files = ServeDir::new(directory).append_index_html_on_directories(false);
    with_headers(
        Router::new().fallback(move |request: Request| serve(files, request)),
        &[
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
    )
}

/// A version's own directory comes first. Without one, the files are those of the collector's version; pages that still carry the
/// address of another are not to lose their tracker, but are to hear of every change.
async fn serve(files: ServeDir, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let Some(Versioned { is_own, file }) = versioned(parts.uri.path()) else {
        return cached(get(&files, parts).await, ASK);
    };
    let kept = get(&files, parts.clone()).await;
    if kept.status() != StatusCode::NOT_FOUND {
        return cached(kept, KEEP);
    }
    parts.uri = file;
    cached(get(&files, parts).await, if is_own { KEEP } else { ASK })
}

/// What an address of a version asks for.
struct Versioned {
    is_own: bool,
    /// The address without the version.
    file: Uri,
}

/// Reads a path of the form `/<version>/<file>`.
fn versioned(path: &str) -> Option<Versioned> {
    let (version, file) = path.strip_prefix('/')?.split_once('/')?;
    if file.is_empty() || file.contains('/') || Version::parse(version).is_err() {
        return None;
    }
    Some(Versioned { is_own: version == OWN, file: format!("/{file}").parse().ok()? })
}

async fn get(files: &ServeDir, parts: Parts) -> Response {
    file(files.clone(), Request::from_parts(parts, Body::empty())).await
}

/// That something is missing or wrong is nothing to keep.
fn cached(mut response: Response, cache: HeaderValue) -> Response {
    let status = response.status();
    let is_file = status.is_success() || status == StatusCode::NOT_MODIFIED;
    response.headers_mut().insert(header::CACHE_CONTROL, if is_file { cache } else { ASK });
    response
}
