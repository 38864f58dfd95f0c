//! Bad requests, and bad events among good ones.

use axum::http::StatusCode;
use hoofprint_collector::limits;
use serde_json::{Value, json};

use crate::rig::{Rig, batch};

/// Path, headers and body; status and field of the answer.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [u8], u16, &'a str);

fn faults(answer: &Value) -> Vec<(u64, &str)> {
    let rejected = answer["rejected"].as_array().unwrap();
    rejected.iter().map(|fault| (fault["index"].as_u64().unwrap(), fault["field"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn good_events_are_stored_and_bad_ones_listed() {
    let rig = Rig::new();
    let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
    let items = [
        r#"{"event":"good","distinct_id":"d"}"#,
        r#"{"event":"e","distinct_id":"d","properties":{"a":"\ud800"}}"#,
        r#"{"distinct_id":"d"}"#,
        r#"{"event":"","distinct_id":"d"}"#,
        r#"{"event":"e","uuid":"01900000-0000-7000-8000-000000000001"}"#,
        r#"{"event":"e","distinct_id":"d","uuid":"x"}"#,
        r#"{"event":"e","distinct_id":"d","timestamp":17}"#,
        r#"{"event":"e","distinct_id":"d","offset":0.5}"#,
        r#"{"event":"e","distinct_id":"d","properties":[]}"#,
        r#"{"event":"e","distinct_id":"d","$set":1}"#,
        r#"{"event":"e","distinct_id":"d","$set_once":1}"#,
        r#"{"event":"e","distinct_id":"d","properties":{"$cookieless_mode":1}}"#,
        r#"{"event":"$identify","distinct_id":"d","properties":{"$process_person_profile":false}}"#,
        r#"{"event":"$identify","distinct_id":"d","properties":{"$anon_distinct_id":{}}}"#,
        r#"{"event":"$create_alias","distinct_id":"d","properties":{"alias":1}}"#,
        r#""text""#,
        &format!(r#"{{"event":"e","distinct_id":"d","properties":{{"a":{deep}}}}}"#),
        r#"{"event":"also good","distinct_id":"d"}"#,
    ];
    let body = format!(r#"{{"api_key":"t","batch":[{}]}}"#, items.join(","));
    let (status, answer) = rig.post("/e/", &[], body).await;
    assert_eq!((status, &answer["status"]), (StatusCode::OK, &json!("Ok")));
    let expected = [
        (1, "properties"),
        (2, "event"),
        (3, "event"),
        (4, "distinct_id"),
        (5, "uuid"),
        (6, "timestamp"),
        (7, "offset"),
        (8, "properties"),
        (9, "$set"),
        (10, "$set_once"),
        (11, "$cookieless_mode"),
        (12, "$process_person_profile"),
        (13, "$anon_distinct_id"),
        (14, "alias"),
        (15, "event"),
        (16, "properties"),
    ];
    assert_eq!(faults(&answer), expected);
    assert_eq!(answer["rejected"][3]["uuid"], "01900000-0000-7000-8000-000000000001");
    assert_eq!(answer["rejected"][4].get("uuid"), None);
    assert_eq!(
        rig.sql::<String>("SELECT group_concat(event, ', ') FROM (SELECT event FROM events ORDER BY id)"),
        "good, also good"
    );
    assert_eq!(rig.count("rejects"), 16);
    assert_eq!(rig.sql::<String>("SELECT raw FROM rejects WHERE field = 'uuid'"), items[5]);
    assert_eq!(rig.sql::<String>("SELECT DISTINCT token FROM rejects"), "t");
}

#[tokio::test]
async fn nothing_good_is_an_error() {
    let rig = Rig::new();
    let (status, answer) = rig.post_json("/e/", &batch(json!([{"event": "e"}, {"event": ""}]))).await;
    assert_eq!(
        (status, &answer["status"], &answer["field"]),
        (StatusCode::BAD_REQUEST, &json!("error"), &json!("batch"))
    );
    assert_eq!(faults(&answer), [(0, "distinct_id"), (1, "event")]);
    assert_eq!((rig.count("events"), rig.count("rejects"), rig.count("projects")), (0, 2, 0));
}

#[tokio::test]
async fn a_lone_event_names_its_own_field() {
    let rig = Rig::new();
    let (status, answer) = rig.post_json("/e/", &json!({"event": "e", "token": "t"})).await;
    assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!("distinct_id")));
}

#[tokio::test]
async fn a_duplicate_is_good_even_beside_bad_ones() {
    let rig = Rig::new();
    let good = json!({"event": "e", "distinct_id": "d", "uuid": "01900000-0000-7000-8000-000000000001"});
    rig.accept(json!([good])).await;
    let (status, answer) = rig.post_json("/e/", &batch(json!([good, {"event": "e"}]))).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(faults(&answer), [(1, "distinct_id")]);
    assert_eq!(rig.count("events"), 1);
}

#[tokio::test]
async fn requests_that_cannot_be_read() {
    let rig = Rig::new();
    let event = r#"{"event":"e","distinct_id":"d","token":"t"}"#;
    let form: &[(&str, &str)] = &[("content-type", "application/x-www-form-urlencoded")];
    let gzip: &[(&str, &str)] = &[("content-encoding", "gzip")];
    let cases: &[Case<'_>] = &[
        ("/e/", &[], b"", 400, "data"),
        ("/e/", form, b"", 400, "data"),
        ("/e/", form, event.as_bytes(), 400, "data"),
        ("/e/", gzip, event.as_bytes(), 400, "body"),
        ("/e/?compression=gzip", &[], event.as_bytes(), 400, "body"),
        ("/e/?compression=lz64", &[], event.as_bytes(), 400, "body"),
        ("/e/?compression=zip", &[], event.as_bytes(), 200, ""),
        ("/e/?_=x", &[], event.as_bytes(), 400, "_"),
        ("/e/?sent_at=1.5", &[], event.as_bytes(), 400, "sent_at"),
        ("/e/?beacon=", &[], event.as_bytes(), 400, "beacon"),
        ("/e/", &[], b"\x1f\x8b\x08rubbish", 400, "body"),
        ("/e/", &[], b"\xff\xfe", 400, "body"),
        ("/e/", &[], b"{", 400, "body"),
        ("/e/", &[], b"7", 400, "body"),
        ("/e/", &[], b"null", 400, "body"),
        ("/e/", &[], b"[]", 400, "batch"),
        ("/e/", &[], br#"{"api_key":"t","batch":[]}"#, 400, "batch"),
        ("/e/", &[], br#"{"api_key":"t","batch":{}}"#, 400, "batch"),
        ("/e/", &[], br#"{"api_key":"t","batch":[{}],"sent_at":5}"#, 400, "sent_at"),
        ("/e/", &[], br#"{"api_key":"t","token":"t","batch":[{}]}"#, 400, "api_key"),
        ("/e/", &[], br#"{"batch":[{"event":"e","distinct_id":"d","token":"t"}]}"#, 400, "api_key"),
        ("/e/", &[], b"{}", 400, "event"),
        ("/e/", &[], br#"{"event":5}"#, 400, "event"),
        ("/e/", &[], br#"{"event":"e","distinct_id":"d"}"#, 401, "api_key"),
        ("/e/", &[], br#"{"event":"e"}"#, 401, "api_key"),
        (
            "/e/",
            &[],
            br#"[{"event":"e","distinct_id":"d","token":"a"},{"event":"e","distinct_id":"d","token":"b"}]"#,
            401,
            "api_key",
        ),
        ("/e/", &[], br#"{"api_key":"","batch":[{"event":"e"}]}"#, 401, "api_key"),
        ("/e/", &[], br#"{"api_key":"phx_1","batch":[{"event":"e"}]}"#, 401, "api_key"),
    ];
    for (path, headers, body, status, field) in cases {
        let (given, answer) = rig.post(path, headers, body.to_vec()).await;
        let what = format!("{path} {:?}: {answer}", String::from_utf8_lossy(body));
        assert_eq!(given.as_u16(), *status, "{what}");
        if *status != 200 {
            assert_eq!((&answer["status"], &answer["field"]), (&json!("error"), &json!(field)), "{what}");
            assert!(answer["message"].as_str().unwrap().len() > 10, "{what}");
        }
    }
    assert_eq!(rig.count("events"), 1);
}

#[tokio::test]
async fn tokens_are_found_where_they_may_stand() {
    let rig = Rig::new();
    for event in [
        json!([{"event": "e", "distinct_id": "d", "token": "t"}]),
        json!([{"event": "e", "distinct_id": "d", "$token": " t "}]),
        json!([{"event": "e", "distinct_id": "d", "api_key": "t"}]),
        json!([{"event": "e", "distinct_id": "d", "properties": {"token": "t"}}]),
        json!([{"event": "e", "distinct_id": "d"}, {"event": "e", "distinct_id": "d", "token": "t"}]),
        json!({"api_key": "t", "batch": [{"event": "e", "distinct_id": "d", "token": "another"}]}),
    ] {
        assert_eq!(rig.post_json("/e/", &event).await.0, StatusCode::OK, "{event}");
    }
    assert_eq!((rig.count("projects"), rig.count("events")), (1, 7));
}

#[tokio::test]
async fn the_newest_rejects_are_kept() {
    let rig = Rig::new();
    rig.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
         INSERT INTO rejects SELECT i, 0, 't', NULL, 'f', 'm', 'r' FROM n",
    );
    rig.post_json("/e/", &json!({"event": "", "token": "t", "distinct_id": "x".repeat(9000)})).await;
    assert_eq!((rig.count("rejects"), rig.sql::<i64>("SELECT min(id) FROM rejects")), (10_000, 2));
    assert_eq!(rig.sql::<i64>("SELECT length(raw) FROM rejects ORDER BY id DESC"), 4096);
}

#[tokio::test]
async fn what_is_said_about_a_fault_is_bounded() {
    let rig = Rig::new();
    let long = "x".repeat(900_000);
    let faulty = json!({"event": "e", "distinct_id": "d", "properties": long});
    let (_, answer) = rig.post_json("/e/", &batch(json!([faulty, {"event": "good", "distinct_id": "d"}]))).await;
    let message = answer["rejected"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("`properties` must be an object") && message.len() <= limits::FAULT_BYTES, "{message}");
    assert!(rig.sql::<i64>("SELECT length(message) FROM rejects") <= limits::FAULT_BYTES as i64);
}
