//! Questions that follow actors: funnels, retention, stickiness, lifecycle and paths.

use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::insights::{answer, ask, at};
use crate::rig::{KEY, Rig};

/// A question about the first days of November 2026.
fn november(kind: &str, more: Value) -> Value {
    let mut query = json!({ "kind": kind, "range": { "from": "2026-11-01", "to": "2026-11-05" } });
    more.as_object().unwrap().iter().for_each(|(key, value)| query[key] = value.clone());
    query
}

/// Ann comes as somebody unknown, signs up and pays a day later. Bob asks for support before he pays. Cleo signs up twice and
/// never pays. Dave pays, and signs up afterwards. Ann and Bob are of Acme.
async fn story() -> Rig {
    let rig = Rig::new();
    let acme = |source: &str| json!({ "$groups": { "company": "acme" }, "source": source });
    let mut zoe = at("$pageview", "zoe", "02T10:00:00", json!({ "$pathname": "/" }));
    zoe["properties"]["$process_person_profile"] = false.into();
    rig.accept(json!([
        at("seen", "a-device", "01T10:00:00", json!({ "source": "ad" })),
        at("$identify", "ann", "01T10:05:00", json!({ "$anon_distinct_id": "a-device", "$set": { "plan": "pro" } })),
        at("signed_up", "ann", "01T10:10:00", acme("mail")),
        at("paid", "ann", "02T10:10:00", acme("mail")),
        at("seen", "bob", "01T11:00:00", acme("ad")),
        at("signed_up", "bob", "01T12:00:00", json!({ "source": null })),
        at("asked", "bob", "01T13:00:00", json!({})),
        at("paid", "bob", "01T14:00:00", acme("news")),
        at("seen", "cleo", "02T08:00:00", json!({})),
        at("signed_up", "cleo", "02T09:00:00", json!({ "source": "mail" })),
        at("signed_up", "cleo", "04T09:00:00", json!({ "source": "mail" })),
        at("paid", "dave", "01T09:00:00", json!({})),
        at("signed_up", "dave", "01T10:00:00", json!({})),
        zoe,
    ]))
    .await;
    rig
}

/// How many came to each step, for each value of the breakdown.
async fn counts(rig: &Rig, funnel: Value) -> Value {
    let found = answer(rig, november("funnel", funnel)).await;
    let counts = |steps: &Value| steps.as_array().unwrap().iter().map(|step| step["count"].clone()).collect::<Value>();
    let groups = found["groups"].as_array().unwrap().iter();
    groups.map(|group| json!([group["breakdown"], counts(&group["steps"])])).collect()
}

#[tokio::test]
async fn funnels() {
    let rig = story().await;
    let steps = json!([{ "event": "seen" }, { "event": "signed_up" }, { "event": "paid" }]);
    let last = json!([{ "event": "signed_up" }, { "event": "paid" }]);
    let pro = json!([{ "type": "person", "key": "plan", "value": "pro" }]);
    let with_mail =
        json!([{ "event": "signed_up", "filters": [{ "key": "source", "value": "mail" }] }, { "event": "paid" }]);
    let hours = |value: i64| json!({ "value": value, "unit": "hour" });
    let excluded = json!([{ "event": "asked", "from": 0, "to": 1 }]);
    let company = json!({ "group_type": "company" });
    let cases = [
        (json!({ "steps": steps }), json!([[null, [3, 3, 2]]])),
        (json!({ "steps": last }), json!([[null, [4, 2]]])),
        (json!({ "steps": last, "window": hours(24) }), json!([[null, [4, 2]]])),
        (json!({ "steps": last, "window": hours(23) }), json!([[null, [4, 1]]])),
        (json!({ "steps": last, "order": "unordered" }), json!([[null, [4, 3]]])),
        (json!({ "steps": last, "order": "strict" }), json!([[null, [4, 1]]])),
        (json!({ "steps": steps, "order": "strict" }), json!([[null, [3, 2, 0]]])),
        (json!({ "steps": last, "exclusions": excluded }), json!([[null, [3, 1]]])),
        (json!({ "steps": last, "filters": pro }), json!([[null, [1, 1]]])),
        (json!({ "steps": with_mail }), json!([[null, [2, 1]]])),
        (json!({ "steps": [{ "event": "signed_up" }, { "event": "signed_up" }] }), json!([[null, [4, 1]]])),
        (json!({ "steps": [{ "event": null }, { "event": "paid" }] }), json!([[null, [5, 2]]])),
        (json!({ "steps": [{ "event": "nothing" }, { "event": "paid" }] }), json!([[null, [0, 0]]])),
        // For Acme, Bob's first view and Ann's signing up are one way.
        (json!({ "steps": steps, "actor": company }), json!([[null, [1, 0, 0]]])),
        (json!({ "steps": last, "actor": company }), json!([[null, [1, 1]]])),
        (json!({ "steps": last, "actor": { "group_type": "unknown" } }), json!([[null, [0, 0]]])),
        (json!({ "steps": steps, "breakdown": { "key": "source" } }), json!([["ad", [2, 2, 2]], ["mail", [1, 1, 0]]])),
        (
            json!({ "steps": steps, "breakdown": { "key": "source" }, "attribution": "last_touch" }),
            json!([["mail", [2, 2, 1]], ["news", [1, 1, 1]]]),
        ),
        (
            json!({ "steps": steps, "breakdown": { "key": "source" }, "attribution": "step", "attribution_step": 2 }),
            json!([[null, [1, 1, 0]], ["mail", [1, 1, 1]], ["news", [1, 1, 1]]]),
        ),
        (
            json!({ "steps": steps, "breakdown": { "key": "source", "limit": 1 }, "attribution": "last_touch" }),
            json!([["mail", [2, 2, 1]], ["$other", [1, 1, 1]]]),
        ),
        (
            json!({ "steps": last, "breakdown": { "type": "person", "key": "plan" } }),
            json!([[null, [3, 1]], ["pro", [1, 1]]]),
        ),
        (json!({ "steps": [{ "event": "nothing" }, {}], "breakdown": { "key": "source" } }), json!([])),
    ];
    for (query, expected) in cases {
        assert_eq!(counts(&rig, query.clone()).await, expected, "{query}");
    }
}

