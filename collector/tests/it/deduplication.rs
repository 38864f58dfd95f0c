//! Stored once, whatever happens; acknowledged only when stored.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::rig::{Rig, batch, event};

fn numbered(number: usize) -> Value {
    let uuid = format!("01900000-0000-7000-8000-{number:012x}");
    json!({"event": "e", "uuid": uuid, "properties": {"distinct_id": format!("d{}", number % 7), "n": number}})
}

#[tokio::test]
async fn ten_thousand_events_half_sent_twice() {
    let rig = Rig::new();
    let events: Vec<Value> = (0..10_000).map(numbered).collect();
    for (turn, chunk) in events.chunks(250).enumerate() {
        for _ in 0..=turn % 2 {
            rig.accept(json!(chunk)).await;
        }
    }
    assert_eq!(rig.count("events"), 10_000);
    assert_eq!(rig.sql::<i64>("SELECT count(DISTINCT uuid) FROM events"), 10_000);
}

#[tokio::test]
async fn many_senders_at_once() {
    let rig = Rig::new();
    let senders: Vec<_> = (0..50)
        .map(|sender| {
            let router = rig.router.clone();
            tokio::spawn(async move {
                // Each event comes from two senders.
                let events: Vec<Value> = (0..20).map(|n| numbered((sender / 2) * 20 + n)).collect();
                let body = axum::body::Body::from(batch(json!(events)).to_string());
                let request = axum::http::Request::post("/e/").body(body).unwrap();
                tower::ServiceExt::oneshot(router, request).await.unwrap().status()
            })
        })
        .collect();
    for sender in senders {
        assert_eq!(sender.await.unwrap(), StatusCode::OK);
    }
    assert_eq!(rig.count("events"), 500);
}

#[tokio::test]
async fn a_uuid_in_other_spellings_and_projects() {
    let rig = Rig::new();
    let spelled = |uuid: &str| json!([{"event": "e", "distinct_id": "d", "uuid": uuid}]);
    rig.accept(spelled("01900000-0000-7000-8000-00000000000a")).await;
    rig.accept(spelled("01900000-0000-7000-8000-00000000000A")).await;
    rig.accept(spelled("0190000000007000800000000000000a")).await;
    assert_eq!(rig.count("events"), 1);
    let other = json!({"api_key": "other", "batch": spelled("01900000-0000-7000-8000-00000000000a")});
    assert_eq!(rig.post_json("/e/", &other).await.0, StatusCode::OK);
    assert_eq!(rig.count("events"), 2);
}

#[tokio::test]
async fn a_duplicate_changes_no_person() {
    let rig = Rig::new();
    let set =
        |uuid: &str, plan: &str| json!([{"event": "$set", "distinct_id": "d", "uuid": uuid, "$set": {"plan": plan}}]);
    rig.accept(set("01900000-0000-7000-8000-000000000001", "free")).await;
    rig.accept(set("01900000-0000-7000-8000-000000000002", "paid")).await;
    rig.accept(set("01900000-0000-7000-8000-000000000001", "free")).await;
    assert_eq!(rig.json("SELECT properties FROM persons")["plan"], "paid");
}

#[tokio::test]
async fn who_offers_events_hears_which_are_stored() {
    let rig = Rig::new();
    let uuid = |number: usize| numbered(number)["uuid"].clone();
    rig.accept(json!([numbered(1), numbered(2)])).await;
    let offer =
        |token: &str, batch: Value| json!({"api_key": token, "batch": batch, "offered": [uuid(1), uuid(3), "x"]});
    let token = batch(json!([]))["api_key"].as_str().unwrap().to_owned();
    let (status, answer) = rig.post_json("/e/", &offer(&token, json!([]))).await;
    assert_eq!((status, answer), (StatusCode::OK, json!({"status": "Ok", "known": [uuid(1)]})));
    let (_, answer) = rig.post_json("/e/", &offer(&token, json!([numbered(3)]))).await;
    assert_eq!(answer["known"], json!([uuid(1), uuid(3)]), "with events, those count too");
    let (_, answer) = rig.post_json("/e/", &offer("other", json!([]))).await;
    assert_eq!(answer, json!({"status": "Ok"}), "another project's are nobody's business");
    let many = json!({"api_key": token, "batch": [], "offered": vec!["x"; 1001]});
    assert_eq!(rig.post_json("/e/", &many).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let odd = json!({"api_key": token, "batch": [], "offered": 7});
    assert_eq!(rig.post_json("/e/", &odd).await.1["field"], "offered");
}

#[tokio::test]
async fn of_the_leaves_of_one_view_the_last_counts() {
    let rig = Rig::new();
    let uuid = "01900000-0000-7000-8000-000000000001";
    let leave = |name: &str, session: &str, seconds: u32| {
        json!([{"event": name, "distinct_id": "d", "uuid": uuid, "timestamp": format!("2026-01-01T00:00:{seconds:02}Z"),
            "properties": {"$session_id": session, "$prev_pageview_duration": seconds}}])
    };
    for (name, session, seconds) in [
        ("$pageleave", "s", 2),
        ("$pageleave", "s", 9),
        ("$pageleave", "s", 5),
        ("$pageleave", "other", 20),
        ("e", "s", 30),
    ] {
        rig.accept(leave(name, session, seconds)).await;
    }
    assert_eq!(rig.count("events"), 1);
    let row = "json_array(event, json_extract(properties, '$.\"$prev_pageview_duration\"'), timestamp % 60000)";
    assert_eq!(rig.json(&format!("SELECT {row} FROM events")), json!(["$pageleave", 9, 9000]));
    let offer =
        |id: &str| json!({"api_key": batch(json!([]))["api_key"], "batch": [], "offered": [format!("{uuid}/{id}")]});
    let told = json!([{"event": "$pageleave", "distinct_id": "d", "uuid": uuid, "timestamp": "2026-01-01T00:00:40Z",
        "properties": {"$session_id": "s", "$insert_id": "last"}}]);
    rig.accept(told).await;
    assert_eq!(rig.post_json("/e/", &offer("last")).await.1["known"], json!([format!("{uuid}/last")]));
    assert_eq!(rig.post_json("/e/", &offer("another")).await.1, json!({"status": "Ok"}));
}

#[tokio::test]
async fn a_broken_database_is_never_acknowledged() {
    let rig = Rig::new();
    rig.accept(json!([event("e", "d", json!({}))])).await;
    rig.execute("ALTER TABLE persons RENAME TO elsewhere");
    let (status, answer) = rig.post_json("/e/", &batch(json!([event("e", "new", json!({}))]))).await;
    assert_eq!((status, &answer["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("error")));
    rig.execute("ALTER TABLE elsewhere RENAME TO persons");
    rig.accept(json!([event("e", "new", json!({}))])).await;
    assert_eq!(rig.count("events"), 2);
}
