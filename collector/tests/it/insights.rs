//! Questions about what was sent, over HTTP.

use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::rig::{KEY, Rig, event, json_of};

/// Asks, and gives the answer's status and JSON.
pub(crate) async fn ask(rig: &Rig, mut query: Value) -> (StatusCode, Value) {
    query["token"] = "t".into();
    let authorization = format!("Bearer {KEY}");
    rig.post("/api/insights/run", &[("authorization", &authorization)], query.to_string()).await
}

/// Asks for an answer.
pub(crate) async fn answer(rig: &Rig, query: Value) -> Value {
    let (status, answer) = ask(rig, query.clone()).await;
    assert_eq!(status, StatusCode::OK, "{query}: {answer}");
    answer
}

/// An event at a time of November 2026.
pub(crate) fn at(name: &str, distinct_id: &str, time: &str, mut properties: Value) -> Value {
    properties["$ignore_sent_at"] = true.into();
    let mut event = event(name, distinct_id, properties);
    event["timestamp"] = format!("2026-11-{time}Z").into();
    event
}

const NOVEMBER: &str = r#"{"from":"2026-11-01","to":"2026-11-04"}"#;

fn november(mut query: Value) -> Value {
    query["range"] = serde_json::from_str(NOVEMBER).unwrap();
    query
}

/// Ann of Acme, who had been anonymous, Bob of Acme, and Cleo of Brass.
async fn story() -> Rig {
    let rig = Rig::new();
    let company = |name: &str| json!({ "$groups": { "company": name } });
    rig.accept(json!([
        at("$pageview", "a-device", "01T10:00:00", json!({ "$session_id": "s1" })),
        at(
            "$identify",
            "ann",
            "01T11:00:00",
            json!({ "$anon_distinct_id": "a-device", "$set": { "plan": "pro", "age": 30 } })
        ),
        at(
            "$groupidentify",
            "ann",
            "01T11:00:01",
            json!({ "$groups": { "company": "acme" }, "$group_type": "company",
            "$group_key": "acme", "$group_set": { "tier": "gold", "seats": 5 } })
        ),
        at("$pageview", "ann", "01T12:00:00", company("acme")),
        at("$identify", "bob", "02T10:00:00", json!({ "$set": { "plan": "free", "age": "40" } })),
        at("$pageview", "bob", "02T11:00:00", company("acme")),
        at("$pageview", "cleo", "02T12:00:00", company("brass")),
        at("paid", "ann", "02T12:00:00", json!({ "$groups": { "company": "acme" }, "value": 9.99, "plan": "pro" })),
        at("paid", "bob", "03T12:00:00", json!({ "$groups": { "company": "acme" }, "value": 0.01, "plan": "pro" })),
        at("paid", "cleo", "03T13:00:00", json!({ "$groups": { "company": "brass" }, "value": "20", "plan": "free" })),
        at("paid", "cleo", "03T14:00:00", json!({ "$groups": { "company": "brass" }, "value": "a lot", "plan": null })),
    ]))
    .await;
    rig
}

async fn series(rig: &Rig, series: Value) -> (Vec<f64>, f64) {
    let answer = answer(rig, november(json!({ "kind": "trends", "series": [series] }))).await;
    let values = answer["series"][0]["values"].as_array().unwrap();
    (values.iter().map(|value| value.as_f64().unwrap()).collect(), answer["series"][0]["total"].as_f64().unwrap())
}