#[tokio::test]
async fn funnels_tell_shares_and_times() {
    let rig = story().await;
    let steps = json!([{ "event": "signed_up", "label": "Signed up" }, { "event": "paid" }]);
    let found = answer(&rig, november("funnel", json!({ "steps": steps }))).await;
    assert_eq!(
        found["groups"],
        json!([{ "breakdown": null, "steps": [
            { "label": "Signed up", "count": 4, "from_first": 1.0, "from_previous": 1.0, "median_seconds": null,
                "average_seconds": null },
            { "label": "paid", "count": 2, "from_first": 0.5, "from_previous": 0.5, "median_seconds": 46800.0,
                "average_seconds": 46800.0 },
        ] }])
    );
    assert_eq!((&found["kind"], &found["events_read"]), (&json!("funnel"), &json!(8)));
    assert!(found["sql"][0]["text"].as_str().unwrap().starts_with("SELECT "), "{found}");
}

#[tokio::test]
async fn retention() {
    let rig = Rig::new();
    rig.accept(json!([
        // Before the range.
        at("start", "old", "01T10:00:00", json!({})),
        at("start", "old", "02T10:00:00", json!({})),
        at("start", "a-device", "02T11:00:00", json!({})),
        at("$identify", "ann", "02T12:00:00", json!({ "$anon_distinct_id": "a-device" })),
        at("back", "ann", "03T11:00:00", json!({})),
        at("start", "ann", "03T12:00:00", json!({})),
        at("back", "ann", "05T11:00:00", json!({})),
        at("back", "old", "05T12:00:00", json!({})),
        at("back", "stranger", "05T13:00:00", json!({})),
    ]))
    .await;
    let table = async |more: Value| {
        let mut query = json!({ "kind": "retention", "start": { "event": "start" }, "return": { "event": "back" },
            "period": "day", "range": { "from": "2026-11-02", "to": "2026-11-05" } });
        more.as_object().unwrap().iter().for_each(|(key, value)| query[key] = value.clone());
        let found = answer(&rig, query).await;
        let cohorts = found["cohorts"].as_array().unwrap().iter().map(|cohort| cohort["values"].clone());
        json!([cohorts.collect::<Value>(), found["mean"], found["cohorts"][0]["start"]])
    };
    let first = "2026-11-02T00:00:00.000Z";
    assert_eq!(
        table(json!({})).await,
        json!([[[2, 1, 0, 2], [1, 0, 1], [0, 0], [0]], [1.0, 1.0 / 3.0, 1.0 / 3.0, 1.0], first])
    );
    assert_eq!(
        table(json!({ "on_or_after": true, "periods": 2 })).await,
        json!([[[2, 2], [1, 1], [0, 0], [0]], [1.0, 1.0], first])
    );
    assert_eq!(
        table(json!({ "mode": "first_time", "periods": 2 })).await,
        json!([[[1, 1], [0, 0], [0, 0], [0]], [1.0, 1.0], first])
    );
    // Weeks begin on Sunday, here the first of November, and count as a whole.
    assert_eq!(
        table(json!({ "period": "week", "return": { "event": "start" } })).await,
        json!([[[2]], [1.0], "2026-11-01T00:00:00.000Z"])
    );
}

