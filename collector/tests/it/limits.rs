//! Bounds: exactly at them is allowed, beyond them is refused, and nothing fills the memory.

use std::io::Write;

use axum::http::StatusCode;
use flate2::Compression;
use flate2::write::GzEncoder;
use hoofprint_collector::limits;
use serde_json::json;

use crate::rig::{Rig, batch, event};

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
