//! What trackers ask for once at start: which features the collector has.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::error::Refusal;
use crate::ingest::token;
use crate::state::Collector;

/// It changes with the collector's version, and when a project gets its first flag.
const CACHE: &str = "public, max-age=300";

/// The token in the address, if that can be read.
type Token = Result<Path<String>, PathRejection>;

/// The configuration of a project that has flags or not.
pub fn config(has_flags: bool) -> Value {
    json!({
        "supportedCompression": ["gzip", "gzip-js"],
        "hasFeatureFlags": has_flags,
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
pub async fn json(State(collector): State<Collector>, token: Token) -> Result<Response, Refusal> {
    let config = config_of(&collector, &check(token)?).await?;
    Ok(([(header::CACHE_CONTROL, CACHE)], Json(config)).into_response())
}

/// `/array/<token>/config.js`.
pub async fn script(State(collector): State<Collector>, token: Token) -> Result<Response, Refusal> {
    let token = check(token)?;
    let body = format!(
        "(function(w){{w._POSTHOG_REMOTE_CONFIG=w._POSTHOG_REMOTE_CONFIG||{{}};\
         w._POSTHOG_REMOTE_CONFIG[{}]={{config:{},siteApps:[]}};}})(window);\n",
        literal(&token),
        config_of(&collector, &token).await?,
    );
    let headers = [
        (header::CONTENT_TYPE, "application/javascript; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, CACHE),
    ];
    Ok((headers, body).into_response())
}

async fn config_of(collector: &Collector, token: &str) -> Result<Value, Refusal> {
    let project = collector.flags.project(&collector.store, token.trim()).await?;
    Ok(config(!project.flags.is_empty()))
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
