//! Everything beside ingestion and reading.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::rig::Rig;

#[tokio::test]
async fn any_site_may_send() {
    let rig = Rig::new();
    for path in ["/e/", "/i/v0/e", "/flags/", "/array/t/config"] {
        let request = Request::options(path)
            .header("origin", "https://site.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,x-custom")
            .body(Body::empty())
            .unwrap();
        let response = rig.send(request).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let headers = response.headers();
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://site.example");
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_CREDENTIALS], "true");
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_HEADERS], "content-type,x-custom");
    }
    // Errors too must be readable there.
    let request = Request::post("/e/").header("origin", "https://site.example").body(Body::empty()).unwrap();
    let response = rig.send(request).await;
    assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://site.example");
    // The reading interface is for our own pages.
    let request = Request::get("/api/events").header("origin", "https://site.example").body(Body::empty()).unwrap();
    assert_eq!(rig.send(request).await.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN), None);
}

#[tokio::test]
async fn flags_are_none() {
    let rig = Rig::new();
    let asked = json!({"token": "t", "distinct_id": "d"});
    let (status, answer) = rig.post_json("/flags/?v=2", &asked).await;
    assert_eq!((status, &answer["flags"]), (StatusCode::OK, &json!({})));
    assert!(answer["requestId"].is_string() && answer["evaluatedAt"].is_u64());
    let (_, answer) = rig.post_json("/flags", &asked).await;
    assert_eq!((&answer["featureFlags"], answer.get("flags")), (&json!({}), None));
    let (_, answer) = rig.post_json("/flags/?v=2&config=true", &asked).await;
    assert_eq!(answer["hasFeatureFlags"], false);
    let (_, answer) = rig.post_json("/decide/?v=3", &asked).await;
    assert_eq!((&answer["featureFlags"], &answer["sessionRecording"]), (&json!({}), &json!(false)));

    let form = "data=eyJ0b2tlbiI6InQiLCJkaXN0aW5jdF9pZCI6ImQifQ%3D%3D";
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(rig.post("/flags/?v=2&compression=base64", &headers, form).await.0, StatusCode::OK);

    for (body, status, field) in [
        (json!({"distinct_id": "d"}), 401, "token"),
        (json!({"token": "phx_x", "distinct_id": "d"}), 401, "api_key"),
        (json!({"token": "t"}), 400, "distinct_id"),
        (json!([]), 400, "body"),
    ] {
        let (given, answer) = rig.post_json("/flags/?v=2", &body).await;
        assert_eq!((given.as_u16(), &answer["field"]), (status, &json!(field)), "{body}");
    }
}

#[tokio::test]
async fn remote_configuration() {
    let rig = Rig::new();
    let (status, config) = rig.get("/array/t/config").await;
    assert_eq!((status, &config["supportedCompression"]), (StatusCode::OK, &json!(["gzip", "gzip-js"])));
    assert_eq!(config["analytics"]["endpoint"], "/i/v0/e/");

    let response = rig.send(Request::get("/array/a%22%5D%3C/config.js").body(Body::empty()).unwrap()).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/javascript; charset=utf-8");
    let script = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    let script = String::from_utf8(script.to_vec()).unwrap();
    assert!(script.contains(r#"_POSTHOG_REMOTE_CONFIG["a\"]\u003c"]={config:{"#), "{script}");
    assert!(script.contains("siteApps:[]"));
    assert_eq!(rig.get(&format!("/array/{}/config", "x".repeat(65))).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_trackers_files() {
    let rig = Rig::new();
    let response = rig.send(Request::get("/static/hoofprint_bg.wasm").body(Body::empty()).unwrap()).await;
    let headers = response.headers();
    assert_eq!(headers[header::CONTENT_TYPE], "application/wasm");
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
    let again = Request::get("/static/hoofprint_bg.wasm").header(header::IF_NONE_MATCH, &headers[header::ETAG]);
    assert_eq!(rig.send(again.body(Body::empty()).unwrap()).await.status(), StatusCode::NOT_MODIFIED);
    for missing in ["/static/nothing.js", "/static/../hoofprint.sqlite3", "/static/..%2fhoofprint.sqlite3", "/static/"]
    {
        let response = rig.send(Request::get(missing).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn our_own_pages() {
    let rig = Rig::new();
    for path in ["/", "/live/"] {
        let response = rig.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'") && !policy.contains("unsafe-inline"));
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
    let response = rig.send(Request::get("/live").body(Body::empty()).unwrap()).await;
    assert_eq!(
        (response.status(), &response.headers()[header::LOCATION]),
        (StatusCode::TEMPORARY_REDIRECT, &"/live/".parse().unwrap())
    );
}

#[tokio::test]
async fn health() {
    let rig = Rig::new();
    assert_eq!(rig.get("/_health").await, (StatusCode::OK, json!({"status": "ok"})));
    rig.execute("DROP TABLE meta");
    assert_eq!(rig.get("/_health").await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn wrong_methods() {
    let rig = Rig::new();
    let response = rig.send(Request::delete("/e/").body(Body::empty()).unwrap()).await;
    let (status, answer) = crate::rig::json_of(response).await;
    assert_eq!((status, &answer["field"]), (StatusCode::METHOD_NOT_ALLOWED, &json!("method")));
    assert_ne!(rig.get("/flags/").await, (StatusCode::OK, Value::Null));
}

#[tokio::test]
async fn keys_are_made_once_and_on_demand() {
    use hoofprint_collector::{Keys, Store};
    let directory = tempfile::tempdir().unwrap();
    let open = |another| Store::open(directory.path(), &Keys { given: None, another }).unwrap().1;
    let first = open(false);
    assert_eq!(first.map(|key| key.len()), Some(64));
    assert_eq!(open(false), None);
    assert!(open(true).is_some());
}

#[tokio::test]
async fn odd_addresses_are_refused_without_leading_elsewhere() {
    let rig = Rig::new();
    let (status, answer) = rig.get("/array/%ff/config").await;
    assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!("token")));
    let response = rig.send(Request::get("//live").body(Body::empty()).unwrap()).await;
    assert_eq!((response.status(), response.headers().get(header::LOCATION)), (StatusCode::NOT_FOUND, None));
}