#[tokio::test]
async fn stickiness_and_activity() {
    let rig = Rig::new();
    let old = at("seen", "cleo", "01T00:00:00", json!({}));
    rig.accept(json!([
        old,
        at("seen", "a-device", "01T10:00:00", json!({})),
        at("seen", "ann", "01T11:00:00", json!({})),
        at("$identify", "ann", "01T12:00:00", json!({ "$anon_distinct_id": "a-device" })),
        at("seen", "ann", "03T11:00:00", json!({})),
        at("seen", "bob", "02T11:00:00", json!({})),
        at("seen", "bob", "02T12:00:00", json!({})),
        at("paid", "dave", "10T12:00:00", json!({})),
    ]))
    .await;
    let query = json!({ "kind": "stickiness", "series": [{ "event": "seen" }, { "event": "paid", "label": "Paid" }],
        "range": { "from": "2026-11-02", "to": "2026-11-10" } });
    let found = answer(&rig, query).await;
    let bars = |line: &Value| {
        let bars = line["values"].as_array().unwrap().iter().map(|bar| bar["count"].clone());
        json!([line["label"], line["values"][0]["intervals"], bars.collect::<Value>()])
    };
    assert_eq!(bars(&found["series"][0]), json!(["seen", 1, [2, 0, 0, 0, 0, 0, 0, 0, 0]]));
    assert_eq!(bars(&found["series"][1]), json!(["Paid", 1, [1, 0, 0, 0, 0, 0, 0, 0, 0]]));
    let activity = &found["activity"];
    assert_eq!(activity["buckets"][0], "2026-11-02T00:00:00.000Z");
    assert_eq!(activity["dau"], json!([1, 1, 0, 0, 0, 0, 0, 0, 1]));
    assert_eq!(activity["wau"], json!([3, 3, 3, 3, 3, 3, 2, 1, 1]));
    assert_eq!(activity["mau"], json!([3, 3, 3, 3, 3, 3, 3, 3, 4]));
    assert_eq!(activity["dau_mau"][8], 0.25);
}

#[tokio::test]
async fn lifecycle() {
    let rig = Rig::new();
    let personless = |name: &str, time: &str| at(name, "zoe", time, json!({ "$process_person_profile": false }));
    let of_acme = |name: &str, time: &str| at(name, "cleo", time, json!({ "$groups": { "company": "acme" } }));
    rig.accept(json!([
        at("seen", "ann", "01T10:00:00", json!({})),
        at("other", "bob", "01T10:00:00", json!({})),
        personless("seen", "02T10:00:00"),
        at("seen", "ann", "02T11:00:00", json!({})),
        of_acme("seen", "02T12:00:00"),
        at("seen", "bob", "03T10:00:00", json!({})),
        at("seen", "ann", "04T10:00:00", json!({})),
        of_acme("seen", "03T11:00:00"),
    ]))
    .await;
    let of = async |more: Value| {
        let mut query = json!({ "kind": "lifecycle", "event": { "event": "seen" },
            "range": { "from": "2026-11-02", "to": "2026-11-04" } });
        more.as_object().unwrap().iter().for_each(|(key, value)| query[key] = value.clone());
        let found = answer(&rig, query).await;
        assert_eq!(found["buckets"][0], "2026-11-02T00:00:00.000Z");
        json!([found["new"], found["returning"], found["resurrecting"], found["dormant"]])
    };
    // Ann was there the day before, Zoe and Cleo are new, Bob was made earlier, by another event.
    assert_eq!(of(json!({})).await, json!([[2, 0, 0], [1, 1, 0], [0, 1, 1], [0, -2, -2]]));
    let of_companies = of(json!({ "actor": { "group_type": "company" } })).await;
    assert_eq!(of_companies, json!([[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, -1]]));
}

