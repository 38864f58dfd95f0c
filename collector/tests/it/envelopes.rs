//! Every shape in every encoding, on every path.

use std::io::Write;

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use hoofprint::wire::{Answer, Batch, Event};
use serde_json::{Value, json};

use crate::rig::Rig;

type Headers = &'static [(&'static str, &'static str)];

const PLAIN: Headers = &[("content-type", "text/plain")];
const FORM: Headers = &[("content-type", "application/x-www-form-urlencoded")];

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn form(data: &str) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).append_pair("data", data).finish().into_bytes()
}

/// One way to send a text.
struct Encoding {
    name: &'static str,
    query: &'static str,
    headers: Headers,
    body: Vec<u8>,
}

fn encodings(json: &str) -> Vec<Encoding> {
    const CHARSET: Headers = &[("content-type", "application/x-www-form-urlencoded; charset=UTF-8")];
    let packed = gzip(json.as_bytes());
    let base64 = STANDARD.encode(json);
    let spaces = format!("data={base64}").replace('+', " ").into_bytes();
    let any = |name, query, headers, body| Encoding { name, query, headers, body };
    vec![
        any("json", "", &[("content-type", "application/json")], json.into()),
        any("json as text", "", PLAIN, json.into()),
        any("json without a type", "", &[], json.into()),
        any("gzip, unnamed", "", PLAIN, packed.clone()),
        any("gzip, named in the query", "?compression=gzip-js", PLAIN, packed.clone()),
        any("gzip, named in the header", "", &[("content-encoding", "gzip")], packed.clone()),
        any("gzip, named wrongly", "?compression=lz64", PLAIN, packed.clone()),
        any("base64", "", PLAIN, base64.clone().into()),
        any("base64 of gzip", "?compression=base64", PLAIN, STANDARD.encode(&packed).into()),
        any("form of json", "", FORM, form(json)),
        any("form of lz-string", "?compression=lz64", FORM, form(&lz_str::compress_to_base64(json))),
        any("form of base64", "?compression=base64", FORM, form(&base64)),
        any("form of base64 with spaces", "", FORM, spaces),
        any("form with a charset", "", CHARSET, form(&base64)),
    ]
}

fn uuid(number: u32) -> String {
    format!("01900000-0000-7000-8000-{number:012x}")
}

/// Each shape with one event of that uuid.
fn shapes(number: u32) -> Vec<(&'static str, Value)> {
    // Such a text's base64 holds `+` and `/`.
    let properties = json!({"distinct_id": "d", "token": "t", "text": "häßlich 世界 >>>???~~~ 😀"});
    let event = json!({"event": "e", "uuid": uuid(number), "properties": properties});
    vec![
        ("array", json!([event])),
        ("batch", json!({"api_key": "t", "batch": [event], "sent_at": "2026-01-31T12:00:00.000Z"})),
        ("batch by token", json!({"token": "t", "batch": [event], "historical_migration": true})),
        ("single", event.clone()),
    ]
}

#[tokio::test]
async fn every_shape_in_every_encoding() {
    let rig = Rig::new();
    let mut number = 0;
    for path in ["/e/", "/e", "/i/v0/e/", "/capture", "/batch/", "/track/", "/engage/"] {
        for shape in 0..shapes(0).len() {
            for encoding in 0..encodings("").len() {
                number += 1;
                let (shape_name, json) = shapes(number).swap_remove(shape);
                let Encoding { name, query, headers, body } = encodings(&json.to_string()).swap_remove(encoding);
                let what = format!("{path} {shape_name} {name}");
                let answer = rig.post(&format!("{path}{query}"), headers, body).await;
                assert_eq!(answer, (StatusCode::OK, json!({"status": "Ok"})), "{what}");
                let stored = rig.json(&format!("SELECT properties FROM events WHERE uuid = '{}'", uuid(number)));
                assert_eq!(stored["text"], "häßlich 世界 >>>???~~~ 😀", "{what}");
            }
        }
    }
    assert_eq!(rig.count("projects"), 1);
}

#[tokio::test]
async fn what_our_own_tracker_sends() {
    let rig = Rig::new();
    let batch = Batch {
        api_key: "t".into(),
        batch: vec![Event {
            uuid: uuid(1),
            event: "$identify".into(),
            properties: json!({"token": "t", "distinct_id": "user", "$anon_distinct_id": "anon"}),
            set: Some(json!({"plan": "free"})),
            set_once: Some(json!({"first": 1})),
            unset: Some(vec!["old".into()]),
            timestamp: "2026-01-31T11:59:59.000Z".into(),
        }],
        offered: vec![],
        sent_at: "2026-01-31T12:00:00.000Z".into(),
    };
    let body = serde_json::to_vec(&batch).unwrap();
    let (status, answer) = rig.post("/e/", PLAIN, gzip(&body)).await;
    let answer: Answer = serde_json::from_value(answer).unwrap();
    assert_eq!(
        (status, answer),
        (StatusCode::OK, Answer { status: "Ok".into(), known: vec![], rejected: vec![], has_feature_flags: false })
    );
    let person = rig.json("SELECT properties FROM persons WHERE is_identified");
    assert_eq!((&person["plan"], &person["first"]), (&json!("free"), &json!(1)));
    assert_eq!(rig.sql::<i64>("SELECT received_at - timestamp FROM events"), 1000);
}

