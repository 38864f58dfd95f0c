//! What trackers ask for once at start: which features the collector has.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::error::Refusal;
use crate::ingest::token;

/// It changes with the collector's version only.
const CACHE: &str = "public, max-age=300";

/// The token in the address, if that can be read.
type Token = Result<Path<String>, PathRejection>;

/// The configuration.
pub fn config() -> Value {
    json!({
        "supportedCompression": ["gzip", "gzip-js"],
        "hasFeatureFlags": false,
        "autocapture_opt_out": false,
        "analytics": { "endpoint": "/i/v0/e/" },
        "elementsChainAsString": true,
        "surveys": false,
        "sessionRecording": false,
        "heatmaps": false,
        "capturePerformance": false,
        "defaultIdentifiedOnly": true,
    })
}

/// `/array/<token>/config`.
pub async fn json(token: Token) -> Result<Response, Refusal> {
    check(token)?;
    Ok(([(header::CACHE_CONTROL, CACHE)], Json(config())).into_response())
}

/// `/array/<token>/config.js`.
pub async fn script(token: Token) -> Result<Response, Refusal> {
    let token = check(token)?;
    let body = format!(
        "(function(w){{w._POSTHOG_REMOTE_CONFIG=w._POSTHOG_REMOTE_CONFIG||{{}};\
         w._POSTHOG_REMOTE_CONFIG[{}]={{config:{},siteApps:[]}};}})(window);\n",
        literal(&token),
        config(),
    );
    let headers = [
        (header::CONTENT_TYPE, "application/javascript; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, CACHE),
    ];
    Ok((headers, body).into_response())
}

fn check(token: Token) -> Result<String, Refusal> {
    let Path(token) = token.map_err(|_| Refusal::bad("token", "the token in the address is no text in UTF-8"))?;
    token::check(&token)?;
    Ok(token)
}

/// A JavaScript string that is harmless inside HTML too.
fn literal(text: &str) -> String {
    let json = Value::from(text).to_string();
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cannot_break_out() {
        assert_eq!(literal("a\"</script>"), r#""a\"\u003c/script\u003e""#);
    }
}