#[tokio::test]
async fn figures_of_events() {
    let rig = story().await;
    let cases = [
        (json!({ "event": "$pageview" }), vec![2.0, 2.0, 0.0, 0.0], 4.0),
        (json!({ "event": "$pageview", "math": "dau" }), vec![1.0, 2.0, 0.0, 0.0], 3.0),
        (json!({ "math": "dau" }), vec![1.0, 3.0, 2.0, 0.0], 3.0),
        (json!({ "event": "$pageview", "math": "weekly_active" }), vec![1.0, 3.0, 3.0, 3.0], 3.0),
        (json!({ "event": "$pageview", "math": "unique_session" }), vec![1.0, 0.0, 0.0, 0.0], 1.0),
        (
            json!({ "event": "$pageview", "math": "unique_group", "group_type": "company" }),
            vec![1.0, 2.0, 0.0, 0.0],
            2.0,
        ),
        (json!({ "event": "paid", "math": "sum", "property": "value" }), vec![0.0, 9.99, 20.01, 0.0], 30.0),
        (json!({ "event": "paid", "math": "avg", "property": "value" }), vec![0.0, 9.99, 10.005, 0.0], 10.0),
        (json!({ "event": "paid", "math": "max", "property": "value" }), vec![0.0, 9.99, 20.0, 0.0], 20.0),
        (json!({ "event": "paid", "math": "max_count_per_actor" }), vec![0.0, 1.0, 2.0, 0.0], 2.0),
        (
            json!({ "event": "paid", "math": "avg_count_per_actor", "group_type": "company" }),
            vec![0.0, 1.0, 1.5, 0.0],
            2.0,
        ),
        (json!({ "event": "nothing" }), vec![0.0, 0.0, 0.0, 0.0], 0.0),
    ];
    for (figure, values, total) in cases {
        assert_eq!(series(&rig, figure.clone()).await, (values, total), "{figure}");
    }
}

#[tokio::test]
async fn series_of_the_same_events_read_them_once() {
    let rig = story().await;
    let trends = async |series: Value| {
        let mut query = json!({ "kind": "trends", "series": series });
        query["range"] = json!({ "from": "2026-11-02", "to": "2026-11-04" });
        answer(&rig, query).await
    };
    let all = json!([
        { "event": "$pageview", "math": "dau" },
        { "event": "$pageview", "math": "weekly_active" },
        { "event": "$pageview", "math": "weekly_active", "filters": [{ "type": "person", "key": "plan", "value": "pro" }] },
        { "event": "$pageview" },
        { "event": "paid" },
    ]);
    let together = trends(all.clone()).await;
    for (index, series) in all.as_array().unwrap().iter().enumerate() {
        let alone = trends(json!([series])).await;
        for figure in ["values", "total"] {
            assert_eq!(together["series"][index][figure], alone["series"][0][figure], "{figure} of {series}");
        }
    }
    // The week before the range has the two views of the first; all three days have four payments.
    assert_eq!(together["events_read"], 4 + 4);
}

#[tokio::test]
async fn filters() {
    let rig = story().await;
    let cases = [
        (json!([{ "key": "plan", "value": "PRO" }]), 2.0),
        (json!([{ "key": "plan", "operator": "is_not", "value": "pro" }]), 2.0),
        (json!([{ "key": "plan", "operator": "is_set" }]), 4.0),
        (
            json!([{ "key": "value", "operator": "gt", "value": 9 }, { "key": "value", "operator": "lt", "value": 20 }]),
            1.0,
        ),
        (json!([{ "type": "person", "key": "plan", "value": "free" }]), 1.0),
        (json!([{ "type": "person", "key": "age", "operator": "gte", "value": 30 }]), 2.0),
        (json!([{ "type": "person", "key": "age", "operator": "is_not_set" }]), 2.0),
        (
            json!([{ "type": "person", "key": "plan", "value": "pro" }, { "type": "person", "key": "age", "operator": "gte", "value": 31 }]),
            0.0,
        ),
        (
            json!([{ "type": "person", "key": "plan", "operator": "is_set" }, { "type": "person", "key": "age", "operator": "gte", "value": 31 }]),
            1.0,
        ),
        (json!([{ "type": "group", "group_type": "company", "key": "tier", "value": "gold" }]), 2.0),
        (
            json!([{ "type": "group", "group_type": "company", "key": "tier", "operator": "is_not", "value": "gold" }]),
            2.0,
        ),
        (json!([{ "type": "group", "group_type": "unknown", "key": "tier", "value": "gold" }]), 0.0),
    ];
    for (filters, total) in cases {
        let found = series(&rig, json!({ "event": "paid", "filters": filters.clone() })).await.1;
        assert_eq!(found, total, "{filters}");
    }
}

