//! Cohorts of what was done and for whom, as questions use them.

use axum::http::StatusCode;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::insights::{answer, ask};
use crate::rig::{Rig, event};

/// An event so many days ago.
fn ago(days: i64, name: &str, distinct_id: &str, mut properties: Value) -> Value {
    properties["$ignore_sent_at"] = true.into();
    let mut event = event(name, distinct_id, properties);
    event["timestamp"] = Timestamp::now().checked_sub((days * 24 + 1).hours()).unwrap().to_string().into();
    event
}

/// Ann bought three times, once as somebody unknown and once long ago; Bob once, something cheap; Cleo never. Ann and Cleo act
/// for Acme, which is large, Bob for Brass, and Dora for nobody.
async fn story() -> Rig {
    let rig = Rig::new();
    let large = |value: i64| json!({ "$groups": { "company": "acme" }, "value": value });
    let small = |value: i64| json!({ "$groups": { "company": "brass" }, "value": value });
    let sizes = |key: &str, projects: i64| json!({ "$group_type": "company", "$group_key": key, "$group_set": { "projects": projects } });
    rig.accept(json!([
        ago(90, "bought", "ann", large(50)),
        ago(5, "bought", "a-device", large(20)),
        ago(4, "$identify", "ann", json!({ "$anon_distinct_id": "a-device", "$set": { "plan": "pro" } })),
        ago(3, "bought", "ann", large(10)),
        ago(3, "bought", "bob", small(5)),
        ago(2, "seen", "cleo", large(0)),
        ago(2, "seen", "dora", json!({})),
        ago(2, "seen", "bob", small(0)),
        ago(2, "$groupidentify", "ann", sizes("acme", 40)),
        ago(2, "$groupidentify", "bob", sizes("brass", 3)),
        ago(1, "seen", "ann", large(0)),
    ]))
    .await;
    rig
}