#[tokio::test]
async fn whoever_is_made_after_the_range_is_new_in_the_interval_that_it_ends_in() {
    let rig = Rig::new();
    // What happened last arrived first, which is when she was made: 2026-11-06 is of the week of 2026-11-01.
    rig.accept(json!([at("seen", "ann", "06T10:00:00", json!({}))])).await;
    rig.accept(json!([at("seen", "ann", "03T10:00:00", json!({}))])).await;
    let query = json!({ "kind": "lifecycle", "event": { "event": "seen" }, "interval": "week",
        "range": { "from": "2026-11-01", "to": "2026-11-04" } });
    let found = answer(&rig, query).await;
    assert_eq!([&found["new"], &found["resurrecting"]], [&json!([1]), &json!([0])]);
}

#[tokio::test]
async fn paths() {
    let rig = Rig::new();
    let view = |who: &str, time: &str, page: Value| at("$pageview", who, time, json!({ "$pathname": page }));
    rig.accept(json!([
        view("a-device", "01T10:00:00", json!("/")),
        view("a-device", "01T10:00:30", json!("/")),
        at("$identify", "ann", "01T10:00:40", json!({ "$anon_distinct_id": "a-device" })),
        view("ann", "01T10:01:00", json!("/pricing")),
        view("ann", "01T10:02:00", json!("/docs")),
        view("ann", "01T10:32:00", json!("/docs/a")),
        view("bob", "01T10:00:00", json!("/")),
        view("bob", "01T10:00:20", json!("/pricing")),
        view("bob", "01T10:00:30", json!(null)),
        view("bob", "01T10:00:40", json!("/")),
    ]))
    .await;
    let edges = async |more: Value| {
        let found = answer(&rig, november("paths", more)).await;
        let edges = found["edges"].as_array().unwrap().iter();
        edges.map(|edge| json!([edge["from"], edge["to"], edge["count"], edge["average_seconds"]])).collect::<Value>()
    };
    let whole =
        json!([["1_/", "2_/pricing", 2, 40.0], ["2_/pricing", "3_/", 1, 20.0], ["2_/pricing", "3_/docs", 1, 60.0],]);
    assert_eq!(edges(json!({})).await, whole);
    assert_eq!(edges(json!({ "limit": 1 })).await, json!([whole[0]]));
    assert_eq!(edges(json!({ "steps": 2 })).await, json!([whole[0]]));
    assert_eq!(
        edges(json!({ "start": "/pricing" })).await,
        json!([["1_/pricing", "2_/", 1, 20.0], ["1_/pricing", "2_/docs", 1, 60.0]])
    );
    assert_eq!(edges(json!({ "end": "/docs", "steps": 2 })).await, json!([["1_/pricing", "2_/docs", 1, 60.0]]));
    assert_eq!(edges(json!({ "start": "/nowhere" })).await, json!([]));
}