#[tokio::test]
async fn breakdowns_formulas_and_the_range_before() {
    let rig = story().await;
    let cases = [
        (json!({ "key": "plan" }), json!([[null, 1.0], ["free", 1.0], ["pro", 2.0]])),
        (json!({ "key": "plan", "limit": 1 }), json!([["$other", 2.0], ["pro", 2.0]])),
        (json!({ "type": "person", "key": "plan" }), json!([[null, 2.0], ["free", 1.0], ["pro", 1.0]])),
        (json!({ "type": "group", "group_type": "company", "key": "tier" }), json!([[null, 2.0], ["gold", 2.0]])),
        (json!({ "type": "group", "group_type": "company" }), json!([["acme", 2.0], ["brass", 2.0]])),
        (json!({ "type": "person" }), json!([["ann", 1.0], ["bob", 1.0], ["cleo", 2.0]])),
        (
            json!({ "key": "value", "ranges": [[null, 1], [1, 20], [20, null]] }),
            json!([["1 – 20", 1.0], ["< 1", 1.0], ["≥ 20", 1.0]]),
        ),
    ];
    for (breakdown, expected) in cases {
        let query = json!({ "kind": "trends", "series": [{ "event": "paid" }], "breakdown": breakdown });
        let found = answer(&rig, november(query.clone())).await;
        let mut found: Vec<_> =
            found["series"].as_array().unwrap().iter().map(|line| json!([line["breakdown"], line["total"]])).collect();
        found.sort_by_key(Value::to_string);
        let mut expected = expected.as_array().unwrap().clone();
        expected.sort_by_key(Value::to_string);
        assert_eq!(found, expected, "{query}");
    }
    let query = json!({ "kind": "trends", "formula": "A / B", "compare": true, "series": [
        { "event": "paid", "math": "sum", "property": "value" }, { "event": "paid", "math": "dau" }],
        "range": { "from": "2026-11-03", "to": "2026-11-03" } });
    let found = answer(&rig, query).await;
    let line = &found["series"][0];
    assert_eq!((&line["index"], &line["label"], &line["values"]), (&Value::Null, &json!("A / B"), &json!([10.005])));
    assert_eq!(line["previous"], json!({ "values": [9.99], "total": 9.99 }));
}

#[tokio::test]
async fn profiles() {
    let rig = story().await;
    let company = json!({ "group_type": "company" });
    let cases = [
        (json!({}), json!([[null, 3.0, 3]])),
        (json!({ "of": company }), json!([[null, 2.0, 2]])),
        (json!({ "math": "sum", "property": "age" }), json!([[null, 70.0, 3]])),
        (json!({ "of": company, "math": "avg", "property": "$members" }), json!([[null, 1.5, 2]])),
        (
            json!({ "of": company, "math": "max", "property": "$events", "range": { "from": "2026-11-01", "to": "2026-11-04" } }),
            json!([[null, 5.0, 2]]),
        ),
        (json!({ "breakdown": { "key": "plan" } }), json!([[null, 1.0, 1], ["free", 1.0, 1], ["pro", 1.0, 1]])),
        (
            json!({ "of": company, "math": "sum", "property": "seats", "breakdown": { "key": "" } }),
            json!([["acme", 5.0, 1], ["brass", 0.0, 1]]),
        ),
        (
            json!({ "filters": [{ "type": "person", "key": "age", "operator": "gt", "value": 35 }] }),
            json!([[null, 1.0, 1]]),
        ),
    ];
    for (mut query, expected) in cases {
        query["kind"] = "profiles".into();
        let found = answer(&rig, query.clone()).await;
        let rows = found["rows"].as_array().unwrap();
        let mut rows: Vec<_> = rows.iter().map(|row| json!([row["breakdown"], row["value"], row["count"]])).collect();
        rows.sort_by_key(|row| row[0].to_string());
        let mut expected = expected.as_array().unwrap().clone();
        expected.sort_by_key(|row| row[0].to_string());
        assert_eq!(rows, expected, "{query}");
    }
}