#[tokio::test]
async fn data_in_the_query() {
    let rig = Rig::new();
    let event =
        json!({"event": "e", "token": "t", "distinct_id": "d", "properties": {"text": "~~~???>>>"}}).to_string();
    let escaped: String = form_urlencoded::byte_serialize(STANDARD.encode(&event).as_bytes()).collect();
    let plus = STANDARD.encode(&event);
    for data in [escaped, plus] {
        let answer = rig.get(&format!("/e/?data={data}&ip=1&ver=1.300.0")).await;
        assert_eq!(answer, (StatusCode::OK, json!({"status": "Ok"})));
    }
    let json: String = form_urlencoded::byte_serialize(event.as_bytes()).collect();
    assert_eq!(rig.get(&format!("/capture/?data={json}")).await.0, StatusCode::OK);
    assert_eq!(rig.count("events"), 3);
}

#[tokio::test]
async fn engage_names_its_event() {
    let rig = Rig::new();
    let body = json!({"$token": "t", "$distinct_id": "d", "$set": {"plan": "free"}});
    assert_eq!(rig.post_json("/engage/", &body).await.0, StatusCode::OK);
    assert_eq!(rig.sql::<String>("SELECT event FROM events"), "$identify");
    assert_eq!(rig.json("SELECT properties FROM persons")["plan"], "free");
    let (status, answer) = rig.post_json("/e/", &body).await;
    assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!("event")));
}

#[tokio::test]
async fn a_beacon_is_answered_with_nothing() {
    let rig = Rig::new();
    let event = json!({"event": "e", "token": "t", "distinct_id": "d"});
    assert_eq!(rig.post_json("/e/?beacon=1", &event).await, (StatusCode::NO_CONTENT, Value::Null));
    assert_eq!(rig.post_json("/e/?beacon=1", &json!([])).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(rig.count("events"), 1);
}

#[tokio::test]
async fn performance_events_are_taken_and_dropped() {
    let rig = Rig::new();
    let answer = rig.post_json("/e/", &json!([{"event": "$performance_event"}])).await;
    assert_eq!(answer, (StatusCode::OK, json!({"status": "Ok"})));
    let answer = rig.post_json("/e/", &json!([{"event": "$performance_event"}, 7])).await;
    assert_eq!((answer.0, &answer.1["rejected"][0]["index"]), (StatusCode::OK, &json!(1)));
    assert_eq!(rig.count("events"), 0);
}

#[tokio::test]
async fn elements_become_a_chain() {
    let rig = Rig::new();
    let elements = json!([{"tag_name": "a", "$el_text": "Go", "nth_child": 1, "nth_of_type": 1}, {"tag_name": "div"}]);
    rig.accept(json!([{"event": "$autocapture", "distinct_id": "d", "properties": {"$elements": elements}}])).await;
    let chain = r#"a:nth-child="1"nth-of-type="1"text="Go";div:nth-child="0"nth-of-type="0""#;
    assert_eq!(rig.sql::<String>("SELECT elements_chain FROM events"), chain);
    assert_eq!(rig.json("SELECT properties FROM events")["$elements"], Value::Null);
}

#[tokio::test]
async fn the_senders_address() {
    let rig = Rig::new();
    let body = |properties: Value| {
        json!({"event": "e", "token": "t", "distinct_id": "d", "properties": properties}).to_string()
    };
    for (forwarded, properties, expected) in [
        ("203.0.113.7, 10.0.0.1", json!({}), json!("203.0.113.7")),
        ("203.0.113.7", json!({"$ip": "198.51.100.1"}), json!("198.51.100.1")),
        ("203.0.113.7", json!({"$ip": ""}), json!("203.0.113.7")),
        ("203.0.113.7", json!({"capture_internal": true}), json!("127.0.0.1")),
        ("no address", json!({}), Value::Null),
    ] {
        rig.post("/e/", &[("x-forwarded-for", forwarded)], body(properties)).await;
        assert_eq!(rig.json("SELECT properties FROM events ORDER BY id DESC")["$ip"], expected, "{forwarded}");
    }
}
