//! The description of the HTTP interface, as OpenAPI 3.1.

use axum::http::header;
use axum::response::IntoResponse;

/// The file that people read, too. Tests compare it with the routes, and with what they answer.
const DESCRIPTION: &str = include_str!("../../../docs/openapi.json");

/// `/api/openapi.json`. It is public, as the file is.
pub async fn description() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION)
}