#[tokio::test]
async fn what_comes_later_counts_at_once() {
    let rig = story().await;
    let query = || {
        november(
            json!({ "kind": "trends", "series": [{ "event": "paid", "math": "dau", "filters": [{ "key": "plan", "value": "pro" }] }] }),
        )
    };
    assert_eq!(answer(&rig, query()).await["series"][0]["total"], 2.0);
    // Bob turns out to be Ann, and there is one event more.
    rig.accept(json!([
        at("$merge_dangerously", "ann", "03T15:00:00", json!({ "alias": "bob" })),
        at("paid", "dora", "03T16:00:00", json!({ "plan": "pro" })),
    ]))
    .await;
    assert_eq!(answer(&rig, query()).await["series"][0]["total"], 2.0);
    let all = november(json!({ "kind": "trends", "series": [{ "math": "dau" }] }));
    assert_eq!(answer(&rig, all).await["series"][0]["total"], 3.0);
}

#[tokio::test]
async fn a_property_counts_wherever_it_is_asked_for() {
    let rig = Rig::new();
    let series = |event: Value| {
        let filters = json!([{ "key": "plan", "value": "pro" }]);
        let mut both = [json!({ "filters": filters }), json!({ "math": "sum", "property": "v" })];
        both.iter_mut().for_each(|series| series["event"] = event.clone());
        both
    };
    let asked = [series(Value::Null), series("$pageleave".into())].concat();
    let totals = async || {
        let mut totals = Vec::new();
        for breakdown in [Value::Null, json!({ "key": "$group_0" })] {
            let query = json!({ "kind": "trends", "series": asked, "breakdown": breakdown });
            let answer = answer(&rig, november(query)).await;
            let lines = answer["series"].as_array().unwrap().iter();
            totals.extend(lines.map(|line| line["total"].as_f64().unwrap()));
        }
        totals
    };
    let leave = |uuid: u32, time: &str, v: u32| {
        let properties = json!({ "plan": "pro", "v": v, "$groups": { "company": "acme" } });
        let mut leave = at("$pageleave", "ann", time, properties);
        leave["uuid"] = format!("0190163d-8694-739b-aea5-966c26f8ad9{uuid}").into();
        json!([leave])
    };
    // Columns are made, then new events come to them, then one of these is amended.
    let first = (leave(1, "01T10:00:00", 10), [1.0, 10.0]);
    let second = (leave(2, "01T11:00:00", 10), [2.0, 20.0]);
    let amended = (leave(2, "01T12:00:00", 15), [2.0, 25.0]);
    for (sent, expected) in [first, second, amended] {
        rig.accept(sent).await;
        assert_eq!(totals().await, expected.repeat(4));
    }
}

#[tokio::test]
async fn the_range_before_is_that_of_the_calendar() {
    let rig = Rig::new();
    let times = [
        "2026-01-31T12:00:00",
        "2026-02-10T12:00:00",
        "2026-02-11T12:00:00",
        "2026-03-05T12:00:00",
        // The clocks of Berlin change on the 29th of March.
        "2026-03-27T23:30:00",
        "2026-03-28T12:00:00",
        "2026-03-29T12:00:00",
        "2026-10-19T12:00:00",
        "2026-10-27T12:00:00",
        "2026-11-02T12:00:00",
        "2026-11-03T12:00:00",
    ];
    rig.accept(
        times
            .iter()
            .map(|time| {
                let mut event = at("e", "ann", "01T00:00:00", json!({}));
                event["timestamp"] = format!("{time}Z").into();
                event
            })
            .collect(),
    )
    .await;
    let cases = [
        ("day", "Europe/Berlin", "2026-03-29", "2026-03-29", json!([1.0]), json!([2.0])),
        ("hour", "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-29T13:00:00Z", json!([1.0]), json!([0.0])),
        ("month", "UTC", "2026-03-01", "2026-03-31", json!([4.0]), json!([2.0])),
        ("month", "UTC", "2026-03-11", "2026-03-31", json!([3.0]), json!([1.0])),
        ("month", "UTC", "2026-03-30T13:00:00Z", "2026-03-31T12:00:00Z", json!([0.0]), json!([0.0])),
        ("week", "UTC", "2026-11-02", "2026-11-12", json!([2.0, 0.0]), json!([1.0, 1.0])),
    ];
    for (interval, timezone, from, to, values, before) in cases {
        let query = json!({ "kind": "trends", "series": [{}], "compare": true, "interval": interval,
            "timezone": timezone, "range": { "from": from, "to": to } });
        let line = answer(&rig, query.clone()).await["series"][0].clone();
        assert_eq!((&line["values"], &line["previous"]["values"]), (&values, &before), "{query}");
    }
}

