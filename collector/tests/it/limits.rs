//! Bounds: exactly at them is allowed, beyond them is refused, and nothing fills the memory.

use std::io::Write;

use axum::http::StatusCode;
use flate2::Compression;
use flate2::write::GzEncoder;
use hoofprint_collector::limits;
use serde_json::json;

use crate::rig::{ADMIN_KEY, Rig, batch, event};

#[tokio::test]
async fn the_body_on_the_wire() {
    let rig = Rig::new();
    let mut body = batch(json!([event("e", "d", json!({}))])).to_string();
    body.extend(std::iter::repeat_n(' ', limits::WIRE_BYTES - body.len()));
    assert_eq!(rig.post("/e/", &[], body.clone()).await.0, StatusCode::OK);
    body.push(' ');
    let (status, answer) = rig.post("/e/", &[], body).await;
    assert_eq!((status, &answer["field"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("body")));
}

/// `text` and then blanks up to `length`, as gzip.
fn padded(text: &str, length: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    let blanks = vec![b' '; 1 << 20];
    let mut left = length - text.len();
    while left > 0 {
        let part = left.min(blanks.len());
        encoder.write_all(&blanks[..part]).unwrap();
        left -= part;
    }
    encoder.finish().unwrap()
}

#[tokio::test]
async fn the_inflated_text() {
    let rig = Rig::new();
    let text = batch(json!([event("e", "d", json!({}))])).to_string();
    assert_eq!(rig.post("/e/", &[], padded(&text, limits::TEXT_BYTES)).await.0, StatusCode::OK);
    let (status, answer) = rig.post("/e/", &[], padded(&text, limits::TEXT_BYTES + 1)).await;
    assert_eq!((status, &answer["field"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("body")));
}

#[tokio::test]
async fn a_bomb() {
    let rig = Rig::new();
    // Two gigabytes in two megabytes.
    let bomb = padded("", 2 << 30);
    assert!(bomb.len() < limits::WIRE_BYTES);
    assert_eq!(rig.post("/e/", &[], bomb).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn one_event() {
    let rig = Rig::new();
    let sized = |length: usize| {
        let empty = event("e", "d", json!({"x": ""})).to_string().len();
        event("e", "d", json!({"x": "x".repeat(length - empty)}))
    };
    rig.accept(json!([sized(limits::EVENT_BYTES)])).await;
    let (status, answer) = rig.post_json("/e/", &batch(json!([sized(limits::EVENT_BYTES + 1)]))).await;
    assert_eq!((status, &answer["rejected"][0]["field"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("event")));
    // Its siblings are stored.
    let (status, answer) = rig.post_json("/e/", &batch(json!([sized(limits::EVENT_BYTES + 1), sized(1000)]))).await;
    assert_eq!((status, answer["rejected"].as_array().unwrap().len()), (StatusCode::OK, 1));
    assert_eq!(rig.count("events"), 2);
}

#[tokio::test]
async fn events_in_one_request() {
    let rig = Rig::new();
    let body = format!(r#"{{"api_key":"t","batch":[{}0]}}"#, "0,".repeat(limits::EVENTS_PER_REQUEST));
    let (status, answer) = rig.post("/e/", &[], body).await;
    assert_eq!((status, &answer["field"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("batch")));
    let body = format!(r#"{{"api_key":"t","batch":[{}0]}}"#, "0,".repeat(limits::EVENTS_PER_REQUEST - 1));
    let (status, answer) = rig.post("/e/", &[], body).await;
    assert_eq!(
        (status, answer["rejected"].as_array().unwrap().len()),
        (StatusCode::BAD_REQUEST, limits::EVENTS_PER_REQUEST)
    );
    assert_eq!(rig.count("rejects"), limits::REJECTS_PER_REQUEST as i64);
}

#[tokio::test]
async fn names_and_ids_are_cut() {
    let rig = Rig::new();
    rig.accept(json!([event(&"n".repeat(500), &"i".repeat(500), json!({}))])).await;
    assert_eq!(rig.sql::<i64>("SELECT length(event)FROM events"), 200);
    assert_eq!(rig.sql::<i64>("SELECT length(distinct_id) FROM events"), 200);
}

#[tokio::test]
async fn the_body_of_a_call() {
    let rig = Rig::new();
    rig.accept(json!([event("e", "d", json!({}))])).await;
    let headers = [("authorization", &*format!("Bearer {ADMIN_KEY}"))];
    let question = json!({"token": "t", "kind": "profiles"});
    let flag = json!({"token": "t", "key": "k"});
    let cohort = json!({"token": "t", "distinct_ids": ["d"]});
    for (path, body, most) in [
        ("/api/insights/run", question, limits::CALL_BYTES),
        ("/api/flags", flag, limits::CALL_BYTES),
        ("/api/cohorts", cohort, limits::COHORT_BYTES),
    ] {
        let mut body = body.to_string();
        body.extend(std::iter::repeat_n(' ', most - body.len()));
        let (status, answer) = rig.post(path, &headers, body.clone()).await;
        assert!(status.is_success(), "{path}: {answer}");
        body.push(' ');
        let (status, answer) = rig.post(path, &headers, body).await;
        assert_eq!((status, &answer["field"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("body")), "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn bodies_of_calls_count_among_those_in_memory() {
    let rig = Rig::new();
    let ask = async || rig.change("POST", "/api/insights/run", &json!({"token": "t", "kind": "profiles"})).await.0;
    let bodies = rig.collector.room_for_body(limits::WIRE_BYTES_IN_FLIGHT).await.unwrap();
    assert_eq!(ask().await, StatusCode::SERVICE_UNAVAILABLE);
    drop(bodies);
    let calls = rig.collector.room_for_call(limits::CALLS_BYTES_IN_FLIGHT).await.unwrap();
    assert_eq!(ask().await, StatusCode::SERVICE_UNAVAILABLE);
    // Events do not wait for them.
    rig.accept(json!([event("e", "d", json!({}))])).await;
    drop(calls);
    assert_eq!(ask().await, StatusCode::OK);
}

#[tokio::test]
async fn a_cohorts_filters() {
    let rig = Rig::new();
    let headers = [("authorization", &*format!("Bearer {ADMIN_KEY}"))];
    // They are refused as too large before anybody sees that they are too deep.
    let (open, close) = ("[".repeat(limits::FLAG_FILTERS_BYTES), "]".repeat(limits::FLAG_FILTERS_BYTES));
    let body = format!(r#"{{"token":"t","filters":{open}{close}}}"#);
    let (status, answer) = rig.post("/api/cohorts", &headers, body).await;
    assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!("filters")));
    assert!(answer["message"].as_str().unwrap().contains(&limits::FLAG_FILTERS_BYTES.to_string()), "{answer}");
    // What can be no value is refused all the same.
    let (status, answer) = rig.post("/api/cohorts", &headers, r#"{"token":"t","filters":{"a":1e999}}"#).await;
    assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!("filters")));
}

#[tokio::test]
async fn what_is_said_about_a_wrong_field() {
    let rig = Rig::new();
    // Of two bytes each, so that the bound falls into one.
    let long = "é".repeat(limits::CALL_BYTES / 4);
    for (path, body) in [
        ("/api/insights/run", json!({long.clone(): 1})),
        ("/api/insights/run", json!({"token": "t", "kind": long})),
        ("/api/insights/run", json!({"token": "t", "kind": "trends", "range": {long.clone(): 1}})),
        ("/api/flags", json!({long.clone(): 1})),
        ("/api/flags", json!({"token": "t", "key": "k", "filters": {"groups": [{"properties": [{long.clone(): 1}]}]}})),
    ] {
        let (status, answer) = rig.change("POST", path, &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        for said in ["field", "message"] {
            let length = answer[said].as_str().unwrap().len();
            assert!((1..=limits::FAULT_BYTES).contains(&length), "{path}: {said} of {length}");
        }
    }
}
