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

/// The directives of a page's policy.
async fn policy(rig: &Rig, path: &str) -> Vec<String> {
    let response = rig.send(Request::get(path).body(Body::empty()).unwrap()).await;
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    policy.split(';').map(|directive| directive.trim().to_owned()).collect()
}

#[tokio::test]
async fn our_own_pages() {
    let rig = Rig::new();
    for path in ["/", "/live/", "/nothing"] {
        let response = rig.send(Request::get(path).body(Body::empty()).unwrap()).await;
        let expected = if path == "/nothing" { StatusCode::NOT_FOUND } else { StatusCode::OK };
        assert_eq!(response.status(), expected, "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-cache"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(response.headers()[name], value, "{name} of {path}");
        }
    }
    let response = rig.send(Request::get("/live").body(Body::empty()).unwrap()).await;
    assert_eq!(
        (response.status(), &response.headers()[header::LOCATION]),
        (StatusCode::TEMPORARY_REDIRECT, &"/live/".parse().unwrap())
    );
}

#[tokio::test]
async fn pages_run_their_own_files_alone() {
    let rig = Rig::new();
    let always = [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ];
    let tracker = ["script-src 'self' 'wasm-unsafe-eval'"];
    let others = ["script-src 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'"];
    let pages = ["/live/", "/live/main.js", "/features/", "/insights/", "/people/", "/nothing", "/demo/main.js"];
    for (paths, own) in [(&["/", "/index.html", "/ways/"][..], &tracker[..]), (&pages, &others)] {
        let mut expected: Vec<&str> = always.iter().chain(own).copied().collect();
        expected.sort_unstable();
        for path in paths {
            let mut policy = policy(&rig, path).await;
            policy.sort_unstable();
            assert_eq!(policy, expected, "{path}");
        }
    }
}

#[tokio::test]
async fn answers_are_neither_kept_nor_shown() {
    let rig = Rig::new();
    rig.accept(json!([{"event": "e", "distinct_id": "d"}])).await;
    let header_of = async |method: &str, path: &str, name: &str| {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let value = rig.send(request).await.headers().get(name).cloned();
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    // Refusals are answers, too.
    let trackers =
        [("POST", "/e/"), ("GET", "/e/"), ("POST", "/flags/"), ("GET", "/api/early_access_features/?token=t")];
    let readers = [
        ("GET", "/api/events"),
        ("POST", "/api/flags"),
        ("DELETE", "/api/live"),
        ("GET", "/_health"),
        ("GET", "/api/openapi.json"),
    ];
    for (method, path) in trackers.into_iter().chain(readers) {
        assert_eq!(header_of(method, path, "cache-control").await.as_deref(), Some("no-store"), "{method} {path}");
        assert_eq!(
            header_of(method, path, "x-content-type-options").await.as_deref(),
            Some("nosniff"),
            "{method} {path}"
        );
    }
    for (method, path) in readers {
        let policy = header_of(method, path, "content-security-policy").await;
        assert_eq!(policy.as_deref(), Some("default-src 'none'; frame-ancestors 'none'"), "{method} {path}");
        let site = header_of(method, path, "cross-origin-resource-policy").await;
        assert_eq!(site.as_deref(), Some("same-origin"), "{method} {path}");
    }
    let kept = header_of("GET", "/array/t/config", "cache-control").await;
    assert_eq!(kept.as_deref(), Some("public, max-age=300"), "trackers ask for it on every page");
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
    let response = rig.send(Request::delete("/api/events").body(Body::empty()).unwrap()).await;
    assert_eq!(response.headers()[header::ALLOW], "GET,HEAD");
    assert_eq!(crate::rig::json_of(response).await.1["field"], "method");
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

#[tokio::test]
async fn addresses_of_nothing_are_not_found_however_long() {
    let rig = Rig::new();
    let (name, deep) = ("a".repeat(300), "/a".repeat(3000));
    for path in ["/nothing".into(), format!("/{name}"), format!("/live/{name}"), deep.clone(), "//live".into()] {
        let (status, answer) = rig.get(&path).await;
        assert_eq!((status, &answer["field"]), (StatusCode::NOT_FOUND, &json!("path")), "{path}");
    }
    for path in
        ["nothing".into(), name.clone(), format!("0.1.0/{name}"), format!("{name}/array.js"), deep, "a%00".into()]
    {
        let (status, answer) = rig.get(&format!("/static/{path}")).await;
        assert_eq!((status, &answer["field"]), (StatusCode::NOT_FOUND, &json!("path")), "{path}");
    }
}