#[tokio::test]
async fn what_only_the_range_before_had_is_shown() {
    let rig = story().await;
    // On the 4th nobody paid.
    for (from, limit, expected) in [
        ("03", 9, json!([["free", 1.0, 0.0], [null, 1.0, 0.0], ["pro", 1.0, 1.0]])),
        ("04", 9, json!([["pro", 0.0, 1.0], ["free", 0.0, 1.0], [null, 0.0, 1.0]])),
        ("04", 1, json!([["$other", 0.0, 2.0]])),
    ] {
        let day = format!("2026-11-{from}");
        let query = json!({ "kind": "trends", "series": [{ "event": "paid" }], "compare": true,
            "breakdown": { "key": "plan", "limit": limit }, "range": { "from": day, "to": day } });
        let found = answer(&rig, query.clone()).await;
        let lines = found["series"].as_array().unwrap().iter();
        let lines: Vec<_> =
            lines.map(|line| json!([line["breakdown"], line["total"], line["previous"]["total"]])).collect();
        for line in expected.as_array().unwrap() {
            assert!(lines.contains(line), "{query}: {lines:?} have no {line}");
        }
    }
}

#[tokio::test]
async fn an_amended_leave_moves() {
    let rig = Rig::new();
    let leave = |time: &str, seconds: u32| {
        let mut leave = at("$pageleave", "ann", time, json!({ "seconds": seconds }));
        leave["uuid"] = "0190163d-8694-739b-aea5-966c26f8ad91".into();
        json!([leave])
    };
    let sum = json!({ "event": "$pageleave", "math": "sum", "property": "seconds" });
    rig.accept(leave("01T10:00:00", 5)).await;
    assert_eq!(series(&rig, sum.clone()).await, (vec![5.0, 0.0, 0.0, 0.0], 5.0));
    rig.accept(leave("02T10:00:00", 8)).await;
    assert_eq!(series(&rig, sum).await, (vec![0.0, 8.0, 0.0, 0.0], 8.0));
}

#[tokio::test]
async fn answers_as_lines_and_as_csv() {
    let rig = story().await;
    let query = november(json!({ "token": "t", "kind": "trends", "series": [{ "event": "paid" }] })).to_string();
    let request = |accept: &str| {
        let request = Request::post("/api/insights/run").header(header::AUTHORIZATION, format!("Bearer {KEY}"));
        request.header(header::ACCEPT, accept).body(query.clone().into()).unwrap()
    };
    let lines = text(&rig, request("application/x-ndjson")).await;
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(last["result"]["series"][0]["total"], 4.0);
    let csv = text(&rig, request("text/csv")).await;
    assert!(csv.starts_with("series,breakdown,2026-11-01T00:00:00.000Z,"), "{csv}");
    assert!(csv.ends_with("\npaid,,0,1,3,0,4\n"), "{csv}");
}

