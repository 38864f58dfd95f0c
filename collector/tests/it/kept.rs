//! Saved insights and dashboards: which are kept, and how they are listed.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hoofprint_collector::limits;
use http_body_util::BodyExt;
use serde_json::{Value, json};

use crate::rig::{KEY, Rig, event};

const SHELVES: [(&str, &str, &str); 2] =
    [("/api/insights", "insights", "query"), ("/api/dashboards", "dashboards", "tiles")];

async fn rig() -> Rig {
    let rig = Rig::new();
    rig.accept(json!([event("e", "d", json!({}))])).await;
    rig
}

/// The least of a shelf.
fn least(content: &str, token: &str) -> Value {
    let least = if content == "query" { json!({"kind": "profiles"}) } else { json!([]) };
    json!({"token": token, "name": "n", content: least})
}

/// Puts as many things on a shelf, each of them with this JSON text, an expression of SQL.
fn fill(rig: &Rig, table: &str, content: &str, many: i64, text: &str) {
    rig.execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})
        INSERT INTO {table} (project_id, name, {content}, created_at, updated_at) SELECT 1, 'n', {text}, 0, 0 FROM n"
    ));
}

#[tokio::test]
async fn a_read_key_makes_no_project() {
    let rig = rig().await;
    for (path, table, content) in SHELVES {
        let (status, answer) = rig.change("POST", path, &least(content, "never-seen")).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!("token")), "{path}");
        assert_eq!((rig.count("projects"), rig.count(table)), (1, 0), "{path}");
    }
}

#[tokio::test]
async fn what_is_too_large_to_be_asked_is_not_kept() {
    let rig = rig().await;
    let filters = json!(vec![json!({"key": "k", "value": 1}); limits::INSIGHT_FILTERS + 1]);
    let values = json!([{"key": "k", "value": vec![1; limits::FLAG_FILTER_VALUES + 1]}]);
    let many = json!(vec![json!({}); limits::INSIGHT_SERIES + 1]);
    let ranges = json!({"key": "k", "ranges": vec![[1, 2]; limits::INSIGHT_BREAKDOWN + 1]});
    let exclusions = json!(vec![json!({"from": 0, "to": 1}); limits::INSIGHT_SERIES + 1]);
    for (query, field) in [
        (json!({"kind": "profiles", "filters": filters}), "filters"),
        (json!({"kind": "trends", "series": [{"filters": values}]}), "series[0].filters[0].value"),
        (json!({"kind": "stickiness", "series": many}), "series"),
        (json!({"kind": "trends", "series": [{}], "breakdown": ranges}), "breakdown.ranges"),
        (json!({"kind": "funnel", "steps": many}), "steps"),
        (json!({"kind": "funnel", "steps": [{}, {"filters": filters}]}), "steps[1].filters"),
        (json!({"kind": "funnel", "steps": [{}, {}], "exclusions": exclusions}), "exclusions"),
        (json!({"kind": "retention", "start": {"filters": filters}, "return": {}}), "start.filters"),
        (json!({"kind": "retention", "start": {}, "return": {"filters": values}}), "return.filters[0].value"),
        (json!({"kind": "lifecycle", "event": {"filters": filters}}), "event.filters"),
    ] {
        let new = json!({"token": "t", "name": "n", "query": query});
        let (status, answer) = rig.change("POST", "/api/insights", &new).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!(format!("query.{field}"))), "{answer}");
        let mut asked = query.clone();
        asked["token"] = "t".into();
        let (status, answer) = rig.change("POST", "/api/insights/run", &asked).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{answer}");
    }
}

#[tokio::test]
async fn bytes_of_one_that_is_kept() {
    let rig = rig().await;
    let sized = |length: usize| {
        let query = json!({"kind": "profiles", "display": ""});
        let display = "x".repeat(length - query.to_string().len());
        json!({"token": "t", "name": "n", "query": {"kind": "profiles", "display": display}})
    };
    assert_eq!(rig.change("POST", "/api/insights", &sized(limits::KEPT_BYTES)).await.0, StatusCode::CREATED);
    let (status, answer) = rig.change("POST", "/api/insights", &sized(limits::KEPT_BYTES + 1)).await;
    assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!("query")));
    let tiles = vec![json!({"insight": 1, "size": "wide"}); limits::KEPT_BYTES / 20];
    let (status, answer) =
        rig.change("POST", "/api/dashboards", &json!({"token": "t", "name": "n", "tiles": tiles})).await;
    assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!("tiles")));
    assert!(answer["message"].as_str().unwrap().contains("bytes"), "{answer}");
}

/// Keeping one more reads none of the others.
#[tokio::test]
async fn others_are_counted_and_not_read() {
    let rig = rig().await;
    for (path, table, content) in SHELVES {
        fill(&rig, table, content, limits::INSIGHTS - 1, "'no JSON'");
        let (status, answer) = rig.change("POST", path, &least(content, "t")).await;
        assert_eq!(status, StatusCode::CREATED, "{path}: {answer}");
        let (status, answer) = rig.change("POST", path, &least(content, "t")).await;
        assert_eq!((status, &answer["field"]), (StatusCode::CONFLICT, &json!("token")), "{path}");
        assert_eq!(rig.count(table), limits::INSIGHTS);
    }
}

#[tokio::test]
async fn long_lists_come_in_parts() {
    let rig = rig().await;
    let many = 2 * limits::KEPT_AT_ONCE + 1;
    for (path, table, content) in SHELVES {
        // The text is handed on as it came: `1.00` stays so.
        fill(&rig, table, content, many, "'{\"a\":1.00,\"b\":\"' || hex(zeroblob(1000)) || '\"}'");
        let request = Request::get(format!("{path}?token=t")).header(header::AUTHORIZATION, format!("Bearer {KEY}"));
        let response = rig.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "application/json");
        let (mut body, mut text, mut longest) = (response.into_body(), Vec::new(), 0);
        while let Some(frame) = body.frame().await {
            let data = frame.unwrap().into_data().unwrap();
            longest = longest.max(data.len());
            text.extend_from_slice(&data);
        }
        assert!(longest < text.len() / 2, "{longest} of {}", text.len());
        let all: Value = serde_json::from_slice(&text).unwrap();
        let ids: Vec<i64> = all[table].as_array().unwrap().iter().map(|kept| kept["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, (1..=many).rev().collect::<Vec<_>>());
        assert!(String::from_utf8(text).unwrap().contains(r#""a":1.00,"#));
        assert_eq!(rig.read(&format!("{path}?token=other")).await.1, json!({ table: [] }));
    }
    rig.execute("DROP TABLE insights");
    assert_eq!(rig.read("/api/insights").await.0, StatusCode::SERVICE_UNAVAILABLE);
}
