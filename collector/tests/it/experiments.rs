//! Experiments: stored events in, how the variants stand out.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hoofprint_collector::limits;
use serde_json::{Value, json};

use crate::rig::{KEY, Rig, event, json_of};

/// 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600_000;

/// An event so many minutes after the start.
fn at(minutes: i64, mut event: Value) -> Value {
    event["timestamp"] = format!("2026-01-01T{:02}:{:02}:00Z", minutes / 60, minutes % 60).into();
    event
}

fn called(minutes: i64, who: &str, flag: &str, response: Value) -> Value {
    at(minutes, event("$feature_flag_called", who, json!({"$feature_flag": flag, "$feature_flag_response": response})))
}

fn paid(minutes: i64, who: &str, properties: Value) -> Value {
    at(minutes, event("paid", who, properties))
}

/// Makes the flag `f` with the variants `test` and `control`, and what `more` says.
async fn make_flag(rig: &Rig, more: Value) {
    let variants = json!([{"key": "test", "rollout_percentage": 50}, {"key": "control", "rollout_percentage": 50}]);
    let mut filters = json!({"groups": [{}], "multivariate": {"variants": variants}});
    filters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, made) = rig.change("POST", "/api/flags", &json!({"token": "t", "key": "f", "filters": filters})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
}

fn experiment(more: Value) -> Value {
    let mut body = json!({"token": "t", "flag_key": "f", "goal": {"event": "paid"}, "starts_at": START});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn make(rig: &Rig, more: Value) -> i64 {
    let (status, made) = rig.change("POST", "/api/experiments", &experiment(more)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["id"].as_i64().unwrap()
}

async fn result(rig: &Rig, id: i64) -> Value {
    let (status, result) = rig.read(&format!("/api/experiments/{id}/result")).await;
    assert_eq!(status, StatusCode::OK, "{result}");
    result
}

/// Of `test` and `control` how many were exposed and converted, and how many saw both.
async fn counts(rig: &Rig, id: i64) -> ([(i64, i64); 2], i64) {
    let result = result(rig, id).await;
    let of = |at: usize| {
        let variant = &result["variants"][at];
        (variant["exposed"].as_i64().unwrap(), variant["converted"].as_i64().unwrap())
    };
    assert_eq!((&result["variants"][0]["key"], &result["variants"][1]["key"]), (&json!("test"), &json!("control")));
    ([of(0), of(1)], result["several_variants"].as_i64().unwrap())
}

#[tokio::test]
async fn only_what_comes_after_the_exposure_counts() {
    let rig = Rig::new();
    make_flag(&rig, json!({})).await;
    rig.accept(json!([
        called(1, "after", "f", json!("test")),
        paid(2, "after", json!({})),
        paid(3, "after", json!({})),
        paid(4, "before", json!({})),
        called(5, "before", "f", json!("test")),
        paid(6, "never", json!({})),
        called(7, "not asked", "f", json!("control")),
        called(8, "again", "f", json!("control")),
        paid(9, "again", json!({})),
        called(10, "again", "f", json!("control")),
        called(11, "out", "f", json!(false)),
        paid(12, "out", json!({})),
        called(13, "held", "f", json!("holdout-1")),
        called(14, "other flag", "g", json!("test")),
        called(15, "later first", "f", json!("test")),
    ]))
    .await;
    // Arrived late, happened earlier.
    rig.accept(json!([called(0, "never", "h", json!("test")), paid(14, "later first", json!({}))])).await;
    let id = make(&rig, json!({})).await;
    assert_eq!(counts(&rig, id).await, ([(3, 1), (2, 1)], 0));
}

#[tokio::test]
async fn at_the_same_time_the_order_of_arrival_counts() {
    let rig = Rig::new();
    make_flag(&rig, json!({})).await;
    rig.accept(json!([
        called(1, "a", "f", json!("test")),
        paid(1, "a", json!({})),
        paid(1, "b", json!({})),
        called(1, "b", "f", json!("test")),
    ]))
    .await;
    let id = make(&rig, json!({})).await;
    assert_eq!(counts(&rig, id).await.0[0], (2, 1));
    // The call itself may be the goal; the first one is only the exposure.
    let of_calls = make(&rig, json!({"goal": {"event": "$feature_flag_called"}})).await;
    assert_eq!(counts(&rig, of_calls).await.0[0], (2, 0));
    rig.accept(json!([called(2, "a", "f", json!("test"))])).await;
    assert_eq!(counts(&rig, of_calls).await.0[0], (2, 1));
}

#[tokio::test]
async fn merged_persons_are_one() {
    let rig = Rig::new();
    make_flag(&rig, json!({})).await;
    rig.accept(json!([
        called(1, "visitor", "f", json!("control")),
        at(2, event("$identify", "user", json!({"$anon_distinct_id": "visitor"}))),
        paid(3, "user", json!({})),
    ]))
    .await;
    let id = make(&rig, json!({})).await;
    assert_eq!(counts(&rig, id).await, ([(0, 0), (1, 1)], 0));

    // Another device of the same person had the other variant: what they do says nothing of either.
    rig.accept(json!([called(4, "phone", "f", json!("test"))])).await;
    assert_eq!(counts(&rig, id).await, ([(1, 0), (1, 1)], 0));
    rig.accept(json!([at(5, event("$identify", "user", json!({"$anon_distinct_id": "phone"})))])).await;
    assert_eq!(counts(&rig, id).await, ([(0, 0), (0, 0)], 1));
}

#[tokio::test]
async fn visitors_without_a_person_count_too() {
    let rig = Rig::new();
    make_flag(&rig, json!({})).await;
    let personless = |mut event: Value| {
        event["properties"]["$process_person_profile"] = false.into();
        event
    };
    rig.accept(json!([personless(called(1, "a", "f", json!("test"))), personless(paid(2, "a", json!({})))])).await;
    let id = make(&rig, json!({})).await;
    assert_eq!(counts(&rig, id).await.0[0], (1, 1));
    assert_eq!(rig.count("persons"), 0);
}

#[tokio::test]
async fn the_window_and_the_goals_properties() {
    let rig = Rig::new();
    make_flag(&rig, json!({})).await;
    rig.accept(json!([
        called(1, "early", "f", json!("test")),
        called(10, "a", "f", json!("test")),
        paid(11, "a", json!({"plan": "team", "value": 48})),
        called(12, "b", "f", json!("test")),
        paid(13, "b", json!({"plan": "free", "value": 100})),
        called(14, "c", "f", json!("test")),
        paid(20, "c", json!({"plan": "team", "value": 90})),
        called(20, "late", "f", json!("test")),
    ]))
    .await;
    let minute = |minutes: i64| START + minutes * 60_000;
    let window = json!({"starts_at": minute(10), "ends_at": minute(20)});
    let id = make(&rig, window).await;
    assert_eq!(counts(&rig, id).await.0[0], (3, 2), "from the start on, up to the end");
    let filters =
        json!([{"key": "plan", "value": ["TEAM", "business"]}, {"key": "value", "operator": "lt", "value": 60}]);
    let path = format!("/api/experiments/{id}");
    let change = json!({"goal": {"event": "paid", "properties": filters}, "ends_at": null, "name": "N"});
    let (status, changed) = rig.change("PATCH", &path, &change).await;
    assert_eq!((status, &changed["ends_at"], &changed["name"]), (StatusCode::OK, &Value::Null, &json!("N")));
    assert_eq!(counts(&rig, id).await.0[0], (4, 1));
    assert_eq!(rig.read(&path).await.1, changed);
}

#[tokio::test]
async fn groups_are_compared_where_the_flag_is_theirs() {
    let rig = Rig::new();
    let acting = |mut event: Value, company: &str| {
        event["properties"]["$groups"] = json!({"team": "x", "company": company});
        event
    };
    rig.accept(json!([
        acting(called(1, "a", "f", json!("test")), "acme"),
        acting(called(2, "b", "f", json!("test")), "acme"),
        acting(paid(3, "c", json!({})), "acme"),
        acting(called(4, "a", "f", json!("control")), "bolt"),
        acting(called(5, "d", "f", json!("test")), "cord"),
        acting(called(6, "e", "f", json!("control")), "cord"),
        called(7, "alone", "f", json!("test")),
    ]))
    .await;
    let index: i64 = rig.sql("SELECT type_index FROM group_types WHERE name = 'company'");
    make_flag(&rig, json!({"aggregation_group_type_index": index})).await;
    let id = make(&rig, json!({})).await;
    assert_eq!(counts(&rig, id).await, ([(1, 1), (1, 0)], 1));
    assert_eq!(result(&rig, id).await["unit"], "company");
    let property = format!("$group_{index}");
    rig.accept(json!([
        paid(8, "f", json!({&property: 7, "$process_person_profile": false})),
        paid(8, "f", json!({&property: {"a": []}})),
        called(8, "f", "f", json!({"test": 1})),
        called(8, "f", "f", json!(7)),
    ]))
    .await;
    assert_eq!(counts(&rig, id).await, ([(1, 1), (1, 0)], 1), "odd values do no harm");
    assert_eq!(rig.get("/api/projects").await.0, StatusCode::UNAUTHORIZED);
    let (_, answer) = rig.read("/api/projects").await;
    assert_eq!(answer["projects"][0]["token"], "t");
    assert_eq!(answer["projects"][0]["group_types"][usize::try_from(index).unwrap()], "company");
}

#[tokio::test]
async fn what_the_counts_say() {
    let rig = Rig::new();
    make_flag(&rig, json!({})).await;
    let id = make(&rig, json!({})).await;
    let empty = result(&rig, id).await;
    assert_eq!(
        (&empty["variants"][0]["rate"], &empty["variants"][0]["lift"], &empty["control"], &empty["unit"]),
        (&Value::Null, &Value::Null, &json!("control"), &json!("person"))
    );
    // As in golden.json: 6 of 12, and 3 of 10 of the control.
    let mut events = Vec::new();
    for (variant, exposed, converted) in [("test", 12, 6), ("control", 10, 3)] {
        for number in 0..exposed {
            let who = format!("{variant} {number}");
            events.push(called(1, &who, "f", json!(variant)));
            if number < converted {
                events.push(paid(2, &who, json!({})));
            }
        }
    }
    rig.accept(json!(events)).await;
    let result = result(&rig, id).await;
    let [test, control] = [&result["variants"][0], &result["variants"][1]];
    let near = |value: &Value, expected: f64| {
        let value = value.as_f64().unwrap();
        assert!((value - expected).abs() < 1e-9, "{value} {expected}");
    };
    near(&test["rate"], 0.5);
    near(&test["interval"][0], 0.25134548227030357);
    near(&test["interval"][1], 0.7486545177296964);
    near(&test["chance_to_be_best"], 0.8153856508278371);
    near(&test["lift"], 0.8333333333333333);
    near(&control["chance_to_be_best"], 0.18461434917216304);
    assert_eq!(control["lift"], Value::Null);
    assert!(result["computed_at"].is_i64());
}

/// Sends a change that has to be refused; its status and the field.
async fn refused(rig: &Rig, method: &str, path: &str, body: Value) -> (u16, String) {
    let (status, answer) = rig.change(method, path, &body).await;
    assert!(answer["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}: {answer}");
    (status.as_u16(), answer["field"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn faults_name_their_field() {
    let rig = Rig::new();
    make_flag(&rig, json!({})).await;
    rig.change("POST", "/api/flags", &json!({"token": "t", "key": "plain", "filters": {"groups": [{}]}})).await;
    let goal = |goal: Value| json!({"goal": goal});
    let filter = |filter: Value| goal(json!({"event": "e", "properties": [filter]}));
    for (more, status, field) in [
        (json!({"flag_key": "gone"}), 409, "flag_key"),
        (json!({"flag_key": "plain"}), 409, "flag_key"),
        (json!({"token": ""}), 401, "api_key"),
        (json!({"nonsense": 1}), 400, "nonsense"),
        (goal(json!({"event": ""})), 400, "goal.event"),
        (goal(json!({"event": "e".repeat(201)})), 400, "goal.event"),
        (goal(json!({})), 400, "goal"),
        (filter(json!({"key": ""})), 400, "goal.properties[0].key"),
        (filter(json!({"key": "a", "value": 1, "operator": "same"})), 400, "goal.properties[0].operator"),
        (filter(json!({"key": "a", "value": "(", "operator": "regex"})), 400, "goal.properties[0].value"),
        (goal(json!({"event": "e", "properties": vec![json!({"key": "a", "value": 1}); 201]})), 400, "goal.properties"),
        (json!({"starts_at": -1}), 400, "starts_at"),
        (json!({"starts_at": i64::MAX}), 400, "starts_at"),
        (json!({"ends_at": START}), 400, "ends_at"),
        (json!({"name": "n".repeat(5000)}), 400, "name"),
    ] {
        let answer = refused(&rig, "POST", "/api/experiments", experiment(more.clone())).await;
        assert_eq!(answer, (status, field.to_owned()), "{more}");
    }
    assert_eq!(rig.count("experiments"), 0);
    let id = make(&rig, json!({})).await;
    let path = format!("/api/experiments/{id}");
    assert_eq!(refused(&rig, "PATCH", &path, json!({"ends_at": 1})).await, (400, "ends_at".into()));
    assert_eq!(refused(&rig, "PATCH", &path, json!({"flag_key": "g"})).await, (400, "flag_key".into()));
    assert_eq!(rig.read("/api/experiments?token=t").await.1["experiments"][0]["id"], id);
    assert_eq!(rig.read("/api/experiments?token=other").await.1["experiments"], json!([]));

    // Without its flag there is nothing to compare, and that is said.
    let flag = rig.sql::<i64>("SELECT id FROM flags WHERE key = 'f'");
    assert_eq!(rig.change("DELETE", &format!("/api/flags/{flag}"), &json!(null)).await.0, StatusCode::NO_CONTENT);
    let (status, answer) = rig.read(&format!("{path}/result")).await;
    assert_eq!((status, &answer["field"]), (StatusCode::CONFLICT, &json!("flag_key")));
    assert_eq!(rig.change("DELETE", &path, &json!(null)).await.0, StatusCode::NO_CONTENT);
    for path in [path.clone(), format!("{path}/result"), "/api/experiments/x".into()] {
        assert_eq!(rig.read(&path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

/// Making one more reads none of the others.
#[tokio::test]
async fn others_are_counted_and_not_read() {
    let rig = Rig::new();
    make_flag(&rig, json!({})).await;
    let many = limits::EXPERIMENTS - 1;
    rig.execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})
        INSERT INTO experiments (project_id, name, flag_key, goal_event, goal_properties, starts_at, created_at, updated_at)
        SELECT 1, '', 'f', 'e', 'no JSON', 0, 0, 0 FROM n"
    ));
    make(&rig, json!({})).await;
    let (status, answer) = rig.change("POST", "/api/experiments", &experiment(json!({}))).await;
    assert_eq!((status, &answer["field"]), (StatusCode::CONFLICT, &json!("token")));
    assert_eq!(rig.count("experiments"), limits::EXPERIMENTS);
}

#[tokio::test]
async fn changes_need_an_admin_key() {
    let rig = Rig::new();
    make_flag(&rig, json!({})).await;
    let id = make(&rig, json!({})).await;
    let one = format!("/api/experiments/{id}");
    for (method, path) in [("POST", "/api/experiments"), ("PATCH", &one), ("DELETE", &one)] {
        for (given, expected) in [(None, 401), (Some("t"), 401), (Some(KEY), 403)] {
            let mut request = Request::builder().method(method).uri(path);
            if let Some(key) = given {
                request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
            }
            let body = Body::from(experiment(json!({})).to_string());
            assert_eq!(
                json_of(rig.send(request.body(body).unwrap()).await).await.0.as_u16(),
                expected,
                "{method} {path}"
            );
        }
    }
    for path in ["/api/experiments", &one, &format!("{one}/result")] {
        assert_eq!(rig.get(path).await.0, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(rig.read(path).await.0, StatusCode::OK, "{path}");
    }
    assert_eq!(rig.count("experiments"), 1);
}