async fn text(rig: &Rig, request: Request<axum::body::Body>) -> String {
    let response = rig.send(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn wrong_questions_name_the_field() {
    let rig = story().await;
    let trends = |more: Value| {
        let mut query = json!({ "kind": "trends", "series": [{ "event": "paid" }] });
        for (key, value) in more.as_object().unwrap() {
            query[key] = value.clone();
        }
        query
    };
    let many = |keys: std::ops::Range<u32>| {
        keys.map(|key| json!({ "key": format!("p{key}"), "value": 1 })).collect::<Vec<_>>()
    };
    let cases = [
        (json!({}), "kind"),
        (json!({ "kind": "guess" }), "kind"),
        (json!({ "kind": "trends" }), "series"),
        (trends(json!({ "steps": [] })), "steps"),
        (trends(json!({ "nonsense": 1 })), "nonsense"),
        (trends(json!({ "timezone": "Mars" })), "timezone"),
        (trends(json!({ "range": { "from": "soon" } })), "range.from"),
        (trends(json!({ "interval": "second" })), "interval"),
        (trends(json!({ "formula": "A /" })), "formula"),
        (trends(json!({ "series": [{ "math": "sum" }] })), "series[0].property"),
        (trends(json!({ "series": [{ "math": "guess" }] })), "series[0].math"),
        (trends(json!({ "filters": [{ "key": "a", "operator": "near", "value": 1 }] })), "filters[0].operator"),
        (
            trends(json!({ "series": [{ "filters": [{ "key": "a", "operator": "gt", "value": "x" }] }] })),
            "series[0].filters[0].value",
        ),
        (trends(json!({ "breakdown": { "type": "group" } })), "breakdown.group_type"),
        (trends(json!({ "breakdown": { "key": "a", "limit": 0 } })), "breakdown.limit"),
        (trends(json!({ "filters": [{ "type": "cohort", "value": 7 }] })), "filters[0].value"),
        (json!({ "kind": "profiles", "math": "dau" }), "math"),
        (trends(json!({ "filters": many(0..40), "series": [{ "filters": many(40..80) }] })), "filters"),
        (
            trends(
                json!({ "series": (0..9).map(|place| json!({ "filters": many(place * 40..place * 40 + 40) })).collect::<Vec<_>>() }),
            ),
            "filters",
        ),
    ];
    for (query, field) in cases {
        let (status, answer) = ask(&rig, query.clone()).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{query}: {answer}");
    }
    let (status, _) = rig.post("/api/insights/run", &[], "{}").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_can_be_asked_about() {
    let rig = story().await;
    let read = async |path: &str| {
        let (status, answer) = rig.read(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    };
    let events = read("/api/insights/events?token=t").await;
    assert_eq!(
        events["events"][0],
        json!({ "event": "$pageview", "count": 4, "last_seen": "2026-11-02T12:00:00.000Z" })
    );
    let properties = read("/api/insights/properties?token=t&type=event&event=paid").await;
    assert!(properties["properties"].as_array().unwrap().contains(&json!("value")), "{properties}");
    let properties = read("/api/insights/properties?token=t&type=group&group_type=company").await;
    assert_eq!(properties["properties"], json!(["seats", "tier"]));
    let values = read("/api/insights/values?token=t&type=event&event=paid&key=plan").await;
    assert_eq!(values["values"], json!([{ "value": "pro", "count": 2 }, { "value": "free", "count": 1 }]));
    let values = read("/api/insights/values?token=t&type=person&key=plan").await;
    assert_eq!(values["values"], json!([{ "value": "free", "count": 1 }, { "value": "pro", "count": 1 }]));
    assert_eq!(read("/api/insights/group_types?token=t").await["group_types"], json!(["company"]));
    let many = |from: u32| (from..from + 900).map(|name| (format!("p{name}"), Value::Null)).collect::<Value>();
    rig.accept(json!([at("many", "ann", "01T10:00:00", many(2000)), at("many", "ann", "02T10:00:00", many(1000))]))
        .await;
    let names = read("/api/insights/properties?token=t&type=event&event=many").await;
    let names: Vec<_> = names["properties"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(names.len(), 1000);
    assert!(names.is_sorted() && names.contains(&"p1000") && names.contains(&"p1899") && names.contains(&"p2000"));
    assert!(!names.contains(&"p2899"), "the first ones are given");
}

#[tokio::test]
async fn a_question_keeps_its_own_columns() {
    let rig = Rig::new();
    let properties: serde_json::Map<_, _> = (0..320).map(|key| (format!("p{key}"), key.into())).collect();
    rig.accept(json!([at("wide", "ann", "01T10:00:00", properties.into())])).await;
    let of = |keys: std::ops::Range<u32>| {
        let filters = |from: u32| {
            (from..from + 40).map(|key| json!({ "key": format!("p{key}"), "value": key })).collect::<Vec<_>>()
        };
        let series = keys.step_by(40).map(|from| json!({ "event": "wide", "filters": filters(from) }));
        november(json!({ "kind": "trends", "series": series.collect::<Vec<_>>() }))
    };
    for keys in [0..280, 40..320, 0..280] {
        let answer = answer(&rig, of(keys.clone())).await;
        let series = answer["series"].as_array().unwrap();
        assert!(series.len() == 7 && series.iter().all(|line| line["total"] == 1.0), "{keys:?}: {answer}");
    }
}

#[tokio::test]
async fn facts_are_thrown_away_at_will() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("facts.sqlite3");
    std::fs::write(&path, "no database").unwrap();
    let rig = Rig::over(directory);
    rig.accept(json!([at("paid", "ann", "01T10:00:00", json!({}))])).await;
    assert_eq!(series(&rig, json!({ "event": "paid" })).await.1, 1.0);
}

#[tokio::test]
async fn a_question_that_fails_is_to_be_asked_again() {
    let rig = story().await;
    rig.execute("ALTER TABLE events RENAME TO others");
    let asked = json!({ "token": "t", "kind": "trends", "series": [{}] });
    let words = "the database failed; the question could not be answered, ask again";
    let told = (StatusCode::SERVICE_UNAVAILABLE, json!({ "status": "error", "field": "question", "message": words }));
    assert_eq!(rig.change("POST", "/api/insights/run", &asked).await, told);
    assert_eq!(rig.read("/api/events").await, told);
    let headers = [("authorization", &*format!("Bearer {KEY}")), ("accept", "application/x-ndjson")];
    let request =
        headers.iter().fold(Request::post("/api/insights/run"), |request, (name, value)| request.header(*name, *value));
    let response = rig.send(request.body(asked.to_string().into()).unwrap()).await;
    let lines = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let last: Value = serde_json::from_slice(lines.trim_ascii().rsplit(|byte| *byte == b'\n').next().unwrap()).unwrap();
    assert_eq!(last, json!({ "error": { "status": 503, "field": "question", "message": words } }));
}

#[tokio::test]
async fn insights_and_dashboards_are_kept() {
    let rig = story().await;
    let send = async |method: &str, path: &str, body: Value| {
        let request =
            Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {KEY}"));
        json_of(rig.send(request.body(body.to_string().into()).unwrap()).await).await
    };
    let query = json!({ "kind": "trends", "series": [{ "event": "paid" }], "display": { "show": "bar" } });
    let new = json!({ "token": "t", "name": "Payments", "query": query });
    let (status, made) = send("POST", "/api/insights", new.clone()).await;
    assert_eq!((status, &made["query"]), (StatusCode::CREATED, &query));
    let path = format!("/api/insights/{}", made["id"]);
    assert_eq!(send("PATCH", &path, json!({ "name": "Paid" })).await.1["name"], "Paid");
    assert_eq!(rig.read("/api/insights?token=t").await.1["insights"][0]["name"], "Paid");

    let tiles = json!([{ "insight": made["id"], "size": "wide" }]);
    let (status, dashboard) =
        send("POST", "/api/dashboards", json!({ "token": "t", "name": "All", "tiles": tiles })).await;
    assert_eq!((status, &dashboard["tiles"]), (StatusCode::CREATED, &tiles));
    assert_eq!(send("DELETE", &path, Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(rig.read(&path).await.0, StatusCode::NOT_FOUND);

    let cases = [
        ("/api/insights", json!({ "token": "t", "name": "", "query": query }), "name"),
        ("/api/insights", json!({ "token": "t", "name": "x", "query": { "kind": "guess" } }), "query.kind"),
        ("/api/insights", json!({ "token": "t", "name": "x" }), "query"),
        ("/api/insights", json!({ "token": "", "name": "x", "query": query }), "token"),
        (
            "/api/dashboards",
            json!({ "token": "t", "name": "x", "tiles": [{ "insight": 1, "size": "huge" }] }),
            "tiles[0].size",
        ),
    ];
    for (path, body, field) in cases {
        let (status, answer) = send("POST", path, body.clone()).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{body}");
    }
}
