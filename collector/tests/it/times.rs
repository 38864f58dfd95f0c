//! Where `sent_at` is read from, and what of time is stored.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::rig::{Rig, batch};

const HOUR: i64 = 3_600_000;

/// An event captured a minute before it was sent, by a clock that says 2026-01-31T12:00 at sending.
fn captured() -> Value {
    json!({"event": "e", "token": "t", "distinct_id": "d", "timestamp": "2026-01-31T11:59:00.000Z"})
}

/// How long before its arrival the event is stored to have happened.
fn age(rig: &Rig) -> i64 {
    rig.sql("SELECT received_at - timestamp FROM events ORDER BY id DESC")
}

#[tokio::test]
async fn the_senders_clock_is_corrected() {
    let rig = Rig::new();
    let mut envelope = batch(json!([captured()]));
    envelope["sent_at"] = "2026-01-31T12:00:00.000Z".into();
    rig.post_json("/e/", &envelope).await;
    assert_eq!(age(&rig), 60_000);
    assert_eq!(rig.sql::<i64>("SELECT sent_at FROM events"), 1_769_860_800_000);
    assert_eq!(rig.json("SELECT properties FROM events")["$sent_at"], "2026-01-31T12:00:00.000Z");

    for query in ["_=1769860800000", "sent_at=1769860800000"] {
        rig.post_json(&format!("/e/?{query}"), &json!([captured()])).await;
        assert_eq!(age(&rig), 60_000, "{query}");
    }
    envelope["sent_at"] = "garbage".into();
    rig.post_json("/e/?_=1769860800000", &envelope).await;
    assert_eq!(age(&rig), 60_000, "an unreadable one gives way to the query");
}

#[tokio::test]
async fn other_sent_ats_are_not_read() {
    let rig = Rig::new();
    let mut event = captured();
    event["sent_at"] = "2026-01-31T12:00:00.000Z".into();
    rig.post_json("/e/", &json!([event])).await;
    assert_eq!(rig.sql::<i64>("SELECT timestamp FROM events"), 1_769_860_740_000);
    assert_eq!(rig.sql::<Option<i64>>("SELECT sent_at FROM events"), None);
    // Seconds instead of milliseconds.
    rig.post_json("/e/?_=1769860800", &json!([captured()])).await;
    assert_eq!(rig.sql::<i64>("SELECT timestamp FROM events ORDER BY id DESC"), 1_769_860_740_000);
}

#[tokio::test]
async fn the_rest_of_the_table() {
    let rig = Rig::new();
    let mut event = captured();
    event["properties"] = json!({"$ignore_sent_at": true});
    rig.post_json("/e/?_=1769860800000", &json!([event])).await;
    assert_eq!(rig.sql::<i64>("SELECT timestamp FROM events"), 1_769_860_740_000);

    let mut event = captured();
    event["offset"] = 1500.into();
    rig.post_json("/e/?_=1769860800000", &json!([event])).await;
    assert_eq!(age(&rig), 1500);

    let mut event = captured();
    event["timestamp"] = "not a time".into();
    let answer = rig.post_json("/e/", &json!([event])).await;
    assert_eq!((answer.0, age(&rig)), (StatusCode::OK, 0));
    assert_eq!(rig.sql::<String>("SELECT kind FROM warnings"), "ignored_invalid_timestamp");

    for (ahead, expected) in [(22 * HOUR, -22 * HOUR), (24 * HOUR, 0)] {
        let mut event = captured();
        event["offset"] = (-ahead).into();
        rig.post_json("/e/", &json!([event])).await;
        assert_eq!(age(&rig), expected);
    }
}
