//! What trackers and servers get of flags.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::rig::{Rig, batch, event};

/// Makes a flag of the project `t`, and gives its id.
async fn make(rig: &Rig, key: &str, filters: Value) -> i64 {
    make_with(rig, json!({"token": "t", "key": key, "filters": filters})).await
}

async fn make_with(rig: &Rig, flag: Value) -> i64 {
    let (status, made) = rig.change("POST", "/api/flags", &flag).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["id"].as_i64().unwrap()
}

/// Asks for the flags of `t` in the newer form.
async fn ask(rig: &Rig, asked: Value) -> Value {
    let mut body = json!({"token": "t", "distinct_id": "d"});
    body.as_object_mut().unwrap().extend(asked.as_object().unwrap().clone());
    let (status, answer) = rig.post_json("/flags/?v=2", &body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

/// What the flag `f` evaluates to.
async fn value(rig: &Rig, asked: Value) -> Value {
    let answer = ask(rig, asked).await;
    assert_eq!(answer["errorsWhileComputingFlags"], false);
    let flag = &answer["flags"]["f"];
    if flag["variant"].is_null() { flag["enabled"].clone() } else { flag["variant"].clone() }
}

fn with(properties: Value) -> Value {
    json!({"groups": [{"properties": properties}]})
}

#[tokio::test]
async fn the_newer_form() {
    let rig = Rig::new();
    let filters = json!({
        "groups": [{"rollout_percentage": 100}],
        "multivariate": {"variants": [{"key": "blue", "rollout_percentage": 100}]},
        "payloads": {"blue": "{\"size\":3}"},
    });
    let id = make(&rig, "colour", filters).await;
    make(&rig, "nobody", json!({"groups": []})).await;
    make_with(&rig, json!({"token": "t", "key": "off", "active": false, "filters": {"groups": [{}]}})).await;
    make_with(&rig, json!({"token": "other", "key": "elsewhere", "filters": {"groups": [{}]}})).await;
    let answer = ask(&rig, json!({})).await;
    let expected = json!({
        "colour": {
            "key": "colour", "enabled": true, "variant": "blue",
            "reason": {"code": "condition_match", "condition_index": 0, "description": "Matched condition set 1"},
            "metadata": {"id": id, "version": 1, "description": null, "payload": "{\"size\":3}"},
        },
        "nobody": {
            "key": "nobody", "enabled": false, "variant": null,
            "reason": {"code": "no_condition_match", "condition_index": null, "description": "No matching condition set"},
            "metadata": {"id": id + 1, "version": 1, "description": null, "payload": null},
        },
        "off": {
            "key": "off", "enabled": false, "variant": null,
            "reason": {"code": "flag_disabled", "condition_index": null},
            "metadata": {"id": id + 2, "version": 1, "description": null, "payload": null},
        },
    });
    assert_eq!(answer["flags"], expected);
    assert!(answer["requestId"].is_string() && answer["evaluatedAt"].is_u64());
}

#[tokio::test]
async fn the_older_forms() {
    let rig = Rig::new();
    let variants = json!({"variants": [{"key": "blue", "rollout_percentage": 100}]});
    make(&rig, "colour", json!({"groups": [{}], "multivariate": variants, "payloads": {"blue": {"a": 1}}})).await;
    make(&rig, "on", json!({"groups": [{}]})).await;
    make(&rig, "nobody", json!({"payloads": {"true": "1"}})).await;
    let asked = json!({"token": "t", "distinct_id": "d"});
    for path in ["/flags", "/flags/?v=1", "/decide/?v=3"] {
        let (_, answer) = rig.post_json(path, &asked).await;
        assert_eq!(answer["featureFlags"], json!({"colour": "blue", "nobody": false, "on": true}), "{path}");
        assert_eq!(answer["featureFlagPayloads"], json!({"colour": {"a": 1}}), "{path}");
        assert_eq!(answer.get("flags"), None, "{path}");
    }
    let (_, answer) = rig.post_json("/decide/?v=4", &asked).await;
    assert_eq!((&answer["flags"]["on"]["enabled"], &answer["hasFeatureFlags"]), (&json!(true), &json!(true)));
    assert_eq!(rig.get("/array/t/config").await.1["hasFeatureFlags"], true);
    assert_eq!(rig.get("/array/other/config").await.1["hasFeatureFlags"], false);
}

#[tokio::test]
async fn only_what_is_asked_for() {
    let rig = Rig::new();
    for key in ["a", "b", "survey-targeting-x"] {
        make(&rig, key, json!({"groups": [{}]})).await;
    }
    let keys = |answer: &Value| answer["flags"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for (asked, expected) in [
        (json!({}), vec!["a", "b", "survey-targeting-x"]),
        (json!({"flag_keys": ["b", "gone"]}), vec!["b"]),
        (json!({"flag_keys": []}), vec![]),
        (json!({"disable_flags": true}), vec![]),
        (
            json!({"geoip_disable": true, "timezone": "Europe/Berlin", "flag_keys": null}),
            vec!["a", "b", "survey-targeting-x"],
        ),
    ] {
        assert_eq!(keys(&ask(&rig, asked.clone()).await), expected, "{asked}");
    }
    let asked = json!({"token": "t", "distinct_id": "d"});
    let (_, answer) = rig.post_json("/flags/?v=2&only_evaluate_survey_feature_flags=true", &asked).await;
    assert_eq!(keys(&answer), ["survey-targeting-x"]);
}

#[tokio::test]
async fn properties_of_the_request_and_of_the_database() {
    let rig = Rig::new();
    make(&rig, "f", with(json!([{"key": "plan", "value": "pro"}, {"key": "seats", "value": 3, "operator": "gte"}])))
        .await;
    assert_eq!(value(&rig, json!({})).await, false);
    rig.accept(json!([event("$set", "d", json!({"$set": {"plan": "pro", "seats": 3}}))])).await;
    assert_eq!(value(&rig, json!({})).await, true);
    assert_eq!(value(&rig, json!({"person_properties": {"seats": 2}})).await, false);
    assert_eq!(value(&rig, json!({"distinct_id": "e", "person_properties": {"seats": "4"}})).await, false);
    assert_eq!(
        value(&rig, json!({"distinct_id": "e", "person_properties": {"seats": "4", "plan": "PRO"}})).await,
        true
    );
    // The person's other ids are the person.
    rig.accept(json!([event("$identify", "user", json!({"$anon_distinct_id": "d"}))])).await;
    assert_eq!(value(&rig, json!({"distinct_id": "user"})).await, true);
}

#[tokio::test]
async fn groups_of_the_request_and_of_the_database() {
    let rig = Rig::new();
    let filters = json!({
        "aggregation_group_type_index": 0,
        "groups": [{"properties": [{"key": "plan", "value": "team", "type": "group", "group_type_index": 0}]}],
    });
    make(&rig, "f", filters).await;
    let acme = json!({"groups": {"company": "acme"}});
    assert_eq!(value(&rig, acme.clone()).await, false);
    let reason = ask(&rig, acme.clone()).await["flags"]["f"]["reason"]["code"].clone();
    assert_eq!(reason, "no_group_type");
    // The type of group comes up after the flag was made.
    let properties = json!({"$group_type": "company", "$group_key": "acme", "$group_set": {"plan": "team"}});
    rig.accept(json!([event("$groupidentify", "d", properties)])).await;
    assert_eq!(value(&rig, acme).await, true);
    assert_eq!(value(&rig, json!({"groups": {"company": "other"}})).await, false);
    let given = json!({"groups": {"company": "other"}, "group_properties": {"company": {"plan": "team"}}});
    assert_eq!(value(&rig, given).await, true);
    assert_eq!(value(&rig, json!({})).await, false);
}

#[tokio::test]
async fn a_list_of_persons() {
    let rig = Rig::new();
    rig.accept(json!([event("$identify", "user", json!({"$anon_distinct_id": "anon"}))])).await;
    let (_, cohort) =
        rig.change("POST", "/api/cohorts", &json!({"token": "t", "distinct_ids": ["anon", "stranger"]})).await;
    make(&rig, "f", with(json!([{"key": "id", "type": "cohort", "value": cohort["id"], "operator": "in"}]))).await;
    for (id, expected) in [("anon", true), ("user", true), ("stranger", true), ("d", false)] {
        assert_eq!(value(&rig, json!({"distinct_id": id})).await, expected, "{id}");
    }
    let path = format!("/api/cohorts/{}", cohort["id"]);
    let (_, changed) = rig.change("PATCH", &path, &json!({"distinct_ids": ["d"]})).await;
    assert_eq!((&changed["distinct_ids"], &changed["listed"]), (&json!(["d"]), &json!(1)));
    assert_eq!(value(&rig, json!({})).await, true);
    assert_eq!(value(&rig, json!({"distinct_id": "user"})).await, false);
}

#[tokio::test]
async fn the_answer_from_before_the_login_stays() {
    let rig = Rig::new();
    let flag = json!({
        "token": "t", "key": "f", "ensure_experience_continuity": true, "filters": {"groups": [{"rollout_percentage": 50}]},
    });
    make_with(&rig, flag).await;
    // Half of the ids are in; these are of either half.
    let mut of = [Vec::new(), Vec::new()];
    for number in 0..40 {
        let id = format!("id-{number}");
        let is_in = value(&rig, json!({"distinct_id": id})).await == true;
        of[usize::from(is_in)].push(id);
    }
    let [out, inside] = of;
    assert_eq!(value(&rig, json!({"distinct_id": out[0], "$anon_distinct_id": inside[0]})).await, true);
    assert_eq!(value(&rig, json!({"distinct_id": out[0]})).await, true, "it is remembered");
    assert_eq!(value(&rig, json!({"distinct_id": out[0], "$anon_distinct_id": out[1]})).await, true, "and stays");
    assert_eq!(value(&rig, json!({"distinct_id": inside[0], "$anon_distinct_id": inside[0]})).await, true);
    assert_eq!(rig.count("flag_overrides"), 1);
    // It is the person's, whichever of the ids asks.
    rig.accept(json!([event("$identify", &out[0], json!({"$anon_distinct_id": out[2]}))])).await;
    assert_eq!(value(&rig, json!({"distinct_id": out[2]})).await, true);
}

#[tokio::test]
async fn early_access() {
    let rig = Rig::new();
    let early = json!({"name": "New editor", "description": "Faster", "stage": "beta", "documentation_url": "https://d.example"});
    let filters = json!({"groups": [{"rollout_percentage": 0}]});
    let id = make_with(&rig, json!({"token": "t", "key": "f", "filters": filters, "early_access": early})).await;
    let (status, answer) = rig.get("/api/early_access_features/?token=t").await;
    let feature = json!({
        "id": id.to_string(), "name": "New editor", "description": "Faster", "stage": "beta",
        "documentationUrl": "https://d.example", "payload": {}, "flagKey": "f",
    });
    assert_eq!((status, &answer["earlyAccessFeatures"]), (StatusCode::OK, &json!([feature])));
    for (query, count) in [("?token=t&stage=alpha", 0), ("?token=t&stage=alpha&stage=beta", 1), ("?token=other", 0)] {
        let (_, answer) = rig.get(&format!("/api/early_access_features{query}")).await;
        assert_eq!(answer["earlyAccessFeatures"].as_array().unwrap().len(), count, "{query}");
    }
    assert_eq!(rig.get("/api/early_access_features/").await.0, StatusCode::UNAUTHORIZED);

    assert_eq!(value(&rig, json!({})).await, false);
    let enrolled = json!({"$set": {"$feature_enrollment/f": true}});
    rig.accept(json!([event("$feature_enrollment_update", "d", enrolled)])).await;
    assert_eq!(value(&rig, json!({})).await, true);
    assert_eq!(value(&rig, json!({"person_properties": {"$feature_enrollment/f": false}})).await, false);
}

#[tokio::test]
async fn answers_to_events_say_whether_there_are_flags() {
    let rig = Rig::new();
    let answer = || async { rig.post_json("/e/", &batch(json!([event("e", "d", json!({}))]))).await.1 };
    assert_eq!(answer().await, json!({"status": "Ok"}));
    make(&rig, "f", json!({"groups": [{}]})).await;
    assert_eq!(answer().await, json!({"status": "Ok", "hasFeatureFlags": true}));
}

#[tokio::test]
async fn a_broken_database_fails_only_what_needs_it() {
    let rig = Rig::new();
    make(&rig, "f", json!({"groups": [{}]})).await;
    make(&rig, "needs", with(json!([{"key": "plan", "value": "pro"}]))).await;
    rig.execute("ALTER TABLE persons RENAME TO elsewhere");
    let answer = ask(&rig, json!({})).await;
    assert_eq!(answer["errorsWhileComputingFlags"], true);
    assert_eq!((&answer["flags"]["f"]["enabled"], answer["flags"]["f"].get("failed")), (&json!(true), None));
    assert_eq!(answer["flags"]["needs"]["failed"], true);
    let answer = ask(&rig, json!({"person_properties": {"plan": "pro"}})).await;
    assert_eq!(
        (&answer["errorsWhileComputingFlags"], &answer["flags"]["needs"]["enabled"]),
        (&json!(false), &json!(true))
    );
}

#[tokio::test]
async fn odd_requests() {
    let rig = Rig::new();
    make(&rig, "f", json!({"groups": [{}]})).await;
    let text = r#"{"token":"t","distinct_id":"","person_properties":{"a":NaN,"b":-Infinity}}"#;
    assert_eq!(rig.post("/flags/?v=2", &[], text).await.1["flags"]["f"]["enabled"], true);
    let large = json!({"token": "t", "distinct_id": "d", "person_properties": {"a": "x".repeat(1 << 18)}});
    assert_eq!(rig.post_json("/flags/?v=2", &large).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let rather_large = json!({"token": "t", "distinct_id": "d", "person_properties": {"a": "x".repeat(1 << 17)}});
    assert_eq!(rig.post_json("/flags/?v=2", &rather_large).await.1["flags"]["f"]["enabled"], true);
    for body in ["", "{", "[]", "null", "{\"token\":\"t\",\"distinct_id\":NaNa}"] {
        assert_eq!(rig.post("/flags/?v=2", &[], body).await.0, StatusCode::BAD_REQUEST, "{body}");
    }
}

#[tokio::test]
async fn definitions_for_servers() {
    let rig = Rig::new();
    let properties = json!({"$group_type": "company", "$group_key": "acme"});
    rig.accept(json!([event("$groupidentify", "d", properties)])).await;
    let filters = json!({"properties": {"type": "AND", "values": [{"key": "plan", "value": "pro"}]}});
    let (_, cohort) = rig.change("POST", "/api/cohorts", &json!({"token": "t", "filters": filters})).await;
    rig.change("POST", "/api/cohorts", &json!({"token": "t", "distinct_ids": []})).await;
    let base = make(&rig, "base", with(json!([{"key": "id", "type": "cohort", "value": cohort["id"]}]))).await;
    let asks = |key: &str| with(json!([{"key": key, "type": "flag", "value": true, "operator": "flag_evaluates_to"}]));
    make(&rig, "middle", asks(&base.to_string())).await;
    make(&rig, "top", asks("middle")).await;

    let path = "/flags/definitions?token=t&send_cohorts";
    let (status, answer) = rig.read(path).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["group_type_mapping"], json!({"0": "company"}));
    assert_eq!(answer["cohorts"], json!({cohort["id"].to_string(): filters["properties"]}));
    let filter = |at: usize| &answer["flags"][at]["filters"]["groups"][0]["properties"][0];
    assert_eq!((&filter(1)["key"], &filter(1)["dependency_chain"]), (&json!("base"), &json!(["base"])));
    assert_eq!(filter(2)["dependency_chain"], json!(["base", "middle"]));
    assert_eq!(rig.read("/api/feature_flag/local_evaluation/?token=t&send_cohorts").await.1, answer);
    assert_eq!(rig.read("/api/feature_flag/local_evaluation?token=t").await.1.get("cohorts"), None);
    assert_eq!(rig.get(path).await.0, StatusCode::UNAUTHORIZED);
}