async fn make(rig: &Rig, filters: Value) -> Value {
    let body = json!({ "token": "t", "filters": { "properties": { "type": "AND", "values": filters } } });
    let (status, made) = rig.change("POST", "/api/cohorts", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["id"].clone()
}

/// The persons, or the groups, who count, by the values of a breakdown.
async fn who(rig: &Rig, cohort: &Value, operator: &str, more: Value) -> Vec<String> {
    let actor = json!({ "type": if more["actor"].is_null() { "person" } else { "group" }, "group_type": "company" });
    let mut query = json!({ "kind": "trends", "series": [{ "math": "dau" }], "range": { "from": "all" }, "interval": "month",
        "filters": [{ "type": "cohort", "value": cohort, "operator": operator }], "breakdown": actor });
    more.as_object().unwrap().iter().for_each(|(key, value)| query[key] = value.clone());
    let found = answer(rig, query).await;
    let lines = found["series"].as_array().unwrap().iter();
    // Any distinct id of a person may stand for it.
    let name = |line: &Value| line["breakdown"].as_str().unwrap_or("nobody").replace("a-device", "ann");
    let mut names: Vec<String> = lines.map(name).collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_persons_did() {
    let rig = story().await;
    let did = |more: Value| {
        let mut filter = json!({ "type": "behavioral", "value": "performed_event", "key": "bought" });
        more.as_object().unwrap().iter().for_each(|(key, value)| filter[key] = value.clone());
        filter
    };
    let times = |operator: &str, number: i64| json!({ "value": "performed_event_multiple", "operator": operator, "operator_value": number });
    let recent = |mut filter: Value, days: i64| {
        (filter["time_value"], filter["time_interval"]) = (days.into(), "day".into());
        filter
    };
    let dear = json!({ "event_filters": [{ "key": "value", "type": "event", "operator": "gt", "value": 9 }] });
    let cases = [
        (json!([did(json!({}))]), vec!["ann", "bob"]),
        (json!([did(json!({ "negation": true }))]), vec!["cleo", "dora"]),
        (json!([did(times("gte", 3))]), vec!["ann"]),
        (json!([did(recent(times("gte", 3), 30))]), vec![]),
        (json!([did(recent(times("exact", 2), 30))]), vec!["ann"]),
        (json!([did(times("lte", 1))]), vec!["bob", "cleo", "dora"]),
        (json!([did(recent(json!({}), 4))]), vec!["ann", "bob"]),
        (json!([did(recent(json!({}), 3))]), vec![]),
        (json!([did(json!({ "explicit_datetime": "-4d" }))]), vec!["ann", "bob"]),
        (json!([did(dear.clone())]), vec!["ann"]),
        (json!([did(json!({ "key": "nothing" }))]), vec![]),
        (json!([did(json!({ "key": "seen" })), did(json!({}))]), vec!["ann", "bob"]),
        (json!([did(json!({})), { "key": "plan", "value": "pro", "negation": true }]), vec!["bob"]),
    ];
    for (filters, expected) in cases {
        let cohort = make(&rig, filters.clone()).await;
        assert_eq!(who(&rig, &cohort, "in", json!({})).await, expected, "{filters}");
        let others: Vec<&str> =
            ["ann", "bob", "cleo", "dora"].into_iter().filter(|name| !expected.contains(name)).collect();
        assert_eq!(who(&rig, &cohort, "not_in", json!({})).await, others, "not {filters}");
        let (status, counted) = rig.read(&format!("/api/cohorts/{cohort}/count")).await;
        assert_eq!((status, &counted["persons"]), (StatusCode::OK, &json!(expected.len())), "{filters}");
    }
}

#[tokio::test]
async fn who_is_listed_by_an_id_without_events() {
    let rig = story().await;
    rig.accept(json!([ago(1, "$create_alias", "ann", json!({ "alias": "crm-77" }))])).await;
    let body = json!({ "token": "t", "distinct_ids": ["crm-77"] });
    let (status, made) = rig.change("POST", "/api/cohorts", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(who(&rig, &made["id"], "in", json!({})).await, ["ann"]);
}

#[tokio::test]
async fn for_whom_persons_acted() {
    let rig = story().await;
    let large = |operator: &str| json!([{ "type": "group", "group_type": "company", "key": "projects", "operator": operator, "value": 30 }]);
    let cohort = make(&rig, large("gt")).await;
    assert_eq!(who(&rig, &cohort, "in", json!({})).await, ["ann", "cleo"]);
    let mut turned = large("gt");
    turned[0]["negation"] = true.into();
    let negated = make(&rig, turned).await;
    assert_eq!(who(&rig, &negated, "in", json!({})).await, ["bob", "dora"]);
    // A company that is counted is what is asked about.
    let companies = json!({ "actor": { "group_type": "company" } });
    assert_eq!(who(&rig, &cohort, "in", companies.clone()).await, ["acme"]);
    assert_eq!(who(&rig, &cohort, "not_in", companies.clone()).await, ["brass"]);
    let unknown =
        make(&rig, json!([{ "type": "group", "group_type": "team", "key": "size", "operator": "is_not_set" }])).await;
    assert_eq!(who(&rig, &unknown, "in", json!({})).await, [] as [&str; 0]);
    // A cohort inside of another one.
    let bought = json!({ "type": "behavioral", "value": "performed_event", "key": "bought" });
    let both = make(&rig, json!([{ "key": "id", "type": "cohort", "value": cohort }, bought])).await;
    assert_eq!(who(&rig, &both, "in", json!({})).await, ["ann"]);
    let neither = make(&rig, json!([{ "key": "id", "type": "cohort", "value": both, "operator": "not_in" }])).await;
    assert_eq!(who(&rig, &neither, "in", json!({})).await, ["bob", "cleo", "dora"]);
}

#[tokio::test]
async fn groups_of_which_something_was_done() {
    let rig = story().await;
    let twice = json!({ "type": "behavioral", "value": "performed_event_multiple", "key": "bought", "operator": "gte", "operator_value": 2 });
    let cohort = make(&rig, json!([twice])).await;
    let companies = json!({ "actor": { "group_type": "company" } });
    assert_eq!(who(&rig, &cohort, "in", companies.clone()).await, ["acme"]);
    // Persons of the cohort, acting for a company.
    let pro = make(&rig, json!([{ "key": "plan", "value": "pro" }])).await;
    assert_eq!(who(&rig, &pro, "in", companies).await, ["acme"]);
    let profiles = |cohort: &Value| json!({ "kind": "profiles", "of": { "group_type": "company" }, "filters": [{ "type": "cohort", "value": cohort }] });
    assert_eq!(answer(&rig, profiles(&cohort)).await["rows"][0]["count"], 1);
    let (status, refused) = ask(&rig, profiles(&pro)).await;
    assert_eq!((status, &refused["field"]), (StatusCode::BAD_REQUEST, &json!("filters[0].type")), "{refused}");
}

#[tokio::test]
async fn cohorts_in_every_kind() {
    let rig = story().await;
    let bought = json!({ "type": "behavioral", "value": "performed_event", "key": "bought",
        "event_filters": [{ "key": "value", "operator": "gt", "value": 9 }] });
    let cohort = make(&rig, json!([bought])).await;
    let within = |kind: &str, more: Value| {
        let mut query =
            json!({ "kind": kind, "range": { "from": "-10d" }, "filters": [{ "type": "cohort", "value": cohort }] });
        more.as_object().unwrap().iter().for_each(|(key, value)| query[key] = value.clone());
        query
    };
    let steps = json!([{ "event": "bought" }, { "event": "seen" }]);
    let found = answer(&rig, within("funnel", json!({ "steps": steps }))).await;
    assert_eq!(found["groups"][0]["steps"][1]["count"], 1);
    let retention = json!({ "start": steps[0], "return": steps[1], "period": "month", "range": { "from": "all" }, "mode": "first_time" });
    let found = answer(&rig, within("retention", retention)).await;
    assert_eq!(found["cohorts"][0]["size"], 1);
    let found = answer(&rig, within("stickiness", json!({ "series": [{ "event": "bought" }] }))).await;
    assert_eq!(found["series"][0]["values"][1], json!({ "intervals": 2, "count": 1 }));
    let found = answer(&rig, within("lifecycle", json!({ "event": { "event": "seen" } }))).await;
    let back: i64 = found["resurrecting"].as_array().unwrap().iter().map(|count| count.as_i64().unwrap()).sum();
    assert_eq!(back, 1);
    let found = answer(&rig, within("profiles", json!({}))).await;
    assert_eq!(found["rows"][0]["count"], 1);
}

#[tokio::test]
async fn wrong_cohorts_name_the_field() {
    let rig = story().await;
    let filters = json!([{ "type": "behavioral", "value": "performed_event", "key": "bought", "time_value": 3 }]);
    let body = json!({ "token": "t", "filters": { "properties": { "type": "AND", "values": filters } } });
    let (status, refused) = rig.change("POST", "/api/cohorts", &body).await;
    let field = "filters.properties.values[0].time_interval";
    assert_eq!((status, &refused["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{refused}");
    for path in ["/api/cohorts/7/count", "/api/cohorts/x/count"] {
        assert_eq!(rig.read(path).await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(rig.get("/api/cohorts/7/count").await.0, StatusCode::UNAUTHORIZED);
}
