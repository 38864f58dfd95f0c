//! The reading interface.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};

use hoofprint_collector::person::person_uuid;
use hoofprint_collector::{Keys, Store, limits};

use crate::rig::{KEY, Rig, event};

#[tokio::test]
async fn nothing_is_read_without_a_key() {
    let rig = Rig::new();
    rig.accept(json!([event("e", "d", json!({}))])).await;
    for path in ["/api/events", "/api/persons", "/api/persons/u", "/api/groups", "/api/activity?person=u", "/api/live"]
    {
        for given in
            [None, Some("Bearer wrong"), Some("Bearer t"), Some("Bearer "), Some(KEY), Some(&*format!("Basic {KEY}"))]
        {
            let mut request = Request::get(path);
            if let Some(given) = given {
                request = request.header(header::AUTHORIZATION, given);
            }
            let response = rig.send(request.body(Body::empty()).unwrap()).await;
            let (status, answer) = crate::rig::json_of(response).await;
            assert_eq!(
                (status, &answer["field"]),
                (StatusCode::UNAUTHORIZED, &json!("authorization")),
                "{path} {given:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_given_key_is_good_while_it_is_given_and_a_made_one_for_ever() {
    let directory = tempfile::tempdir().unwrap();
    let open = |given: Option<&str>, another| {
        Store::open(directory.path(), &Keys { given: given.map(str::to_owned), another }).unwrap()
    };
    let (store, none) = open(Some("the given key, once"), false);
    assert_eq!((store.is_read_key("the given key, once").await.unwrap(), none), (true, None));
    store.writer.stop().await;

    let (store, made) = open(None, false);
    let made = made.expect("without any key nobody could read");
    assert!(!store.is_read_key("the given key, once").await.unwrap());
    assert!(store.is_read_key(&made).await.unwrap());
    store.writer.stop().await;

    let (store, none) = open(Some("another given key"), false);
    assert_eq!((store.is_read_key(&made).await.unwrap(), none), (true, None));
    store.writer.stop().await;
    let bytes = std::fs::read(directory.path().join("hoofprint.sqlite3")).unwrap();
    assert!(!bytes.windows(made.len()).any(|window| window == made.as_bytes()), "only its hash is stored");
}

#[tokio::test]
async fn a_page_ends_early_when_it_grows_large() {
    let rig = Rig::new();
    let big = "x".repeat(900_000);
    for _ in 0..8 {
        rig.accept(json!([event("e", "d", json!({"big": big}))])).await;
    }
    let (mut before, mut pages, mut events) = (i64::MAX, 0, 0);
    loop {
        let (_, page) = rig.read(&format!("/api/events?limit=8&before={before}")).await;
        let shown = page["events"].as_array().unwrap();
        (pages, events) = (pages + 1, events + shown.len());
        before = shown.last().map_or(0, |event| event["id"].as_i64().unwrap());
        if page["more"] == false {
            break;
        }
    }
    assert_eq!((pages, events), (2, 8));
}

#[tokio::test]
async fn events_newest_first() {
    let rig = Rig::new();
    rig.accept(json!([
        {"event": "a", "distinct_id": "d1", "timestamp": "2026-01-01T00:00:00Z", "uuid": "01900000-0000-7000-8000-000000000001",
         "properties": {"f": 0.1, "g": 0.30000000000000004}},
        event("b", "d2", json!({})),
        event("a", "d2", json!({"$process_person_profile": true})),
        event("a", "nobody", json!({"$process_person_profile": false})),
    ]))
    .await;
    let ids = |answer: &Value| -> Vec<i64> {
        answer["events"].as_array().unwrap().iter().map(|event| event["id"].as_i64().unwrap()).collect()
    };
    for (query, expected) in [
        ("", vec![4, 3, 2, 1]),
        ("?limit=2", vec![4, 3]),
        ("?before=3", vec![2, 1]),
        ("?event=a", vec![4, 3, 1]),
        ("?event=a&before=4&limit=1", vec![3]),
        ("?distinct_id=d2", vec![3, 2]),
        ("?distinct_id=d2&event=b", vec![2]),
        ("?event=%27%20OR%201=1", vec![]),
        (&*format!("?person={}", person_uuid(1, "d2")), vec![3, 2]),
        (&*format!("?person={}&event=a", person_uuid(1, "d2")), vec![3]),
        (&*format!("?person={}&distinct_id=d2", person_uuid(1, "d2")), vec![3, 2]),
        (&*format!("?person={}&distinct_id=d1", person_uuid(1, "d2")), vec![]),
        ("?person=nobody", vec![]),
    ] {
        let (status, answer) = rig.read(&format!("/api/events{query}")).await;
        assert_eq!((status, ids(&answer)), (StatusCode::OK, expected), "{query}");
    }
    let (_, answer) = rig.read("/api/events").await;
    let (nobody, first) = (&answer["events"][0], &answer["events"][3]);
    assert_eq!(nobody["person"], Value::Null);
    assert_eq!(first["timestamp"], "2026-01-01T00:00:00.000Z");
    assert_eq!(first["uuid"], "01900000-0000-7000-8000-000000000001");
    assert_eq!(first["properties"]["g"].to_string(), "0.30000000000000004");
    assert_eq!(first["person"]["distinct_ids"], json!(["d1"]));
    assert_eq!(first["person"]["is_identified"], false);
}

#[tokio::test]
async fn an_id_stands_for_its_person() {
    let rig = Rig::new();
    rig.accept(json!([
        event("seen", "anon", json!({})),
        event("$identify", "user", json!({"$anon_distinct_id": "anon"})),
        event("paid", "user", json!({})),
        event("seen", "somebody else", json!({})),
    ]))
    .await;
    for id in ["anon", "user"] {
        let (_, answer) = rig.read(&format!("/api/events?distinct_id={id}")).await;
        let person = answer["events"][0]["person"]["uuid"].as_str().unwrap();
        assert_eq!(rig.read(&format!("/api/events?person={person}")).await.1, answer);
        let events: Vec<&str> =
            answer["events"].as_array().unwrap().iter().filter_map(|e| e["event"].as_str()).collect();
        assert_eq!(events, ["paid", "$identify", "seen"], "{id}");
    }
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let rig = Rig::new();
    for (path, field) in [
        ("/api/events?limit=0", "limit"),
        ("/api/events?limit=1001", "limit"),
        ("/api/events?limit=x", "limit"),
        ("/api/events?before=-1", "before"),
        ("/api/persons?limit=", "limit"),
        ("/api/groups?limit=1e3", "limit"),
        ("/api/persons?sort=name", "sort"),
        ("/api/persons?before=5", "before"),
        ("/api/persons?group_type=company", "group_key"),
        ("/api/groups?sort=key", "sort"),
        ("/api/groups?before=1.2.3", "before"),
        ("/api/events?group_type=company", "group_key"),
        ("/api/events?group_key=acme", "group_type"),
        ("/api/events?person=p&group_type=company&group_key=acme", "person"),
        ("/api/events?group_type=company&group_key=acme&sort=arrival", "sort"),
        ("/api/events?person=p&sort=name", "sort"),
        ("/api/events?sort=time", "person"),
        ("/api/events?person=p&sort=time&before=5", "before"),
        ("/api/events?person=p&distinct_id=d&sort=time", "distinct_id"),
        ("/api/activity", "person"),
        ("/api/activity?person=p&days=0", "days"),
        ("/api/activity?person=p&days=367", "days"),
        ("/api/groups?key=acme", "type"),
        ("/api/live?after=x", "after"),
    ] {
        let (status, answer) = rig.read(path).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{path}");
    }
    let long = "x".repeat(limits::SEARCH_BYTES + 1);
    for path in [format!("/api/persons?search={long}"), format!("/api/groups?search={long}")] {
        assert_eq!(rig.read(&path).await.1["field"], "search");
    }
}

#[tokio::test]
async fn persons_and_groups() {
    let rig = Rig::new();
    rig.accept(json!([
        event("a", "anon", json!({})),
        event("$identify", "user", json!({"$anon_distinct_id": "anon", "$set": {"email": "a_b@example.com"}})),
        event("a", "other", json!({})),
        event(
            "$groupidentify",
            "user",
            json!({"$group_type": "company", "$group_key": "acme", "$group_set": {"n": 1}})
        ),
    ]))
    .await;
    let (_, answer) = rig.read("/api/persons").await;
    assert_eq!(answer["persons"].as_array().unwrap().len(), 2);
    let user = &answer["persons"][1];
    assert_eq!(
        (&user["distinct_ids"], &user["events"], &user["is_identified"]),
        (&json!(["anon", "user"]), &json!(3), &json!(true))
    );
    assert!(user["last_seen"].is_string() && user["created_at"].is_string());
    for (search, found) in [("a_b@", 1), ("ano", 1), ("a%b", 0), ("", 2), ("OTHER", 1)] {
        let search: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
        let (_, answer) = rig.read(&format!("/api/persons?search={search}")).await;
        assert_eq!(answer["persons"].as_array().unwrap().len(), found, "{search}");
    }
    let (_, answer) = rig.read("/api/groups").await;
    let group = &answer["groups"][0];
    assert_eq!(
        (&group["type"], &group["key"], &group["properties"]),
        (&json!("company"), &json!("acme"), &json!({"n": 1}))
    );
}

async fn line(body: &mut Body) -> Option<Value> {
    let frame = tokio::time::timeout(Duration::from_secs(5), body.frame()).await.expect("a line within 5 s")?;
    Some(serde_json::from_slice(&frame.unwrap().into_data().unwrap()).unwrap())
}

#[tokio::test]
async fn live_events() {
    let rig = Rig::new();
    rig.accept(json!([event("before", "d", json!({}))])).await;
    let open = async |query: &str| {
        let request = Request::get(format!("/api/live{query}")).header(header::AUTHORIZATION, format!("Bearer {KEY}"));
        let response = rig.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/x-ndjson");
        response.into_body()
    };
    let (mut from_now, mut from_start, mut slow) = (open("").await, open("?after=0").await, open("?after=0").await);
    assert_eq!(line(&mut from_start).await.unwrap()["event"], "before");
    let events: Vec<Value> = (0..500).map(|n| event("new", "d", json!({"n": n}))).collect();
    rig.accept(json!(events)).await;
    for n in 0..500 {
        assert_eq!(line(&mut from_now).await.unwrap()["properties"]["n"], n);
        assert_eq!(line(&mut from_start).await.unwrap()["properties"]["n"], n);
    }
    // One who did not read meanwhile has missed nothing.
    for id in 1..=501 {
        assert_eq!(line(&mut slow).await.unwrap()["id"], id);
    }
    rig.stopper.send_replace(true);
    assert_eq!(line(&mut from_now).await, None);
}

#[tokio::test(start_paused = true)]
async fn silence_is_broken_by_empty_lines() {
    let rig = Rig::new();
    let request = Request::get("/api/live").header(header::AUTHORIZATION, format!("Bearer {KEY}"));
    let mut body = rig.send(request.body(Body::empty()).unwrap()).await.into_body();
    let started = tokio::time::Instant::now();
    let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!((&frame[..], started.elapsed().as_secs()), (&b"\n"[..], 15));
}