#[tokio::test]
async fn answers_as_csv() {
    let rig = story().await;
    let csv = async |kind: &str, more: Value| {
        let mut query = november(kind, more);
        query["token"] = "t".into();
        let request = Request::post("/api/insights/run").header(header::AUTHORIZATION, format!("Bearer {KEY}"));
        let request = request.header(header::ACCEPT, "text/csv").body(query.to_string().into()).unwrap();
        let response = rig.send(request).await;
        assert_eq!(response.status(), StatusCode::OK);
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let steps = json!([{ "event": "signed_up" }, { "event": "paid" }]);
    let by_plan = json!({ "type": "person", "key": "plan" });
    assert_eq!(
        csv("funnel", json!({ "steps": steps, "breakdown": by_plan })).await,
        "breakdown,step,count,from_first,from_previous,median_seconds,average_seconds\n\
            ,signed_up,3,1,1,,\n,paid,1,0.3333333333333333,0.3333333333333333,7200,7200\n\
            pro,signed_up,1,1,1,,\npro,paid,1,1,1,86400,86400\n"
    );
    let retention = json!({ "start": steps[0], "return": steps[1], "periods": 2, "range": { "from": "2026-11-01", "to": "2026-11-02" } });
    assert_eq!(
        csv("retention", retention).await,
        "start,size,0,1\n2026-11-01T00:00:00.000Z,3,3,1\n2026-11-02T00:00:00.000Z,1,1,\nmean,,1,0.3333333333333333\n"
    );
    let found = csv("stickiness", json!({ "series": [{ "event": "signed_up" }] })).await;
    assert!(found.starts_with("series,intervals,day,count\nsigned_up,1,,3\nsigned_up,2,,1\n"), "{found}");
    assert!(found.contains("\nwau,,2026-11-01T00:00:00.000Z,3\nwau,,2026-11-02T00:00:00.000Z,4\n"), "{found}");
    let found = csv("lifecycle", json!({ "event": { "event": "signed_up" } })).await;
    assert!(
        found.starts_with("interval,new,returning,resurrecting,dormant\n2026-11-01T00:00:00.000Z,3,0,0,0\n"),
        "{found}"
    );
    assert_eq!(csv("paths", json!({})).await, "from,to,count,average_seconds\n");
}

#[tokio::test]
async fn wrong_questions_name_the_field() {
    let rig = story().await;
    let funnel = |more: Value| {
        let mut query = json!({ "kind": "funnel", "steps": [{ "event": "a" }, { "event": "b" }] });
        more.as_object().unwrap().iter().for_each(|(key, value)| query[key] = value.clone());
        query
    };
    let retention = |more: Value| {
        let mut query = json!({ "kind": "retention", "start": { "event": "a" }, "return": { "event": "b" } });
        more.as_object().unwrap().iter().for_each(|(key, value)| query[key] = value.clone());
        query
    };
    let many: Vec<Value> = (0..21).map(|_| json!({ "event": "a" })).collect();
    let cases = [
        (funnel(json!({ "steps": null })), "steps"),
        (funnel(json!({ "steps": [{ "event": "a" }] })), "steps"),
        (funnel(json!({ "steps": many })), "steps"),
        (funnel(json!({ "steps": [{ "event": 1 }, {}] })), "steps[0].event"),
        (funnel(json!({ "steps": [{}, { "filters": [{ "key": "" }] }] })), "steps[1].filters[0].key"),
        (funnel(json!({ "window": { "value": 0, "unit": "day" } })), "window.value"),
        (funnel(json!({ "window": { "value": i64::MAX, "unit": "week" } })), "window.value"),
        (funnel(json!({ "window": { "value": 1, "unit": "moon" } })), "window.unit"),
        (funnel(json!({ "order": "backwards" })), "order"),
        (funnel(json!({ "attribution": "step" })), "attribution_step"),
        (funnel(json!({ "attribution": "step", "attribution_step": 2 })), "attribution_step"),
        (funnel(json!({ "attribution_step": 1 })), "attribution_step"),
        (funnel(json!({ "exclusions": [{ "event": "x", "from": 1, "to": 1 }] })), "exclusions[0].to"),
        (funnel(json!({ "exclusions": [{ "event": "x", "from": 0, "to": 2 }] })), "exclusions[0].to"),
        (
            funnel(json!({ "exclusions": [{ "event": "x", "from": 0, "to": 1, "filters": [{}] }] })),
            "exclusions[0].filters[0].key",
        ),
        (funnel(json!({ "breakdown": { "key": "a", "limit": 1000 } })), "breakdown.limit"),
        (json!({ "kind": "retention", "return": {} }), "start"),
        (json!({ "kind": "retention", "start": {} }), "return"),
        (retention(json!({ "start": { "filters": [{ "key": "" }] } })), "start.filters[0].key"),
        (retention(json!({ "return": { "filters": [{ "key": "" }] } })), "return.filters[0].key"),
        (retention(json!({ "period": "hour" })), "period"),
        (retention(json!({ "periods": 0 })), "periods"),
        (retention(json!({ "mode": "often" })), "mode"),
        (json!({ "kind": "stickiness" }), "series"),
        (json!({ "kind": "stickiness", "series": [{ "math": "dau" }] }), "series[0].math"),
        (json!({ "kind": "stickiness", "series": [{ "property": "a" }] }), "series[0].property"),
        (json!({ "kind": "lifecycle" }), "event"),
        (json!({ "kind": "lifecycle", "event": { "filters": [{ "key": "" }] } }), "event.filters[0].key"),
        (json!({ "kind": "paths", "start": 1 }), "start"),
        (json!({ "kind": "paths", "steps": 1 }), "steps"),
        (json!({ "kind": "paths", "steps": "many" }), "steps"),
        (json!({ "kind": "paths", "limit": 0 }), "limit"),
        (json!({ "kind": "paths", "filters": [{ "key": "" }] }), "filters[0].key"),
        (json!({ "kind": "paths", "window": { "value": 1, "unit": "day" } }), "window"),
    ];
    for (query, field) in cases {
        let (status, answer) = ask(&rig, query.clone()).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{query}: {answer}");
    }
}
