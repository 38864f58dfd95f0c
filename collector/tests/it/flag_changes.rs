//! Making, changing and deleting flags and cohorts.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hoofprint_collector::{Keys, Store};
use serde_json::{Value, json};

use crate::rig::{KEY, Rig, json_of};

fn flag(key: &str, filters: Value) -> Value {
    json!({"token": "t", "key": key, "filters": filters})
}

fn asks(key: &str) -> Value {
    json!({"groups": [{"properties": [{"key": key, "type": "flag", "value": true, "operator": "flag_evaluates_to"}]}]})
}

fn is_in(cohort: i64) -> Value {
    json!({"groups": [{"properties": [{"key": "id", "type": "cohort", "value": cohort}]}]})
}

async fn make(rig: &Rig, path: &str, body: Value) -> i64 {
    let (status, made) = rig.change("POST", path, &body).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["id"].as_i64().unwrap()
}

/// Sends a change that has to be refused; its status and the field.
async fn refused(rig: &Rig, method: &str, path: &str, body: Value) -> (u16, String) {
    let (status, answer) = rig.change(method, path, &body).await;
    assert!(answer["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}: {answer}");
    (status.as_u16(), answer["field"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn changes_need_an_admin_key() {
    let rig = Rig::new();
    let id = make(&rig, "/api/flags", flag("a", json!({}))).await;
    let one = format!("/api/flags/{id}");
    for (method, path) in [
        ("POST", "/api/flags"),
        ("PATCH", &one),
        ("DELETE", &one),
        ("POST", "/api/cohorts"),
        ("DELETE", "/api/cohorts/1"),
    ] {
        for (given, expected) in [(None, 401), (Some("t"), 401), (Some(KEY), 403)] {
            let mut request = Request::builder().method(method).uri(path);
            if let Some(key) = given {
                request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
            }
            let body = Body::from(flag("b", json!({})).to_string());
            let (status, answer) = json_of(rig.send(request.body(body).unwrap()).await).await;
            assert_eq!((status.as_u16(), &answer["field"]), (expected, &json!("authorization")), "{method} {path}");
        }
    }
    for path in ["/api/flags", &one, &format!("{one}/history"), "/api/cohorts"] {
        assert_eq!(rig.get(path).await.0, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(rig.read(path).await.0, StatusCode::OK, "{path}");
    }
    assert_eq!(rig.count("flags"), 1);
}

#[tokio::test]
async fn admin_keys_are_made_and_may_read() {
    let directory = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(directory.path(), &Keys::default()).unwrap();
    let key = store.make_admin_key().await.unwrap();
    assert!(store.is_read_key(&key).await.unwrap());
    assert_eq!(format!("{:?}", store.kind_of_key(&key).await.unwrap()), "Some(Admin)");
    assert_eq!(store.kind_of_key("").await.unwrap(), None);
}

#[tokio::test]
async fn the_life_of_a_flag() {
    let rig = Rig::new();
    let id = make(&rig, "/api/flags", flag("f", json!({"groups": [{}]}))).await;
    let path = format!("/api/flags/{id}");
    let asked = json!({"token": "t", "distinct_id": "d"});
    let is_on = async || rig.post_json("/flags/?v=2", &asked).await.1["flags"]["f"]["enabled"].clone();
    assert_eq!(is_on().await, true);

    let (status, changed) =
        rig.change("PATCH", &path, &json!({"name": "For Zoë", "active": false, "version": 1})).await;
    assert_eq!((status, &changed["version"]), (StatusCode::OK, &json!(2)));
    assert_eq!(
        (&changed["name"], &changed["active"], &changed["filters"]),
        (&json!("For Zoë"), &json!(false), &json!({"groups": [{}]}))
    );
    assert_eq!(is_on().await, false);
    let (_, same) = rig.change("PATCH", &path, &json!({"active": false})).await;
    assert_eq!(same["version"], 2, "nothing has changed");
    assert_eq!(refused(&rig, "PATCH", &path, json!({"active": true, "version": 1})).await, (409, "version".into()));
    assert_eq!(rig.read(&path).await.1, changed);
    assert_eq!(rig.read("/api/flags?token=t").await.1["flags"], json!([changed]));
    assert_eq!(rig.read("/api/flags?token=other").await.1["flags"], json!([]));

    assert_eq!(rig.change("DELETE", &path, &json!(null)).await.0, StatusCode::NO_CONTENT);
    assert_eq!(is_on().await, Value::Null);
    let (_, history) = rig.read(&format!("{path}/history")).await;
    let kinds: Vec<_> = history["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["before"]["version"].as_i64(), change["after"]["version"].as_i64()))
        .collect();
    assert_eq!(kinds, [(Some(2), None), (Some(1), Some(2)), (None, Some(1))]);
    assert!(history["changes"][0]["changed_at"].is_i64());

    let next = make(&rig, "/api/flags", flag("f", json!({}))).await;
    assert_ne!(next, id, "a number is never used again");
    for method in ["PATCH", "DELETE"] {
        for path in [&*path, "/api/flags/999", "/api/flags/x", "/api/cohorts/7"] {
            assert_eq!(refused(&rig, method, path, json!({})).await, (404, "id".into()), "{method} {path}");
        }
    }
    assert_eq!(rig.read("/api/flags/999/history").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn history_is_bounded() {
    let rig = Rig::new();
    let id = make(&rig, "/api/flags", flag("f", json!({}))).await;
    rig.execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
        INSERT INTO flag_history (flag_id, changed_at, before, after) SELECT {id}, i, '{{}}', '{{}}' FROM n"
    ));
    rig.change("PATCH", &format!("/api/flags/{id}"), &json!({"name": "new"})).await;
    assert_eq!(rig.count("flag_history"), 1000);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let rig = Rig::new();
    let early = |change: Value| {
        let mut early = json!({"name": "n", "stage": "beta"});
        early.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({"token": "t", "key": "f", "early_access": early})
    };
    let large = json!({"groups": [], "payloads": {"true": "x".repeat(300_000)}});
    let nul = json!({"groups": [{"properties": [{"key": "a", "value": "\0"}]}]});
    for (body, status, field) in [
        (json!([]), 400, "body"),
        (json!({"key": "f"}), 400, "token"),
        (json!({"token": "t"}), 400, "key"),
        (json!({"token": "phx_x", "key": "f"}), 401, "api_key"),
        (json!({"token": "t", "key": 7}), 400, "key"),
        (json!({"token": "t", "key": "f", "filter": {}}), 400, "filter"),
        (json!({"token": "t", "key": "f", "active": "yes"}), 400, "active"),
        (flag("", json!({})), 400, "key"),
        (flag("a b", json!({})), 400, "key"),
        (flag("17", json!({})), 400, "key"),
        (flag(&"x".repeat(500), json!({})), 400, "key"),
        (flag("f", json!(7)), 400, "filters"),
        (flag("f", json!({"groups": [{"rollout_percentage": 200}]})), 400, "filters.groups[0].rollout_percentage"),
        (flag("f", large), 400, "filters"),
        (flag("f", nul), 400, "filters"),
        (flag("f", asks("gone")), 400, "filters.groups[0].properties[0].key"),
        (flag("f", is_in(7)), 400, "filters.groups[0].properties[0].value"),
        (flag("f", asks("f")), 400, "filters"),
        (early(json!({"stage": "soon"})), 400, "early_access.stage"),
        (early(json!({"documentation_url": "javascript:alert(1)"})), 400, "early_access.documentation_url"),
        (early(json!({"description": "x".repeat(5000)})), 400, "early_access.description"),
        (json!({"token": "t", "key": "f", "name": "a\0b"}), 400, "name"),
        (early(json!({"payload": {"a": "\0"}})), 400, "early_access.payload"),
        (early(json!({"names": "x"})), 400, "early_access.names"),
    ] {
        assert_eq!(refused(&rig, "POST", "/api/flags", body.clone()).await, (status, field.to_owned()), "{body}");
    }
    let group = json!({"properties": {"type": "OR", "values": [{"key": "a", "value": "x", "operator": "near"}]}});
    let many: Vec<String> = (0..50_001).map(|number| number.to_string()).collect();
    for (body, field) in [
        (json!({"token": "t"}), "filters"),
        (json!({"token": "t", "filters": group, "distinct_ids": []}), "filters"),
        (json!({"token": "t", "filters": group}), "filters.properties.values[0].operator"),
        (json!({"token": "t", "filters": []}), "filters"),
        (json!({"token": "t", "distinct_ids": [1]}), "distinct_ids[0]"),
        (json!({"token": "t", "distinct_ids": many}), "distinct_ids"),
    ] {
        assert_eq!(refused(&rig, "POST", "/api/cohorts", body).await, (400, field.to_owned()));
    }
    assert_eq!((rig.count("flags"), rig.count("cohorts"), rig.count("flag_history")), (0, 0, 0));
}

#[tokio::test]
async fn flags_refuse_cohorts_of_what_was_done() {
    let rig = Rig::new();
    let cohort = |filter: Value| json!({"token": "t", "filters": {"properties": {"type": "AND", "values": [filter]}}});
    let did = json!({"type": "behavioral", "value": "performed_event", "key": "paid", "time_value": 30, "time_interval": "day"});
    let past = make(&rig, "/api/cohorts", cohort(did.clone())).await;
    let outer = make(&rig, "/api/cohorts", cohort(json!({"key": "id", "type": "cohort", "value": past}))).await;
    let acted = json!({"type": "group", "group_type": "company", "key": "seats", "operator": "gt", "value": 9});
    let companies = make(&rig, "/api/cohorts", cohort(acted)).await;
    for id in [past, outer, companies] {
        let (status, answer) = rig.change("POST", "/api/flags", &flag("f", is_in(id))).await;
        assert_eq!((status.as_u16(), &answer["field"]), (400, &json!("filters.groups[0].properties[0].value")));
        assert!(answer["message"].as_str().unwrap().contains("asks for what was done"), "{answer}");
    }
    // A cohort that a flag asks for cannot become one.
    let plain = make(&rig, "/api/cohorts", cohort(json!({"key": "plan", "value": "pro"}))).await;
    make(&rig, "/api/flags", flag("f", is_in(plain))).await;
    let become_past = json!({"filters": cohort(did)["filters"]});
    assert_eq!(refused(&rig, "PATCH", &format!("/api/cohorts/{plain}"), become_past).await, (409, "id".into()));
    let (_, answer) = rig.read("/flags/definitions?token=t&send_cohorts").await;
    assert_eq!(answer["cohorts"].as_object().unwrap().keys().collect::<Vec<_>>(), [&plain.to_string()]);
}

#[tokio::test]
async fn nothing_is_taken_away_from_what_needs_it() {
    let rig = Rig::new();
    let filters = json!({"properties": {"type": "AND", "values": [{"key": "plan", "value": "pro"}]}});
    let inner = make(&rig, "/api/cohorts", json!({"token": "t", "filters": filters})).await;
    let part = json!({"properties": {"type": "AND", "values": [{"key": "id", "type": "cohort", "value": inner}]}});
    let outer = make(&rig, "/api/cohorts", json!({"token": "t", "filters": part})).await;
    let base = make(&rig, "/api/flags", flag("base", is_in(outer))).await;
    let top = make(&rig, "/api/flags", flag("top", asks("base"))).await;
    let (base, top) = (format!("/api/flags/{base}"), format!("/api/flags/{top}"));
    let (inner, outer) = (format!("/api/cohorts/{inner}"), format!("/api/cohorts/{outer}"));

    let conflict = (409, "id".to_owned());
    for path in [&inner, &outer, &base] {
        assert_eq!(refused(&rig, "DELETE", path, json!(null)).await, conflict, "{path}");
    }
    assert_eq!(refused(&rig, "PATCH", &base, json!({"key": "other"})).await, conflict);
    assert_eq!(refused(&rig, "PATCH", &base, json!({"filters": asks("top")})).await, (400, "filters".into()));
    assert_eq!(refused(&rig, "POST", "/api/flags", flag("base", json!({}))).await, (409, "key".into()));
    assert_eq!(refused(&rig, "PATCH", &top, json!({"key": "base"})).await, (409, "key".into()));
    let itself = json!({"filters": {"properties": {"type": "AND", "values": [
        {"key": "id", "type": "cohort", "value": outer.rsplit('/').next().unwrap()},
    ]}}});
    assert_eq!(refused(&rig, "PATCH", &inner, itself).await, (400, "filters".into()));
    assert_eq!(refused(&rig, "PATCH", &inner, json!({"distinct_ids": []})).await, (400, "distinct_ids".into()));

    for path in [&top, &base, &outer, &inner] {
        assert_eq!(rig.change("DELETE", path, &json!(null)).await.0, StatusCode::NO_CONTENT, "{path}");
    }
}
